package mock

import (
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

//go:embed templates
var templateFiles embed.FS

// The replies of the two protocols are parsed once in a process.
var (
	soapTemplates = sync.OnceValues(func() (*template.Template, error) { return templates("soap", "xml", "xml") })
	restTemplates = sync.OnceValues(func() (*template.Template, error) { return templates("rest", "json", "json") })
)

// templates returns the replies of a protocol, by name without the ending. Every value that a template prints is escaped: the
// escaper is put behind each of its actions when it is parsed, so that none can be forgotten. In XML a value is text; in JSON it
// is a whole value, quotes included.
func templates(protocol, ending, escaper string) (*template.Template, error) {
	t := template.New(protocol).Option("missingkey=error").Funcs(template.FuncMap{"xml": escapeXML, "json": escapeJSON})
	t, err := t.ParseFS(templateFiles, "templates/*."+ending)
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

func escapeXML(value any) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, fmt.Append(nil, value))
	return b.String(), err
}

func escapeJSON(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
