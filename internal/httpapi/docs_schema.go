package httpapi

import (
	"slices"
	"strconv"
	"strings"
)

// docSchema is one object of the contract, as a table of its members.
type docSchema struct {
	Name, About string
	Members     []docMember
}

// docMember is one member of an object.
type docMember struct {
	Name     string
	Required bool
	Type     string // in words: "text", "list of Document"
	Schema   string // the object that it is, or is a list of, where the page has a table of it
	About    string // without the list of words, which follows as Words
	Form     string // how a value is written, where the member's type has a description of its own
	Bounds   string
	Words    []docWord
}

// tables returns the schemas of the names; members link to those of them that are objects.
func (s *spec) tables(names ...string) []docSchema {
	var all []docSchema
	for _, name := range names {
		of, ok := s.Components.Schemas.get(name)
		if !ok {
			panic("openapi.yaml: no schema " + name)
		}
		table := docSchema{Name: name, About: of.Description}
		for _, p := range of.Properties {
			table.Members = append(table.Members, s.member(p, slices.Contains(of.Required, p.Name)))
		}
		all = append(all, table)
	}
	return all
}

func (s *spec) member(p named[schema], required bool) docMember {
	full := s.resolve(p.Value)
	m := docMember{Name: p.Name, Required: required, About: p.Value.Description, Type: typeOf(full), Bounds: bounds(full)}
	switch target, ok := s.Components.Schemas.get(component(p.Value.Ref)); {
	case m.About == "":
		m.About = full.Description
	case ok && target.Format != "":
		m.Form = target.Description
	}
	m.Schema, m.Words = object(p.Value, full), s.enumeration(p.Value)
	if full.Items != nil {
		item := s.resolve(*full.Items)
		m.Schema, m.Type, m.Words = object(*full.Items, item), "list of "+typeOf(item), s.enumeration(*full.Items)
		if strings.HasSuffix(string(full.Type), orNull) {
			m.Type += orNull
		}
	}
	m.Type = strings.Replace(m.Type, "object", m.Schema, 1)
	if len(m.Words) > 0 {
		m.About, _, _ = strings.Cut(m.About, "\n\n- ")
	}
	return m
}

// enumeration returns the words of what may be a closed list.
func (s *spec) enumeration(of schema) []docWord {
	if target, ok := s.Components.Schemas.get(component(of.Ref)); ok {
		of = target
	}
	return described(of)
}

// object returns the name of an object that has a table of its own.
func object(reference, full schema) string {
	if full.Type == "object" {
		return component(reference.Ref)
	}
	return ""
}

func typeOf(s schema) string {
	switch {
	case len(s.Enum) > 0:
		return "word"
	case s.Type == "string" && s.Format == "date-time":
		return "moment (RFC 3339)"
	case s.Type == "string" && s.Format == "partial-date":
		return "date"
	case s.Type == "string" && s.Format == "uuid":
		return "UUID"
	case s.Type == "string":
		return "text"
	case s.Type == "boolean":
		return "true or false"
	case s.Type == "integer":
		return "whole number"
	default:
		return string(s.Type)
	}
}

// bounds says what a member's schema allows, in words.
func bounds(s schema) string {
	var all []string
	if s.Expected != "" {
		all = append(all, s.Expected)
	}
	if s.MaxLength > 0 {
		all = append(all, "at most "+strconv.Itoa(s.MaxLength)+" characters")
	}
	if s.MaxItems > 0 {
		all = append(all, "at most "+strconv.Itoa(s.MaxItems))
	}
	return strings.Join(all, "; ")
}
