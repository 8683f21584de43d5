package adapterstest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
)

// Describe writes what a driver returned as "path: value" lines, hidden values included. It is for tests: nothing else may write
// a reply out.
func Describe[R any](reply adapters.Reply[R], err error) string {
	var d describer
	var pending *adapters.Pending
	var f *adapters.Failure
	switch {
	case errors.As(err, &pending):
		d.value("Pending", reflect.ValueOf(*pending))
	case errors.As(err, &f):
		d.failure(f)
	case err != nil:
		d.line("error", err.Error())
	default:
		d.value("", reflect.ValueOf(reply))
	}
	return d.text.String()
}

type describer struct{ text strings.Builder }

func (d *describer) line(path, value string) { fmt.Fprintf(&d.text, "%s: %s\n", path, value) }

func (d *describer) failure(f *adapters.Failure) {
	d.line("Failure", f.Error())
	if f.Ended {
		d.line("Ended", "true")
	}
	if f.RetryAfter > 0 {
		d.line("RetryAfter", f.RetryAfter.String())
	}
	for _, e := range f.Errors {
		d.line(e.Pointer, e.Code)
	}
}

// value writes v and all in it that is not zero.
func (d *describer) value(path string, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		d.value(path, v.Elem())
		if v.Elem().NumField() == 0 {
			d.line(path, "{}")
		}
		return
	}
	if v.IsZero() {
		return
	}
	if text, ok := scalar(v); ok {
		d.line(path, text)
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			d.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), v.Field(i))
		}
	default:
		d.line(path, fmt.Sprint(v.Interface()))
	}
}

// scalar gives the text of a value that is one word for a reader, though Go has a struct for it.
func scalar(v reflect.Value) (string, bool) {
	switch x := v.Interface().(type) {
	case interface{ Reveal() string }:
		return x.Reveal(), true
	case adapters.Document:
		p := x.Paper()
		return strings.TrimSpace(strings.Join([]string{
			string(p.Type), string(p.Country), p.Series.Reveal(), p.Number.Reveal(), p.IssuedOn.Reveal(),
		}, " ")), true
	case time.Time:
		return x.UTC().Format(time.RFC3339), true
	default:
		return "", false
	}
}
