package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Violation says where a document breaks its contract. Its text quotes nothing of the document but names of the contract.
type Violation struct {
	Pointer string // RFC 6901, "/person/birthday"; "" for the document itself
	Offset  int    // in bytes from its start
	Line    int    // from 1
	What    string // what is wrong, in a few words
}

// Error implements error.
func (v *Violation) Error() string {
	return fmt.Sprintf("%s (line %d, offset %d): %s", "#"+v.Pointer, v.Line, v.Offset, v.What)
}

// maxDepth bounds the nesting of what is read.
const maxDepth = 64

// Check holds one JSON document to the schema. Members that the schema does not name are passed over; a member given twice is a
// violation. The error is a *Violation.
func (s *Schema) Check(body []byte) error {
	_, err := s.check(body)
	return err
}

// Decode holds a document to the schema, as Check does, and decodes it into v without the members that the schema does not name: package json
// would take one of them for a field whose name is written in other letters. The error is a *Violation, or of v's type.
func (s *Schema) Decode(body []byte, v any) error {
	c, err := s.check(body)
	if err != nil {
		return err
	}
	if len(c.strangers) > 0 {
		body = bytes.Clone(body)
	}
	for _, name := range c.strangers { // no field is called so
		copy(body[name.from:name.to], bytes.Repeat([]byte(" "), name.to-name.from))
	}
	return json.Unmarshal(body, v)
}

func (s *Schema) check(body []byte) (*checker, error) {
	c := &checker{decoder: json.NewDecoder(bytes.NewReader(body)), body: body}
	c.decoder.UseNumber()
	if !utf8.Valid(body) {
		return c, c.violation("", "not UTF-8")
	}
	if err := c.value(s, "", 0); err != nil {
		return c, err
	}
	if _, err := c.decoder.Token(); !errors.Is(err, io.EOF) {
		return c, c.violation("", "something after the document")
	}
	return c, nil
}

type checker struct {
	decoder   *json.Decoder
	body      []byte
	strangers []span // names of members that the schema does not name
}

// A span is where something stands in the document.
type span struct{ from, to int }

// name returns where the name that was just read stands, without its quotes; before is where the token before it ended.
func (c *checker) name(before int64) span {
	from := int(before) + bytes.IndexByte(c.body[before:], '"') + 1
	return span{from, int(c.decoder.InputOffset()) - 1}
}

func (c *checker) violation(pointer, what string) error {
	offset := min(int(c.decoder.InputOffset()), len(c.body))
	return &Violation{pointer, offset, 1 + bytes.Count(c.body[:offset], []byte("\n")), what}
}

// value checks one value against s; a nil s takes anything.
func (c *checker) value(s *Schema, pointer string, depth int) error {
	token, err := c.decoder.Token()
	if err != nil {
		return c.violation(pointer, "not well-formed JSON")
	}
	if depth > maxDepth {
		return c.violation(pointer, "nested too deep")
	}
	if s == nil {
		s = &Schema{}
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return c.object(s, pointer, depth)
		}
		return c.array(s, pointer, depth)
	case string:
		return c.text(s, pointer, t)
	case json.Number:
		return c.integer(s, pointer, t)
	case bool:
		return c.kind(s, pointer, "boolean")
	default:
		return c.kind(s, pointer, "null")
	}
}

func (c *checker) kind(s *Schema, pointer, kind string) error {
	if s.kind != "" && s.kind != kind {
		return c.violation(pointer, "expected "+article(s.kind)+", got "+article(kind))
	}
	return nil
}

func article(kind string) string {
	if kind == "null" {
		return kind
	}
	if strings.ContainsRune("aio", rune(kind[0])) {
		return "an " + kind
	}
	return "a " + kind
}

func (c *checker) object(s *Schema, pointer string, depth int) error {
	if err := c.kind(s, pointer, "object"); err != nil {
		return err
	}
	var seen []string
	for c.decoder.More() {
		before := c.decoder.InputOffset()
		token, err := c.decoder.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return c.violation(pointer, "not well-formed JSON")
		}
		if slices.Contains(seen, name) {
			return c.violation(pointer, "a member is given twice")
		}
		member := s.properties[name]
		if seen = append(seen, name); member == nil {
			name = "*" // the document's own word
			c.strangers = append(c.strangers, c.name(before))
		}
		if err := c.value(member, pointer+"/"+name, depth+1); err != nil {
			return err
		}
	}
	for _, name := range s.required {
		if !slices.Contains(seen, name) {
			return c.violation(pointer+"/"+name, "required, and not given")
		}
	}
	return c.close(pointer)
}

func (c *checker) array(s *Schema, pointer string, depth int) error {
	if err := c.kind(s, pointer, "array"); err != nil {
		return err
	}
	n := int64(0)
	for ; c.decoder.More(); n++ {
		if err := c.value(s.items, pointer+"/"+strconv.FormatInt(n, 10), depth+1); err != nil {
			return err
		}
	}
	if !s.length.holds(n) {
		return c.violation(pointer, "too many items, or too few")
	}
	return c.close(pointer)
}

func (c *checker) close(pointer string) error {
	if _, err := c.decoder.Token(); err != nil {
		return c.violation(pointer, "not well-formed JSON")
	}
	return nil
}

func (c *checker) text(s *Schema, pointer, text string) error {
	if err := c.kind(s, pointer, "string"); err != nil {
		return err
	}
	switch {
	case !s.length.holds(int64(utf8.RuneCountInString(text))):
		return c.violation(pointer, "too long, or too short")
	case s.enum != nil && !slices.Contains(s.enum, text):
		return c.violation(pointer, "expected one of "+strings.Join(s.enum, ", "))
	case s.pattern != nil && !s.pattern.MatchString(text):
		return c.violation(pointer, "expected what matches "+s.pattern.String())
	case s.dateTime && !isDateTime(text):
		return c.violation(pointer, "expected a date and time of RFC 3339")
	default:
		return nil
	}
}

func isDateTime(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

func (c *checker) integer(s *Schema, pointer string, n json.Number) error {
	if err := c.kind(s, pointer, "integer"); err != nil {
		return err
	}
	if s.kind == "" {
		return nil
	}
	value, err := n.Int64()
	if err != nil || value < math.MinInt32 || value > math.MaxInt32 {
		return c.violation(pointer, "expected an integer of 32 bits")
	}
	if !s.value.holds(value) {
		return c.violation(pointer, "too large, or too small")
	}
	return nil
}
