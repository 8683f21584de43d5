// Package openapi holds JSON documents to an OpenAPI 3.0 contract: the requests that a mock registry gets, and in tests the
// replies that it gives. It is the mock's own reading of the contract, apart from the generated code that the gateway reads it
// with, so that one misreading does not hide the other.
//
// It knows the part of JSON Schema that the contracts use, and refuses a contract that uses more: nothing is passed over in
// silence.
package openapi

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A Document is one contract. It is immutable and safe for concurrent use.
type Document struct {
	requests map[string]*Schema // by path
	replies  map[string]*Schema // by path and status
}

// spec is what of an OpenAPI document is read.
type spec struct {
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas   map[string]rawSchema `json:"schemas"`
		Responses map[string]response  `json:"responses"`
	} `json:"components"`
}

type operation struct {
	RequestBody struct {
		Content content `json:"content"`
	} `json:"requestBody"`
	Responses map[string]response `json:"responses"`
}

type response struct {
	Ref     string  `json:"$ref"`
	Content content `json:"content"`
}

type content map[string]struct {
	Schema rawSchema `json:"schema"`
}

func (c content) json() rawSchema { return c["application/json"].Schema }

// Parse reads a contract written in JSON. Only POST operations with JSON bodies are read.
func Parse(text []byte) (*Document, error) {
	var s spec
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	c := &compiler{raw: s.Components.Schemas, done: map[string]*Schema{}}
	d := &Document{map[string]*Schema{}, map[string]*Schema{}}
	for path, methods := range s.Paths {
		post, ok := methods["post"]
		if !ok {
			return nil, fmt.Errorf("openapi: %s has no post", path)
		}
		d.requests[path] = c.compile("#"+path, post.RequestBody.Content.json())
		for status, r := range post.Responses {
			if name, ok := strings.CutPrefix(r.Ref, "#/components/responses/"); ok {
				r = s.Components.Responses[name]
			}
			d.replies[path+" "+status] = c.compile("#"+path+" "+status, r.Content.json())
		}
	}
	return d, c.err
}

// Request returns the schema of what is posted to path; ok is false where the contract has no such path.
func (d *Document) Request(path string) (s *Schema, ok bool) {
	s, ok = d.requests[path]
	return s, ok
}

// Reply returns the schema of what is answered from path with status; ok is false where the contract has no such reply.
func (d *Document) Reply(path string, status int) (s *Schema, ok bool) {
	s, ok = d.replies[path+" "+strconv.Itoa(status)]
	return s, ok
}
