package soap

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// xmlField is a field of a struct as encoding/xml sees it.
type xmlField struct {
	space, local string
	attr         bool
	typ          reflect.Type
}

// takeField takes a field out of those that have not been compared.
func takeField(fields map[string]*xmlField, local string, attr bool) *xmlField {
	key := fieldKey(local, attr)
	field := fields[key]
	delete(fields, key)
	return field
}

// fieldKey tells attributes from elements.
func fieldKey(local string, attr bool) string {
	if attr {
		return "@" + local
	}
	return local
}

// fields gives the fields of a struct by name, and compares XMLName.
func (f *fitter) fields(decl *elementDecl, t reflect.Type) (map[string]*xmlField, error) {
	fields := map[string]*xmlField{}
	for i := range t.NumField() {
		field, err := readField(t.Field(i))
		if err != nil {
			return nil, err
		}
		switch {
		case field == nil:
		case t.Field(i).Name == "XMLName":
			if field.local != "XMLName" && field.local != decl.local || field.space != "" && field.space != f.namespace {
				return nil, fmt.Errorf("XMLName of %s names another element", t)
			}
		case field.space != "" && (field.attr || field.space != f.namespace):
			return nil, fmt.Errorf("the field %s is in another namespace", t.Field(i).Name)
		default:
			fields[fieldKey(field.local, field.attr)] = field
		}
	}
	return fields, nil
}

// readField reads a field's xml tag. It gives nil for a field that encoding/xml leaves alone.
func readField(field reflect.StructField) (*xmlField, error) {
	tag := field.Tag.Get("xml")
	switch {
	case tag == "-" || !field.IsExported() && !field.Anonymous:
		return nil, nil
	case field.Anonymous:
		return nil, errors.New("an embedded field is not supported: " + field.Name)
	}
	name, options, _ := strings.Cut(tag, ",")
	f := &xmlField{local: name, typ: field.Type}
	if space, local, found := strings.Cut(name, " "); found {
		f.space, f.local = space, local
	}
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "", "omitempty":
		case "attr":
			f.attr = true
		default:
			return nil, fmt.Errorf("the field %s has the option %s", field.Name, option)
		}
	}
	if strings.Contains(f.local, ">") {
		return nil, fmt.Errorf("the field %s has a path", field.Name)
	}
	if f.local == "" {
		f.local = field.Name
	}
	return f, nil
}
