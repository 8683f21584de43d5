package client

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode"
)

// A leaf is one scalar of a document, or an object or array with nothing in it.
type leaf struct {
	path   string // as jq writes it, without the dot in front: grounds[0].document.kind
	value  string // of a string its text, else as JSON writes it
	quoted bool   // it is a string
}

// leaves returns all leaves of one well-formed document, in its order.
func leaves(document []byte) []leaf {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	var all []leaf
	walk(d, "", &all)
	return all
}

// walk reads one value. It ends at an error, of which there is none in what strictjson has passed.
func walk(d *json.Decoder, path string, all *[]leaf) {
	token, err := d.Token()
	if err != nil {
		return
	}
	switch t := token.(type) {
	case json.Delim:
		within(d, t, path, all)
	case string:
		*all = append(*all, leaf{path, t, true})
	case json.Number:
		*all = append(*all, leaf{path, t.String(), false})
	case bool:
		*all = append(*all, leaf{path, strconv.FormatBool(t), false})
	case nil:
		*all = append(*all, leaf{path, "null", false})
	}
}

// within reads what stands in an object or array, and its end.
func within(d *json.Decoder, opened json.Delim, path string, all *[]leaf) {
	n := 0
	for ; d.More(); n++ {
		inner := path + "[" + strconv.Itoa(n) + "]"
		if opened == '{' {
			key, err := d.Token()
			name, ok := key.(string)
			if err != nil || !ok {
				return
			}
			if inner = name; path != "" {
				inner = path + "." + name
			}
		}
		walk(d, inner, all)
	}
	end, err := d.Token()
	if err != nil {
		return
	}
	if closed, ok := end.(json.Delim); ok && n == 0 {
		*all = append(*all, leaf{path, string(opened) + string(closed), false})
	}
}

// printable returns s fit for a terminal: what would steer one, or turn the order of letters round, is shown as U+FFFD.
func printable(s string) string {
	return string(bytes.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, []byte(s)))
}
