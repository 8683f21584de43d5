package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
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
	OperationID string `json:"operationId"`
	Summary     string
	Description string
	Parameters  []parameter
	RequestBody struct {
		Content map[string]media
	} `json:"requestBody"`
	Responses ordered[response]
	// What the lookup's Spec says, by its words: tested against it.
	Needs        []string `json:"x-needs"`
	Outcomes     []string `json:"x-outcomes"`
	Verdicts     []string `json:"x-verdicts"`
	Purposes     []string `json:"x-purposes"`
	MayBePending bool     `json:"x-may-be-pending"`
}

type parameter struct {
	Ref                   string `json:"$ref"`
	Name, In, Description string
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
	Headers     ordered[struct {
		Ref string `json:"$ref"`
	}]
	Content map[string]media
}

type media struct {
	Schema   schema
	Examples ordered[example]
}

type example struct {
	Summary string
	Value   json.RawMessage // in the order of the document
}

// A schema is the part of JSON Schema that the contract uses. Members beside a $ref refine what it refers to.
type schema struct {
	Ref                  string `json:"$ref"`
	Type                 jsonKind
	Description          string
	Format               string
	Pattern              string
	Expected             string `json:"x-expected"` // completes "expected ...", of a pattern
	Enum                 []string
	Required             []string
	Properties           ordered[schema]
	AdditionalProperties *bool `json:"additionalProperties"`
	Items                *schema
	AllOf                []schema `json:"allOf"`
	OneOf                []schema `json:"oneOf"`
	MinLength            int      `json:"minLength"`
	MaxLength            int      `json:"maxLength"`
	MinItems             int      `json:"minItems"`
	MaxItems             int      `json:"maxItems"`
	MinProperties        int      `json:"minProperties"`
	Minimum              *int
}

// A jsonKind is a type of JSON. One beside which the contract's list has null ends in orNull.
type jsonKind string

const orNull = " or null"

// UnmarshalJSON implements json.Unmarshaler: it reads "array", and ["array", "null"].
func (k *jsonKind) UnmarshalJSON(document []byte) error {
	var kinds []string
	if json.Unmarshal(document, (*string)(k)) == nil {
		return nil
	}
	if err := json.Unmarshal(document, &kinds); err != nil || len(kinds) != 2 || kinds[1] != "null" {
		return errors.New("expected a type, or a list of a type and null")
	}
	*k = jsonKind(kinds[0] + orNull)
	return nil
}

// ordered is a mapping in the order of its document.
type ordered[V any] []named[V]

type named[V any] struct {
	Name  string
	Value V
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *ordered[V]) UnmarshalJSON(document []byte) error {
	d := json.NewDecoder(bytes.NewReader(document))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var v V
		if err := d.Decode(&v); err != nil {
			return err
		}
		key, _ := name.(string)
		*o = append(*o, named[V]{key, v})
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
	text, err := yaml.YAMLToJSON(document)
	if err == nil {
		err = json.Unmarshal(text, s)
	}
	if err != nil {
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
