package classify

import (
	"errors"
	"strings"

	"github.com/go-faster/jx"
	"github.com/ogen-go/ogen/validate"

	"github.com/sverka/sverka/adapters"
)

// A Document is a type that ogen made of a contract's schema.
type Document interface {
	Decode(d *jx.Decoder) error
	Validate() error
}

// JSON reads body, which has passed the strict pass of transport.ReplyJSON, into d and holds it to the contract. The error is malformed, with the
// place in the contract's own names.
func JSON(body []byte, d Document) *adapters.Failure {
	err := d.Decode(jx.DecodeBytes(body))
	if err == nil {
		err = d.Validate()
	}
	if err == nil {
		return nil
	}
	return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "JSON at "+pointer(err)+" is not what the contract says").Because(err)
}

// HasMember reports whether the document is an object with a member of that name. It is how an error is told from an answer
// when the status lies.
func HasMember(doc []byte, name string) bool {
	found := false
	d := jx.DecodeBytes(doc)
	if d.Next() != jx.Object {
		return false
	}
	err := d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		found = found || string(key) == name
		return d.Skip()
	})
	return found && err == nil
}

// pointer rebuilds an RFC 6901 pointer from the names of fields that ogen puts around an error. The error's own text quotes
// what was read and is never shown.
func pointer(err error) string {
	var b strings.Builder
	for err != nil {
		// Not errors.As: each layer adds its own name, and none may be skipped.
		if invalid, ok := err.(*validate.Error); ok && len(invalid.Fields) > 0 { //nolint:errorlint // see above
			writeSegment(&b, invalid.Fields[0].Name)
			err = invalid.Fields[0].Error
			continue
		}
		inner := errors.Unwrap(err)
		if inner != nil {
			own := strings.TrimSuffix(err.Error(), ": "+inner.Error())
			if name, ok := strings.CutPrefix(own, "decode field \""); ok {
				writeSegment(&b, strings.TrimSuffix(name, "\""))
			}
		}
		err = inner
	}
	if b.Len() == 0 {
		return "the top"
	}
	return b.String()
}

// writeSegment appends a name if it can be one of a contract: "birthday", or "[3]" of an array.
func writeSegment(b *strings.Builder, name string) {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if len(name) > 64 {
		return
	}
	for i := range len(name) {
		c := name[i]
		if letter := c|0x20 >= 'a' && c|0x20 <= 'z'; !letter && c != '_' && (c < '0' || c > '9') {
			return
		}
	}
	b.WriteString("/" + name)
}
