package config

import (
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// culprit returns the line and key of the first value that cannot be decoded into a configuration like c. The decoder
// does not say where a duration or a value with a text form of its own is wrong: so every value is taken out, and put
// back one by one until the error is there again.
func culprit(data []byte, c any) (line int, key string) {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil || len(tree.Docs) == 0 {
		return 0, ""
	}
	body := tree.Docs[0].Body
	var leaves leafFinder
	ast.Walk(&leaves, body)
	for _, l := range leaves.found {
		l.put(ast.Null(l.value.GetToken()))
	}
	decodes := func() bool {
		return yaml.NodeToValue(body, reflect.New(reflect.TypeOf(c).Elem()).Interface(), yaml.Strict()) == nil
	}
	if !decodes() {
		return 0, "" // it is no scalar that is wrong
	}
	for _, l := range leaves.found {
		l.put(l.value)
		if !decodes() {
			return l.value.GetToken().Position.Line, strings.TrimPrefix(l.value.GetPath(), "$.")
		}
	}
	return 0, ""
}

// A leaf is one scalar of the file, and how to put another node into its place.
type leaf struct {
	value ast.Node
	put   func(ast.Node)
}

type leafFinder struct{ found []leaf }

// Visit implements ast.Visitor.
func (f *leafFinder) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.MappingValueNode:
		f.add(n.Value, func(v ast.Node) { n.Value = v })
	case *ast.SequenceNode:
		for i, v := range n.Values {
			f.add(v, func(v ast.Node) { n.Values[i] = v })
		}
	}
	return f
}

func (f *leafFinder) add(n ast.Node, put func(ast.Node)) {
	if _, scalar := n.(ast.ScalarNode); scalar {
		f.found = append(f.found, leaf{n, put})
	}
}
