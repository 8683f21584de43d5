package mock

import (
	"bytes"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
	"unicode/utf8"
)

//go:embed templates
var templateFiles embed.FS

// The replies of each registry, parsed once in a process, when it is first asked.
//
//nolint:gochecknoglobals // read once in a process, never written to
var (
	migrationReplies = sync.OnceValues(func() (*renderer, error) { return xmlReplies("migration") })
	pensionReplies   = sync.OnceValues(func() (*renderer, error) { return xmlReplies("pension") })
	taxReplies       = sync.OnceValues(func() (*renderer, error) { return jsonReplies("tax") })
	mvdReplies       = sync.OnceValues(func() (*renderer, error) { return jsonReplies("mvd") })
)

func xmlReplies(registry string) (*renderer, error) {
	t, err := templates("xml", "templates/"+registry+"/*.xml")
	if err != nil {
		return nil, err
	}
	return newRenderer(t, escapeXML, writePlainXML)
}

// jsonReplies has the error document too, which the REST registries share.
func jsonReplies(registry string) (*renderer, error) {
	t, err := templates("json", "templates/*.json", "templates/"+registry+"/*.json")
	if err != nil {
		return nil, err
	}
	return newRenderer(t, escapeJSON, writePlainJSON)
}

// builtIn returns what is built in, and tested.
func builtIn[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// templates returns the replies in files, by their names. Every value that a template prints is escaped: the escaper is put behind each
// of its actions when it is parsed, so that none can be forgotten. In XML a value is text; in JSON it is a whole value, quotes included.
func templates(escaper string, files ...string) (*template.Template, error) {
	t := template.New("").Option("missingkey=error").Funcs(template.FuncMap{"xml": escapeXML, "json": escapeJSON})
	t, err := t.ParseFS(templateFiles, files...)
	if err != nil {
		return nil, fmt.Errorf("mock: %w", err)
	}
	for _, one := range t.Templates() {
		if one.Tree != nil {
			escape(one.Root, escaper)
		}
	}
	return t, nil
}

// escape puts the escaper behind every action below n.
func escape(n parse.Node, escaper string) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			escape(child, escaper)
		}
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 {
			command := &parse.CommandNode{NodeType: parse.NodeCommand, Args: []parse.Node{parse.NewIdentifier(escaper).SetPos(n.Pos)}}
			n.Pipe.Cmds = append(n.Pipe.Cmds, command)
		}
	case *parse.IfNode:
		escapeBranches(&n.BranchNode, escaper)
	case *parse.RangeNode:
		escapeBranches(&n.BranchNode, escaper)
	case *parse.WithNode:
		escapeBranches(&n.BranchNode, escaper)
	}
}

func escapeBranches(n *parse.BranchNode, escaper string) {
	escape(n.List, escaper)
	if n.ElseList != nil {
		escape(n.ElseList, escaper)
	}
}

// escapeXML writes a value as text of an element or attribute.
func escapeXML(value any) (string, error) {
	text, ok := value.(string)
	if !ok {
		text = fmt.Sprint(value)
	}
	if plainXML(text) {
		return text, nil
	}
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(text))
	return b.String(), err
}

// plainXML reports whether text needs no escaping for sure. Characters from U+F000 up, where some are none of XML's, are left to
// the escaper.
func plainXML(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\'', c == '&', c == '<', c == '>', c >= 0xef:
			return false
		}
	}
	return utf8.ValidString(text)
}

func writePlainXML(to *bytes.Buffer, text string) bool {
	if !plainXML(text) {
		return false
	}
	to.WriteString(text)
	return true
}

// writePlainJSON writes a text of which package json would escape nothing: U+2028 and its like are left to it.
func writePlainJSON(to *bytes.Buffer, text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == '&', c == '<', c == '>', c >= 0xe2:
			return false
		}
	}
	if !utf8.ValidString(text) {
		return false
	}
	to.WriteByte('"')
	to.WriteString(text)
	to.WriteByte('"')
	return true
}

func escapeJSON(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
