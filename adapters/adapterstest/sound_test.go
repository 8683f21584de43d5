package adapterstest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// recorder is a testing.TB that keeps what it is told.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper()                      {}
func (r *recorder) Error(args ...any)            { r.said = append(r.said, fmt.Sprint(args...)) }
func (r *recorder) Errorf(f string, args ...any) { r.said = append(r.said, fmt.Sprintf(f, args...)) }

type record struct{ Kind string }

func TestSound(t *testing.T) {
	spec := adapters.Spec{
		Outcomes: []adapters.Outcome{adapters.Match, adapters.NotFound, adapters.Clear},
		Verdicts: []adapters.Verdict{adapters.Active},
	}
	type reply = adapters.Reply[record]
	match := reply{Outcome: adapters.Match, Verdict: adapters.Active, Record: &record{}}
	for name, c := range map[string]struct {
		reply reply
		err   error
		sound bool
	}{
		"match":                     {match, nil, true},
		"match without a record":    {reply{Outcome: adapters.Match, Verdict: adapters.Active}, nil, false},
		"match without a verdict":   {reply{Outcome: adapters.Match, Record: &record{}}, nil, false},
		"another lookup's verdict":  {reply{Outcome: adapters.Match, Verdict: adapters.Debt, Record: &record{}}, nil, false},
		"another lookup's outcome":  {reply{Outcome: adapters.Listed, Record: &record{}}, nil, false},
		"no outcome":                {reply{}, nil, false},
		"a kind that is other":      {reply{Outcome: adapters.Match, Verdict: adapters.Active, Record: &record{"other"}, Unlisted: []adapters.KindOf{adapters.KindOfGround}}, nil, true},
		"an other not counted":      {reply{Outcome: adapters.Match, Verdict: adapters.Active, Record: &record{"other"}}, nil, false},
		"not found":                 {reply{Outcome: adapters.NotFound, Reason: adapters.NoRecord}, nil, true},
		"not found without reason":  {reply{Outcome: adapters.NotFound}, nil, false},
		"clear":                     {reply{Outcome: adapters.Clear}, nil, true},
		"clear with a record":       {reply{Outcome: adapters.Clear, Record: &record{}}, nil, false},
		"clear with a verdict":      {reply{Outcome: adapters.Clear, Verdict: adapters.Active}, nil, false},
		"failure":                   {reply{}, adapters.Fail(adapters.Malformed, adapters.ReasonSize, "long"), true},
		"failure and a reply":       {match, adapters.Fail(adapters.Malformed, adapters.ReasonSize, "long"), false},
		"another kind's reason":     {reply{}, adapters.Fail(adapters.Malformed, adapters.ReasonDNS, ""), false},
		"a kind without its reason": {reply{}, adapters.Fail(adapters.Malformed, "", ""), false},
		"internal":                  {reply{}, adapters.Fail(adapters.Internal, "", ""), true},
		"a failure that quotes":     {reply{}, adapters.Fail(adapters.Malformed, adapters.ReasonSize, "Каримов"), false},
		"a failure of lines":        {reply{}, adapters.Fail(adapters.Malformed, adapters.ReasonSize, "a\nb"), false},
		"a failure without end":     {reply{}, adapters.Fail(adapters.Malformed, adapters.ReasonSize, strings.Repeat("a", 2000)), false},
		"an error without a kind":   {reply{}, errors.New("x"), false},
		"pending":                   {reply{}, &adapters.Pending{Ticket: "T"}, true},
		"pending without a ticket":  {reply{}, &adapters.Pending{}, false},
	} {
		r := &recorder{}
		adapterstest.Sound(r, spec, c.reply, c.err)
		if (len(r.said) == 0) != c.sound {
			t.Errorf("%s: %q", name, r.said)
		}
	}
}

func TestDescribe(t *testing.T) {
	date, err := adapters.ParseDate("1991-04")
	if err != nil {
		t.Fatal(err)
	}
	reply := adapters.Reply[record]{
		Outcome: adapters.Ambiguous, StateMore: []adapters.Field{adapters.FieldName}, Record: &record{Kind: "k"},
		Told: adapters.Told{BirthDate: date, Document: adapters.NewDocument(&adapters.Paper{Type: "visa", Number: adapters.NewSecret("7")})},
	}
	want := "Outcome: ambiguous\nTold.BirthDate: 1991-04\nTold.Document: visa   7\nRecord.Kind: k\nStateMore[0]: name\n"
	if got := adapterstest.Describe(reply, nil); got != want {
		t.Errorf("got:\n%s", got)
	}
	failure := adapters.Fail(adapters.Throttled, adapters.ReasonRate, "x").After(time.Second)
	failure.Errors = []adapters.FieldError{{Pointer: "/a", Code: "required"}}
	if got := adapterstest.Describe(reply, failure); got != "Failure: throttled/rate: x\nRetryAfter: 1s\n/a: required\n" {
		t.Errorf("got:\n%s", got)
	}
	pending := &adapters.Pending{Ticket: "T", ExpectedBy: time.Unix(0, 0)}
	if got := adapterstest.Describe(reply, pending); got != "Pending.Ticket: T\nPending.ExpectedBy: 1970-01-01T00:00:00Z\n" {
		t.Errorf("got:\n%s", got)
	}
	if got := adapterstest.Describe(reply, errors.New("x")); got != "error: x\n" {
		t.Errorf("got:\n%s", got)
	}
}

func TestParseQueryIsStrict(t *testing.T) {
	for _, text := range []string{
		`{"subject": {"familyname": "К"}}`, `{"subject": {"snils": "16011243601"}}`, `{"subject": {"birth_date": "31.12.1991"}}`, `[]`,
		`{"subject": {"documents": [{"type": "visa", "issued_on": "x"}]}}`,
	} {
		if _, err := adapterstest.ParseQuery([]byte(text)); err == nil {
			t.Errorf("%s was accepted", text)
		}
	}
}

func TestRequestID(t *testing.T) {
	const id = "0198f2a4-7c1e-7b60-9a53-2f1d0c8e4b11"
	if got := adapterstest.RequestID([]byte("<RequestId>" + id + "</RequestId>")); got != id {
		t.Errorf("got %q", got)
	}
	if got := adapterstest.RequestID([]byte("0198f2a4-7c1e-4b60-9a53-2f1d0c8e4b11")); got != "\x00" {
		t.Errorf("a UUIDv4 was taken: %q", got)
	}
}
