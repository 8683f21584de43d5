package transport_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

func TestReplyJSONNamesWhatIsMalformed(t *testing.T) {
	json := transport.ReplyJSON()
	if doc, err := json.Check([]byte("\ufeff{\"a\":1}")); err != nil || string(doc) != `{"a":1}` {
		t.Errorf("byte order mark: %q, %v", doc, err)
	}
	for _, c := range []struct {
		doc    string
		reason adapters.Reason
		detail string
	}{
		{`{"secret`, adapters.ReasonSyntax, "JSON truncated at byte 8"},
		{`{"code":"secret","code":1}`, adapters.ReasonSyntax, "JSON duplicate_key at byte 17 in /code"},
		{`{"code":NaN}`, adapters.ReasonSyntax, "JSON syntax at byte 8 in /code"},
		{"{\"code\":\"secret\xff\"}", adapters.ReasonSyntax, "JSON utf8 at byte 15 in /code"},
		{`{"code":1} secret`, adapters.ReasonSyntax, "JSON trailing at byte 11"},
		{strings.Repeat("[", 50), adapters.ReasonSize, "JSON depth at byte 32 in " + strings.Repeat("/0", 32)},
	} {
		_, err := json.Check([]byte(c.doc))
		f := failed(t, transport.MalformedJSON(err), adapters.Malformed, c.reason)
		if f.Detail != c.detail || !errors.Is(f, err) {
			t.Errorf("got %q, want %q", f.Detail, c.detail)
		}
	}
	if f := transport.MalformedJSON(errors.New("secret")); f.Detail != "not JSON" || f.Reason != adapters.ReasonSyntax {
		t.Errorf("of another error: %v", f)
	}
}
