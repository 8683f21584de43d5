package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// scanAll writes down what the scanner finds in a document, adjacent texts joined.
func scanAll(text []byte, limits Limits) (string, error) {
	var s scanner
	s.reset(text, limits, []string{"urn:known"})
	if err := s.declaration(); err != nil {
		return "", err
	}
	var out journal
	for {
		kind, err := s.next()
		if err != nil {
			return out.String(), err
		}
		switch kind {
		case tokenEOF:
			return out.String(), nil
		case tokenStart:
			out.tag("start", s.space, string(s.local))
			for _, a := range s.attrs {
				out.attr(a.space, string(a.local), string(a.value))
			}
		case tokenEnd:
			out.tag("end", s.space, string(s.local))
		case tokenText:
			out.text.Write(s.text)
		}
	}
}

// decodeAll writes down what encoding/xml finds in it.
func decodeAll(text []byte) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var out journal
	depth := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			out.tag("start", token.Name.Space, token.Name.Local)
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
					out.attr(a.Name.Space, a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			depth--
			out.tag("end", token.Name.Space, token.Name.Local)
		case xml.CharData:
			if depth > 0 {
				out.text.Write(token)
			}
		}
	}
}

// journal is a token stream as a text.
type journal struct {
	lines strings.Builder
	text  bytes.Buffer
}

func (j *journal) flush() {
	if j.text.Len() > 0 {
		fmt.Fprintf(&j.lines, "text %q\n", j.text.String())
		j.text.Reset()
	}
}

func (j *journal) tag(kind, space, local string) {
	j.flush()
	fmt.Fprintf(&j.lines, "%s {%s}%s\n", kind, spaced(space), local)
}

func (j *journal) attr(space, local, value string) {
	fmt.Fprintf(&j.lines, "  {%s}%s=%q\n", spaced(space), local, spaced(value))
}

// spaced makes white space of an attribute's value equal: encoding/xml leaves it as it is, against the standard.
func spaced(value string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && isSpace(byte(r)) {
			return ' '
		}
		return r
	}, strings.ReplaceAll(value, "\r\n", "\n"))
}

func (j *journal) String() string {
	j.flush()
	return j.lines.String()
}

func TestScannerAcceptsWhatIsWellFormed(t *testing.T) {
	for _, test := range []struct{ name, document, want string }{
		{"an empty element", `<a/>`, "start {}a\nend {}a\n"},
		{"spaces in tags", "<a\tb = 'c'\n></a >", "start {}a\n  {}b=\"c\"\nend {}a\n"},
		{"quotes in quotes", `<a b="'" c='"'/>`, "start {}a\n  {}b=\"'\"\n  {}c=\"\\\"\"\nend {}a\n"},
		{"a greater sign", `<a b=">">></a>`, "start {}a\n  {}b=\">\"\ntext \">\"\nend {}a\n"},
		{"entities", `<a b="&lt;&quot;">&gt;&amp;&apos;</a>`, "start {}a\n  {}b=\"<\\\"\"\ntext \">&'\"\nend {}a\n"},
		{"character references", `<a>&#65;&#x42;&#x1F600;</a>`, "start {}a\ntext \"AB😀\"\nend {}a\n"},
		{"line ends", "<a>1\r\n2\r3\n4&#13;</a>", "start {}a\ntext \"1\\n2\\n3\\n4\\r\"\nend {}a\n"},
		{"line ends in CDATA", "<a><![CDATA[1\r\n2\r]]></a>", "start {}a\ntext \"1\\n2\\n\"\nend {}a\n"},
		{"brackets", "<a>]] ]> &#93;]&gt;</a>", "start {}a\ntext \"]] ]> ]]>\"\nend {}a\n"},
		{"CDATA with markup", "<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]></a>", "start {}a\ntext \"<b>&amp;]]>\"\nend {}a\n"},
		{"a default namespace and back", `<a xmlns="u"><b xmlns=""/><c/></a>`, "start {u}a\nstart {}b\nend {}b\nstart {u}c\nend {u}c\nend {u}a\n"},
		{"a prefix bound anew", `<p:a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></p:a>`, "start {u}a\nstart {v}b\nend {v}b\nstart {u}c\nend {u}c\nend {u}a\n"},
		{"declared after use", `<p:a p:b="" b="" xmlns:p="u"/>`, "start {u}a\n  {u}b=\"\"\n  {}b=\"\"\nend {u}a\n"},
		{"no default for attributes", `<a xmlns="u" b=""/>`, "start {u}a\n  {}b=\"\"\nend {u}a\n"},
		{"the xml prefix", `<a xml:lang="ru" xmlns:xml="` + namespaceXML + `"/>`, "start {}a\n  {" + namespaceXML + "}lang=\"ru\"\nend {}a\n"},
		{"Cyrillic names", `<ф:СвЮЛ xmlns:ф="u" ОГРН="1"/>`, "start {u}СвЮЛ\n  {}ОГРН=\"1\"\nend {u}СвЮЛ\n"},
		{"names of all kinds", "<_a-.1·é/>", "start {}_a-.1·é\nend {}_a-.1·é\n"},
		{"comments and spaces around", "\n<!-- a -->\n<a/><!---->\n", "start {}a\nend {}a\n"},
		{"replacement character", "<a>\uFFFD\uFF5E</a>", "start {}a\ntext \"\uFFFD\uFF5E\"\nend {}a\n"},
		{"a namespace with references", `<a xmlns="u&amp;v"/>`, "start {u&v}a\nend {u&v}a\n"},
	} {
		got, err := scanAll([]byte(test.document), Limits{}.withDefaults())
		if err != nil || got != test.want {
			t.Errorf("%s: got %v\n%s", test.name, err, got)
		}
		if theirs, err := decodeAll([]byte(test.document)); err != nil || theirs != got {
			t.Errorf("%s: encoding/xml has %v\n%s", test.name, err, theirs)
		}
	}
}

