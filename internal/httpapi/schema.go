package httpapi

import (
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

// A spec is the OpenAPI document, in the parts that this program reads.
type spec struct {
	Info struct {
		Title, Version, Summary, Description string
	}
	Paths      ordered[map[string]operation]
	Components struct {
		Schemas    ordered[schema]
		Responses  ordered[response]
		Parameters ordered[parameter]
	}
}

// An operation is what one method does at one path.
type operation struct {
	OperationID string `yaml:"operationId"`
	Summary     string
	Description string
	Parameters  []parameter
	RequestBody struct {
		Content map[string]media
	} `yaml:"requestBody"`
	Responses ordered[response]
}

type parameter struct {
	Ref                   string `yaml:"$ref"`
	Name, In, Description string
}

type response struct {
	Ref         string `yaml:"$ref"`
	Description string
	Headers     ordered[struct {
		Ref string `yaml:"$ref"`
	}]
	Content map[string]media
}

type media struct {
	Schema   schema
	Examples ordered[example]
}

type example struct {
	Summary string
	Value   yaml.MapSlice
}

// A schema is the part of JSON Schema that the contract uses. Members beside a $ref refine what it refers to.
type schema struct {
	Ref                  string `yaml:"$ref"`
	Type                 string
	Description          string
	Format               string
	Pattern              string
	Expected             string `yaml:"x-expected"` // completes "expected ...", of a pattern
	Enum                 []string
	Required             []string
	Properties           ordered[schema]
	AdditionalProperties *bool `yaml:"additionalProperties"`
	Items                *schema
	AllOf                []schema `yaml:"allOf"`
	OneOf                []schema `yaml:"oneOf"`
	MinLength            int      `yaml:"minLength"`
	MaxLength            int      `yaml:"maxLength"`
	MinItems             int      `yaml:"minItems"`
	MaxItems             int      `yaml:"maxItems"`
	MinProperties        int      `yaml:"minProperties"`
	Minimum              *int
}

// ordered is a mapping in the order of its document.
type ordered[V any] []named[V]

type named[V any] struct {
	Name  string
	Value V
}

// UnmarshalYAML implements yaml.BytesUnmarshaler.
func (o *ordered[V]) UnmarshalYAML(document []byte) error {
	var keys yaml.MapSlice
	var values map[string]V
	if err := yaml.Unmarshal(document, &keys); err != nil {
		return err
	}
	if err := yaml.Unmarshal(document, &values); err != nil {
		return err
	}
	for _, k := range keys {
		name, _ := k.Key.(string)
		*o = append(*o, named[V]{name, values[name]})
	}
	return nil
}

// get returns the member called name.
func (o ordered[V]) get(name string) (v V, ok bool) {
	for i := range o {
		if o[i].Name == name {
			return o[i].Value, true
		}
	}
	return v, false
}

// readSpec reads the document. It is built in, so one that cannot be read is a bug that every test would find.
func readSpec(document []byte) *spec {
	s := new(spec)
	if err := yaml.Unmarshal(document, s); err != nil {
		panic("openapi.yaml: " + err.Error())
	}
	return s
}

// component returns the last part of a reference, "#/components/schemas/Query" -> "Query".
func component(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// resolve returns s with what it refers to.
func (s *spec) resolve(of schema) schema {
	if of.Ref == "" {
		return of
	}
	target, ok := s.Components.Schemas.get(component(of.Ref))
	if !ok {
		panic("openapi.yaml: no schema " + of.Ref)
	}
	if of.Description != "" {
		target.Description = of.Description
	}
	return s.resolve(target)
}

// compiled returns the pattern of a schema; the contract's patterns mean the same in ECMA-262 and in Go.
func compiled(pattern string) *regexp.Regexp {
	if pattern == "" {
		return nil
	}
	return regexp.MustCompile(pattern)
}
