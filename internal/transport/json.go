package transport

import (
	"errors"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// ReplyJSON returns the strict pass for registries' replies: strictjson's default bounds, a byte order mark allowed.
// A driver builds one and keeps it.
func ReplyJSON() *strictjson.Checker {
	limits := strictjson.Default()
	limits.BOM = true
	return strictjson.New(limits)
}

// MalformedJSON names an error of the strict pass over a reply: malformed/size where a bound is passed, else
// malformed/syntax. Its detail is the strict pass's own text.
func MalformedJSON(err error) *adapters.Failure {
	reason, detail := adapters.ReasonSyntax, "not JSON"
	var e *strictjson.Error
	if errors.As(err, &e) {
		detail = e.Error()
		if e.Code.Bound() {
			reason = adapters.ReasonSize
		}
	}
	return adapters.Fail(adapters.Malformed, reason, detail).Because(err)
}