func TestScannerRefusesWhatIsNot(t *testing.T) {
	for _, document := range []string{
		"x", "<", "<>", "< a/>", "</a>", "<a></b>", "<a></ab>", "<ab></a>", "<a></a b>", "<a/ >", "<a / >", "<a b/>", "<a b=c/>", "<a b=/>", `<a b="c"d=""/>`,
		`<a b="1" b="2"/>`, `<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>`, `<a b="<"/>`, `<a xmlns="" xmlns=""/>`, `<a xmlns:p="u" xmlns:p="v"/>`,
		"<p:a/>", `<a p:b=""/>`, `<a xmlns:p=""/>`, `<a xmlns:xml="u"/>`, `<a xmlns:p="` + namespaceXML + `"/>`, `<a xmlns="` + namespaceXMLNS + `"/>`,
		`<a xmlns:xmlns="u"/>`, "<xmlns:a/>", "<:a/>", "<a:/>", "<a:b:c xmlns:a='u'/>", "<1a/>", "<-a/>", "<a\u00d7/>", "<\u0300a/>",
		"<a>&</a>", "<a>&;</a>", "<a>&b;</a>", "<a>&lt</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a>&#0;</a>", "<a>&#8;</a>", "<a>&#xD800;</a>", "<a>&#xFFFE;</a>",
		"<a>&#x110000;</a>", "<a>&#99999999999;</a>", "<a>&#1x;</a>", "<a>&#X41;</a>", `<a b="&#0;"/>`, "<a>]]></a>", "<a>\x01</a>", "<a>\x00</a>", "<a b='\x02'/>",
		"<a>\uFFFE</a>", "<a b='\uFFFF'/>", "<!-- \x03 --><a/>", "<!-- \uFFFF --><a/>", "<a><![CDATA[\x04]]></a>", "<!-- -- --><a/>", "<!-- ---><a/>", "<![CDATA[x]]><a/>",
		"<a/><![CDATA[x]]>", "<a><!x></a>", "<a><![cdata[x]]></a>", "<a/>x", "<a/><b/>", "<a/></a>", "<a/>&#32;", "<?php ?><a/>", "<a/><?php ?>", " <?xml version='1.0'?><a/>",
		"<?xml?><a/>", "<?xml version='1.1'?><a/>", "<?xml encoding='utf-8'?><a/>", "<?xml version='1.0' encoding=''?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>",
		"<?xml version='1.0' x='y'?><a/>", "<?xml version=1.0?><a/>", "<?xml version='1.0\"?><a/>", "<?xml version'1.0'?><a/>", "<?XML version='1.0'?><a/>",
		"<a b=\"x\x01&amp;\"/>", "<a b='&b;'/>", "<a>\x01&amp;</a>", "<a xmlns:p='u'><p:b></b></a>",
	} {
		if got, err := scanAll([]byte(document), Limits{}.withDefaults()); err == nil {
			t.Errorf("%q is accepted as\n%s", document, got)
		}
	}
}

func TestErrorsTellTheLine(t *testing.T) {
	_, err := scanAll([]byte("<a>\n  <b>\n    &x;\n</b></a>"), Limits{}.withDefaults())
	if e := wantCode(t, err, CodeNotXML); e.Line != 3 || e.Offset != 14 {
		t.Errorf("got line %d, offset %d", e.Line, e.Offset)
	}
}

// FuzzScanner holds the scanner to encoding/xml: what it accepts, encoding/xml accepts and reads the same way.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		statusBody, checkBody, `<?xml version="1.0" encoding="UTF-8"?><a xmlns:p="u" p:b="&#10;&amp;"><![CDATA[x]]><!-- --><p:c/>&lt;</a>`,
		"<ф:а xmlns:ф='u'>\r\n]]</ф:а>", "<a xml:lang='ru' xmlns=''/>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) {
			return // the charset has been seen to before
		}
		limits := Limits{Depth: 8, Tokens: 200, Attributes: 8}.withDefaults()
		ours, err := scanAll(text, limits)
		if err != nil {
			if e, ok := asError(err); !ok || e.Offset > len(text) || e.Line < 1 {
				t.Fatalf("a broken error: %#v", err)
			}
			return
		}
		theirs, err := decodeAll(text)
		if err != nil && strings.Contains(err.Error(), "invalid XML name") {
			return // its names are those of an older edition
		}
		if err != nil || ours != theirs {
			t.Fatalf("%q\nours:\n%s\nencoding/xml: %v\n%s", text, ours, err, theirs)
		}
	})
}
