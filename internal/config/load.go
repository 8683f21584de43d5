// Package config reads a configuration file strictly: an unknown or doubled key, a value of the wrong kind, one that
// makes no sense and a file that is not there are errors that name the line and the key. What the sections hold stands
// with those who use them; this package has the sections of the program itself.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A Validator is a configuration that can tell what is wrong with it.
type Validator interface {
	// Validate returns nil, or an error, or several joined by errors.Join, each of them "key: what it must be", with the
	// key's path from the top of the configuration.
	Validate() error
}

// Load reads the file into c, which holds the defaults of all that the file leaves out, and validates it. Its errors
// begin with "file:line:".
func Load(file string, c Validator) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%s: %w", file, errors.Unwrap(err))
	}
	return Parse(file, data, c)
}

// Parse is Load of bytes that are at hand; file is what its errors call them.
func Parse(file string, data []byte, c Validator) error {
	err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(c)
	if err != nil && !errors.Is(err, io.EOF) { // an empty file leaves all defaults
		return undecoded(file, data, c, err)
	}
	if err := c.Validate(); err != nil {
		return located(file, data, err)
	}
	return nil
}

// undecoded rewrites a parser's or decoder's error as "file:line: sentence", without its excerpt of the file.
func undecoded(file string, data []byte, c Validator, err error) error {
	var wrong *yaml.TypeError
	if errors.As(err, &wrong) {
		if line, key := culprit(data, c); line > 0 {
			return fmt.Errorf("%s:%d: %s: %s", file, line, key, wanted(wrong.DstType))
		}
		return fmt.Errorf("%s:%d: what stands here %s", file, wrong.Token.Position.Line, wanted(wrong.DstType))
	}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return fmt.Errorf("%s:%d: %s", file, at.GetToken().Position.Line, at.GetMessage())
	}
	if line, key := culprit(data, c); line > 0 {
		return fmt.Errorf("%s:%d: %s: %w", file, line, key, err)
	}
	return fmt.Errorf("%s: %w", file, err)
}

// wanted says what a value of type t looks like.
func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "must be a duration with its unit, such as 250ms or 8s"
	case t.Kind() == reflect.Bool:
		return "must be true or false"
	case t.Kind() == reflect.String:
		return "must be a text"
	case t.Kind() == reflect.Slice:
		return "must be a list"
	case t.Kind() == reflect.Struct:
		return "must be a section with keys of its own"
	default:
		return "must be a number"
	}
}

// located puts file and line in front of each of the joined errors.
func located(file string, data []byte, err error) error {
	tree, parseErr := parser.ParseBytes(data, 0)
	var all []error
	for _, e := range flat(err) {
		line := 0
		if key, _, ok := strings.Cut(e.Error(), ": "); ok && parseErr == nil {
			line = lineOf(tree, key)
		}
		if line == 0 {
			all = append(all, fmt.Errorf("%s: %w", file, e))
			continue
		}
		all = append(all, fmt.Errorf("%s:%d: %w", file, line, e))
	}
	return errors.Join(all...)
}

func flat(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flat(e)...)
	}
	return all
}

// lineOf returns the line of a key's path, or of the nearest section around it that the file has; 0: none.
func lineOf(tree *ast.File, key string) int {
	for key != "" {
		path, err := yaml.PathString("$." + key)
		if err == nil {
			if node, err := path.FilterFile(tree); err == nil {
				return keyLine(node)
			}
		}
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
	}
	return 0
}

// keyLine returns the line of a value's key: a section's own token is its first member's, a line further down.
func keyLine(node ast.Node) int {
	line := node.GetToken().Position.Line
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		line = m.Values[0].Key.GetToken().Position.Line - 1
	}
	return max(line, 1)
}

// At puts the key in front of each error of a section's Validate, so that it names its path from the top.
func At(key string, err error) error {
	if err == nil {
		return nil
	}
	var all []error
	for _, e := range flat(err) {
		all = append(all, fmt.Errorf("%s.%w", key, e))
	}
	return errors.Join(all...)
}
