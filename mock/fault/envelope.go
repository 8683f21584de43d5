package fault

import (
	"fmt"
	"slices"
	"strings"
)

// Faults of the SOAP envelope around a valid payload.

// inEnvelope makes one case from the parsed envelope, or none of what is no envelope.
func inEnvelope(how func(*xmlDocument) []byte) func(*Input) []Case {
	return func(in *Input) []Case {
		doc, ok := parse(in.Shape.Protocol, in.Reply.Body).(*xmlDocument)
		if !ok {
			return nil
		}
		return []Case{{Reply: in.Reply.with(how(doc))}}
	}
}

func emptyBody(d *xmlDocument) []byte { return d.setRaw(d.in, "") }

// secondChild gives Body its child twice, under another name the second time.
func secondChild(d *xmlDocument) []byte {
	const extra = `<second xmlns="urn:sverka:mock"><note>nobody asked</note></second>`
	return insert(d.body, d.payload.whole.end, extra)
}

func attachmentsChild(d *xmlDocument) []byte { return insert(d.body, d.in.whole.end, "<attachments/>") }

func trailingXML(d *xmlDocument) []byte {
	return append(slices.Clip(d.body), "\n<!-- --><x/>OK"...)
}

func mustUnderstand(d *xmlDocument) []byte {
	p := d.prefix(d.envelope)
	block := "<t:Transaction xmlns:t=\"urn:sverka:mock:transaction\" " + p + "mustUnderstand=\"1\">5</t:Transaction>"
	if header := d.envelope.find("Header"); header != nil {
		return d.put(header, block)
	}
	return insert(d.body, d.in.whole.start, "<"+p+"Header>"+block+"</"+p+"Header>")
}

// doctype has a DOCTYPE that does nothing, one that grows to a billion letters, and one that fetches.
func doctype(in *Input) []Case {
	doc, ok := parse(in.Shape.Protocol, in.Reply.Body).(*xmlDocument)
	if !ok {
		return nil
	}
	root := doc.qualified(doc.envelope)
	body := string(undeclared(in.Reply.Body))
	// An entity is of use to an attacker only where it is referred to: in an element that the reader skips or shows.
	used := string(undeclared(doc.put(doc.payload, "<note>&e;</note>")))
	made := func(name, subset, body string) Case {
		text := `<?xml version="1.0" encoding="UTF-8"?>` + "<!DOCTYPE " + root + subset + ">" + body
		return Case{Name: name, Reply: in.Reply.with([]byte(text))}
	}
	return []Case{
		made("bare", "", body),
		made("entity_bomb", " ["+entityBomb()+"]", used),
		made("external_entity", fmt.Sprintf(" [<!ENTITY e SYSTEM %q>]", in.Elsewhere), used),
		made("external_subset", fmt.Sprintf(" SYSTEM %q", in.Elsewhere), body),
	}
}

// entityBomb declares e as nine times ten to the ninth letters, in under a kilobyte.
func entityBomb() string {
	var b strings.Builder
	b.WriteString(`<!ENTITY e0 "lol">`)
	for i := 1; i <= 9; i++ {
		ref := fmt.Sprintf("&e%d;", i-1)
		fmt.Fprintf(&b, "<!ENTITY e%d %q>", i, strings.Repeat(ref, 10))
	}
	b.WriteString(`<!ENTITY e "&e9;">`)
	return b.String()
}

// multipart wraps the envelope as MTOM stacks do that have nothing to attach.
func multipart(in *Input) []Case {
	const boundary = "uuid:6f1d2b0e-mock"
	media := mediaType(in.Shape.Protocol)
	head := "--" + boundary + "\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"" + media + "\"\r\n" +
		"Content-Transfer-Encoding: binary\r\nContent-ID: <root.message@mock>\r\n\r\n"
	body := head + string(in.Reply.Body) + "\r\n--" + boundary + "--\r\n"
	contentType := fmt.Sprintf("multipart/related; type=\"application/xop+xml\"; boundary=%q; start=\"<root.message@mock>\"; start-info=%q", boundary, media)
	return []Case{{Reply: in.Reply.with([]byte(body)).Headed("Content-Type", contentType)}}
}
