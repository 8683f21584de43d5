package soap

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
)

// Class is whose trouble a fault is: the standard codes of both versions in one list.
type Class string

// The classes of [Fault.Class].
const (
	ClassSender          Class = "sender"           // 1.1 Client, 1.2 Sender: the request is at fault
	ClassReceiver        Class = "receiver"         // 1.1 Server, 1.2 Receiver: its processing is
	ClassVersionMismatch Class = "version_mismatch" // the envelope's version is not known there
	ClassMustUnderstand  Class = "must_understand"  // a mandatory header is not understood there
	ClassOther           Class = "other"            // a code of the registry's own, or none
)

// A Fault is a SOAP fault with which the peer has answered, of either version or of both mixed.
type Fault struct {
	Version Version // of the envelope; the fault's own elements may be of the other
	Status  int     // of HTTP
	Class   Class
	// Code and Subcodes are as sent; a dotted code of 1.1 ("Client.Authentication") is left whole. A prefix that was not declared gives
	// an empty Space.
	Code     xml.Name
	Subcodes []xml.Name
	// Reason is the peer's text, the Russian one if there are several. It may hold personal data: match it, never show it.
	Reason  string
	Details []Detail
}

// Detail is one element in the detail of a fault.
type Detail struct {
	Name xml.Name
	part fragment
}

// Error tells class, codes and the names of the details where they are harmless; never the reason.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString("soap: fault: " + string(f.Class))
	for _, code := range append([]xml.Name{f.Code}, f.Subcodes...) {
		if local := harmless([]byte(code.Local)); local != "" {
			b.WriteString(", code " + local)
		}
	}
	for _, d := range f.Details {
		if local := harmless([]byte(d.Name.Local)); local != "" {
			b.WriteString(", detail " + local)
		}
	}
	return b.String()
}

// Format prints what Error gives for every verb: the reason stands beside it.
func (f *Fault) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(f.Error())) }

// LogValue gives what Error gives.
func (f *Fault) LogValue() slog.Value { return slog.StringValue(f.Error()) }

// Detail gives the detail of that local name in the contract's namespace, or nil.
func (f *Fault) Detail(local string) *Detail {
	for i := range f.Details {
		if d := &f.Details[i]; d.Name.Local == local && d.Name.Space == d.part.contract.namespace {
			return d
		}
	}
	return nil
}

// Decode checks the detail against the contract, whose global element it must be, and decodes it into v. Its error is an *Error.
func (d *Detail) Decode(v any) error { return d.part.decode(v) }

// faultReader reads a fault from its tree.
type faultReader struct {
	fault    *Fault
	contract *Contract
	src      []byte
	limits   Limits
	seen     map[string]bool
}

// read reads the children of a Fault. Their namespaces are those of 1.1 (none) and of either envelope.
func (r *faultReader) read(n *node) error {
	r.fault.Class = ClassOther
	for _, c := range n.children {
		if c.space != "" && versionOf(c.space) == 0 {
			continue
		}
		if err := r.child(c); err != nil {
			return err
		}
	}
	return nil
}

// child reads one child of a Fault.
func (r *faultReader) child(c *node) error {
	var part string
	switch c.local {
	case "faultcode", "Code":
		part = "code"
	case "faultstring", "Reason":
		part = "reason"
	case "detail", "Detail":
		part = "detail"
	default:
		return nil // faultactor, Node, Role
	}
	if r.seen[part] {
		return &Error{
			Code: CodeFault, Path: "Envelope/Body/Fault", Offset: c.at, Line: lineAt(r.src, c.at), Note: "two of " + part,
		}
	}
	r.seen[part] = true
	switch c.local {
	case "faultcode":
		r.code(c)
	case "Code":
		r.code12(c)
	case "faultstring":
		r.fault.Reason = string(trimSpace(c.text))
	case "Reason":
		r.reason12(c)
	default:
		r.details(c)
	}
	return nil
}

// code reads the main code from the text of n.
func (r *faultReader) code(n *node) {
	name, ok := nameIn(n)
	r.fault.Code = name
	if !ok || name.Space == "" || versionOf(name.Space) != 0 {
		r.fault.Class = classOf(name.Local)
	}
}

// code12 reads Code with its Subcodes.
func (r *faultReader) code12(n *node) {
	if value := n.child("Value", namespace11, namespace12, ""); value != nil {
		r.code(value)
	}
	for {
		if n = n.child("Subcode", namespace11, namespace12, ""); n == nil {
			return
		}
		if value := n.child("Value", namespace11, namespace12, ""); value != nil {
			name, _ := nameIn(value)
			r.fault.Subcodes = append(r.fault.Subcodes, name)
		}
	}
}

// nameIn resolves the QName that is the text of n; ok is false if its prefix is not declared.
func nameIn(n *node) (name xml.Name, ok bool) {
	name.Space, name.Local, ok = n.qname(string(trimSpace(n.text)))
	return name, ok
}

// classOf gives the class of a standard code, of which 1.1 lets more follow after a dot.
func classOf(local string) Class {
	local, _, _ = strings.Cut(local, ".")
	switch local {
	case "Client", "Sender":
		return ClassSender
	case "Server", "Receiver":
		return ClassReceiver
	case "VersionMismatch":
		return ClassVersionMismatch
	case "MustUnderstand":
		return ClassMustUnderstand
	default:
		return ClassOther
	}
}

// reason12 takes the Russian text of a Reason, or else its first, or the text it holds itself.
func (r *faultReader) reason12(n *node) {
	best := n.text
	for i, c := range n.children {
		if c.local != "Text" {
			continue
		}
		lang, _ := c.attr(namespaceXML, "lang")
		if strings.EqualFold(lang, "ru") || strings.HasPrefix(strings.ToLower(lang), "ru-") {
			best = c.text
			break
		}
		if i == 0 || len(bytes.TrimSpace(best)) == 0 {
			best = c.text
		}
	}
	r.fault.Reason = string(trimSpace(best))
}

// details keeps where the details stand, to be decoded when asked for.
func (r *faultReader) details(n *node) {
	for _, c := range n.children {
		r.fault.Details = append(r.fault.Details, Detail{
			Name: xml.Name{Space: c.space, Local: c.local},
			part: fragment{contract: r.contract, src: r.src, at: c.at, end: c.end, scope: n.scope, limits: r.limits},
		})
	}
}
