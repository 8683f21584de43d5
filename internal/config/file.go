package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/sverka/sverka/internal/secret"
)

// A File is a file, or a systemd credential, that holds a secret or a certificate.
type File struct {
	Key     string // its path from the top of the configuration
	Written string // where it lies, as the configuration says it
	Private bool   // it is a secret; else it is a certificate
}

// String says where it lies, with its permissions and when it was last changed; never what is in it.
func (f File) String() string {
	what := "certificate"
	if f.Private {
		what = "secret"
	}
	return fmt.Sprintf("%s %s: %s", what, f.Key, secret.Describe(f.Written))
}

// Files returns all files that c names in fields with the tag secret, "private" or "public", in the order of its sections. What
// is left empty is none.
func Files(c any) []File { return filesOf("", reflect.ValueOf(c)) }

func filesOf(key string, v reflect.Value) (all []File) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			all = filesOf(key, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			all = append(all, filesOf(fmt.Sprintf("%s[%d]", key, i), v.Index(i))...)
		}
	case reflect.Map:
		for of := v.MapRange(); of.Next(); {
			all = append(all, filesOf(fmt.Sprintf("%s.%v", key, of.Key()), of.Value())...)
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			all = append(all, filesOfField(key, field, value)...)
		}
	default:
	}
	return all
}

func filesOfField(key string, field reflect.StructField, value reflect.Value) []File {
	name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	path := strings.TrimPrefix(key+"."+name, ".")
	if options == "inline" {
		path = key
	}
	who, marked := field.Tag.Lookup("secret")
	switch {
	case !field.IsExported():
		return nil
	case !marked:
		return filesOf(path, value)
	case value.String() == "":
		return nil
	}
	return []File{{path, value.String(), who == "private"}}
}
