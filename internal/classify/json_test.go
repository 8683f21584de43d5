package classify_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-faster/jx"
	"github.com/ogen-go/ogen/validate"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	"github.com/sverka/sverka/internal/gen/mvd"
	"github.com/sverka/sverka/internal/gen/tax"
)

func TestJSONNamesThePlaceAndNotTheValue(t *testing.T) {
	const secret = "1985-13-99"
	for _, c := range []struct {
		body string
		into classify.Document
		at   string
	}{
		{`{"requestId":"1","person":{"secondName":"К","birthday":"` + secret + `","documentSpdul":"10","documentNumber":"1"},"date":"2026-01-01","result":"not_found"}`,
			new(tax.InnSearchReply), "/person/birthday"},
		{`{"requestId":"1","person":{"secondName":7},"date":"2026-01-01","result":"not_found"}`, new(tax.InnSearchReply), "/person/secondName"},
		{`{"requestId":"1","date":"2026-01-01","result":"not_found"}`, new(tax.InnSearchReply), "/person"},
		{`{"token":"t","expireTime":"` + secret + `"}`, new(tax.TokenReply), "/expireTime"},
		{`{"id":"1","person":{"surname":"К","birthDate":{"year":1991}},"status":"ready","answer":{"date":"2026-01-01","records":{"conviction":[
			{"personalInfo":{"lastName":"К","birthDate":{"year":1991}},"condemnation":{"date":"` + secret + `"}}]}}}`,
			new(mvd.CriminalRecordReply), "/answer/records/conviction/0/condemnation/date"},
		{`[]`, new(tax.InnSearchReply), "the top"},
	} {
		f := classify.JSON([]byte(c.body), c.into)
		if f == nil || f.Kind != adapters.Malformed || f.Reason != adapters.ReasonContract {
			t.Errorf("%s: %v", c.at, f)
			continue
		}
		if !strings.Contains(f.Detail, c.at+" ") || strings.Contains(f.Error(), secret) {
			t.Errorf("%q, want the place %s alone", f.Error(), c.at)
		}
	}
}

// unfit is a document that calls what is wrong by a name that no contract has.
type unfit struct{ name string }

func (unfit) Decode(*jx.Decoder) error { return nil }
func (u unfit) Validate() error {
	return &validate.Error{Fields: []validate.FieldError{{Name: "person", Error: &validate.Error{
		Fields: []validate.FieldError{{Name: u.name, Error: errors.New("x")}},
	}}}}
}

func TestJSONShowsNoNameThatNoContractHas(t *testing.T) {
	for name, want := range map[string]string{"birthday": "/person/birthday ", "Каримов": "/person ", "a b": "/person ", strings.Repeat("a", 65): "/person "} {
		if f := classify.JSON(nil, unfit{name}); !strings.Contains(f.Detail, "at "+want) {
			t.Errorf("%q: %q", name, f.Detail)
		}
	}
}

func TestJSONAccepts(t *testing.T) {
	var e tax.Error
	if f := classify.JSON([]byte(`{"code":"a","message":"b","more":[1]}`), &e); f != nil || e.Code != "a" {
		t.Errorf("%v, code %q", f, e.Code)
	}
}

func TestHasMember(t *testing.T) {
	for body, want := range map[string]bool{
		`{"code":1}`: true, `{"a":{"code":1}}`: false, `{"a":1,"code":null}`: true, `[{"code":1}]`: false, `"code"`: false, `{}`: false, ``: false,
	} {
		if got := classify.HasMember([]byte(body), "code"); got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

// Whatever comes: the failure's text is ASCII and short, so that it cannot quote.
func FuzzJSON(f *testing.F) {
	f.Add(`{"id":"1","person":{"surname":"К","birthDate":{"year":1991}},"status":"processing","ticket":"T"}`)
	f.Add(`{"id":7}`)
	f.Fuzz(func(t *testing.T, body string) {
		var reply mvd.CriminalRecordReply
		failure := classify.JSON([]byte(body), &reply)
		if failure == nil {
			return
		}
		if len(failure.Detail) > 300 || strings.ContainsFunc(failure.Detail, func(r rune) bool { return r > 0x7e || r < 0x20 }) {
			t.Errorf("detail %q", failure.Detail)
		}
	})
}
