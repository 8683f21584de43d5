package openapi

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
)

// A Schema is one compiled schema. It is immutable and safe for concurrent use.
type Schema struct {
	kind       string // object, array, string, integer, boolean, or "" for anything
	required   []string
	properties map[string]*Schema
	items      *Schema
	enum       []string
	pattern    *regexp.Regexp
	dateTime   bool
	length     bounds // of a string in characters, of an array in items
	value      bounds // of an integer
}

// bounds are inclusive; nil is none.
type bounds struct{ least, most *int64 }

func (b bounds) holds(n int64) bool {
	return (b.least == nil || n >= *b.least) && (b.most == nil || n <= *b.most)
}

// rawSchema is a schema as the contract writes it.
type rawSchema map[string]any

type compiler struct {
	raw  map[string]rawSchema
	done map[string]*Schema // nil: on its way
	err  error
}

func (c *compiler) fail(at, what string) {
	if c.err == nil {
		c.err = fmt.Errorf("openapi: %s: %s", at, what)
	}
}

// compile returns the schema that raw says; at names the place in errors.
func (c *compiler) compile(at string, raw rawSchema) *Schema {
	if ref, ok := raw["$ref"].(string); ok {
		return c.named(strings.TrimPrefix(ref, "#/components/schemas/"))
	}
	s := &Schema{}
	c.fill(s, at, raw)
	return s
}

// named compiles a schema once. One that refers to itself is refused: allOf copies what it refers to, and would copy it half made.
func (c *compiler) named(name string) *Schema {
	if s, there := c.done[name]; there {
		if s == nil {
			c.fail(name, "refers to itself")
			return &Schema{}
		}
		return s
	}
	c.done[name] = nil
	raw, ok := c.raw[name]
	if !ok {
		c.fail(name, "no such schema")
	}
	s := &Schema{}
	c.fill(s, name, raw)
	c.done[name] = s
	return s
}

func (c *compiler) fill(s *Schema, at string, raw rawSchema) {
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		if !c.keyword(s, at, key, raw[key]) {
			c.fail(at, "keyword "+key+" is not known here, or not with such a value")
		}
	}
}

// keyword reports whether it understood one keyword of a schema.
func (c *compiler) keyword(s *Schema, at, key string, value any) (ok bool) {
	switch key {
	case "description":
		ok = true
	case "type":
		s.kind, ok = value.(string)
		ok = ok && slices.Contains([]string{"object", "array", "string", "integer", "boolean"}, s.kind)
	case "format":
		s.dateTime = value == "date-time"
		ok = s.dateTime || value == "int32"
	case "allOf":
		ok = c.allOf(s, at, value)
	case "required":
		s.required, ok = texts(value)
	case "properties":
		ok = c.members(s, at, value)
	case "items":
		var raw map[string]any
		if raw, ok = value.(map[string]any); ok {
			s.items = c.compile(at+"/items", raw)
		}
	case "enum":
		s.enum, ok = texts(value)
	case "pattern":
		ok = c.pattern(s, at, value)
	case "minLength", "minItems":
		s.length.least, ok = number(value)
	case "maxLength", "maxItems":
		s.length.most, ok = number(value)
	case "minimum":
		s.value.least, ok = number(value)
	case "maximum":
		s.value.most, ok = number(value)
	}
	return ok
}

// allOf is understood of one schema, which is how a reference is given a description.
func (c *compiler) allOf(s *Schema, at string, value any) bool {
	list, ok := value.([]any)
	if !ok || len(list) != 1 {
		return false
	}
	raw, ok := list[0].(map[string]any)
	if ok {
		*s = *c.compile(at, raw)
	}
	return ok
}

func (c *compiler) members(s *Schema, at string, value any) bool {
	all, ok := value.(map[string]any)
	s.properties = map[string]*Schema{}
	for name, member := range all {
		raw, isMap := member.(map[string]any)
		ok = ok && isMap
		s.properties[name] = c.compile(at+"/"+name, raw)
	}
	return ok
}

// pattern is compiled as it stands: the contracts keep to what ECMA 262 and RE2 have in common, and anchor both ends.
func (c *compiler) pattern(s *Schema, at string, value any) bool {
	text, ok := value.(string)
	compiled, err := regexp.Compile(text)
	if err != nil || !strings.HasPrefix(text, "^") || !strings.HasSuffix(text, "$") {
		c.fail(at, "a pattern that is not anchored, or no regular expression")
	}
	s.pattern = compiled
	return ok
}

func texts(value any) ([]string, bool) {
	list, ok := value.([]any)
	out := make([]string, len(list))
	for i, v := range list {
		text, isText := v.(string)
		ok = ok && isText
		out[i] = text
	}
	return out, ok
}

func number(value any) (*int64, bool) {
	n, ok := value.(float64)
	return new(int64(n)), ok && n == math.Trunc(n) && math.Abs(n) <= math.MaxInt32
}
