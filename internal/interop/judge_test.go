package main

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var takenOnce struct {
	sync.Once
	samples []sample
	err     error
}

// taken are the samples, taken once for all tests.
func taken(t *testing.T) []sample {
	t.Helper()
	takenOnce.Do(func() {
		r, err := openRegistries()
		if err != nil {
			takenOnce.err = err
			return
		}
		defer r.close()
		takenOnce.samples, takenOnce.err = takeSamples(t.Context(), r)
	})
	if takenOnce.err != nil {
		t.Fatal(takenOnce.err)
	}
	return takenOnce.samples
}

// put returns a question about somebody, the exchange as a mock has it when all is well, and what a stack reads then.
func put(t *testing.T, name, about string) (question, exchange, reading) {
	t.Helper()
	all := taken(t)
	i := slices.IndexFunc(all, func(s sample) bool { return s.name == name && s.about == about })
	if i < 0 {
		t.Fatalf("no sample %s of %s", name, about)
	}
	r := registries{url: "http://127.0.0.1:1"}
	q := questions(&stack{folder: "some"}, &r, all[i:i+1])[0]
	answered := all[i]
	answered.question = *q.Request
	e := exchange{request: enveloped(q.Request), reply: enveloped(&answered.reply)}
	if answered.fault {
		code, text := faultOf(&answered.reply)
		detail := element{children: []element{*detailOf(&answered.reply)}}
		return q, e, reading{fault: &faultReading{code: code, text: text, detail: detail.told()}}
	}
	e.reply = answered.said()
	told, err1 := body(e.reply)
	driver, err2 := body(all[i].said())
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	// The names as they were asked, where the mock repeats them in capitals: only what a stack read is judged here.
	q.sample = &sample{operation: all[i].operation, question: all[i].question, reply: driver}
	return q, e, reading{answer: told.told()}
}

func enveloped(e *element) []byte {
	s := sample{operation: operation{registry: "migration"}, reply: *e}
	s.reply.children = slices.Clone(e.children)
	for i := range s.reply.children {
		s.reply.children[i].repeated = false
	}
	return s.said()
}

func TestAReadingIsRightWhenNothingIsLost(t *testing.T) {
	for _, test := range [][2]string{
		{"status", "permanent-resident"}, {"status", "fault_access:password"}, {"Payments", "eaeu-worker"}, {"Payments", "fault_quota:QUOTA_EXCEEDED"},
	} {
		q, e, r := put(t, test[0], test[1])
		if wrong := q.judge(e, r); wrong != "" {
			t.Errorf("%v: %s", test, wrong)
		}
	}
}

func TestEveryLostOrChangedValueIsSeen(t *testing.T) {
	q, e, r := put(t, "status", "permanent-resident")
	for i, line := range r.answer {
		lost := reading{answer: slices.Delete(slices.Clone(r.answer), i, i+1)}
		changed := reading{answer: slices.Clone(r.answer)}
		changed.answer[i] += "x"
		for _, bad := range []reading{lost, changed} {
			if wrong := q.judge(e, bad); !strings.HasPrefix(wrong, "what it read: ") {
				t.Errorf("%s: %q", line, wrong)
			}
		}
	}
	q.unread = []string{"noTerm"}
	if wrong := q.judge(e, r); !strings.Contains(wrong, "came and was not sent") {
		t.Errorf("a stack reads what it is said not to: %q", wrong)
	}
	if wrong := q.judge(e, reading{answer: without(r.answer, q.unread)}); wrong != "" {
		t.Errorf("a stack does not read what it is said not to: %q", wrong)
	}
}

func TestAFaultMustBeReadByItsType(t *testing.T) {
	q, e, r := put(t, "status", "fault_access:password")
	f := *r.fault
	for _, test := range []struct {
		got  reading
		want string
	}{
		{reading{err: "no parser"}, "it could not read the fault"},
		{reading{answer: f.detail}, "it took the fault for an answer"},
		{reading{fault: &faultReading{"soap:Server", f.text, f.detail}}, "the fault's code"},
		{reading{fault: &faultReading{f.code, "", f.detail}}, "the fault's text"},
		{reading{fault: &faultReading{f.code, f.text, nil}}, "it did not read the fault's detail"},
		{reading{fault: &faultReading{f.code, f.text, f.detail[1:]}}, "the fault's detail: "},
	} {
		if got := q.judge(e, test.got); !strings.HasPrefix(got, test.want) {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestAnotherQuestionIsSeen(t *testing.T) {
	q, e, r := put(t, "status", "patent-worker")
	e.request = []byte(strings.Replace(string(e.request), "1991-04-17", "1991-04-18", 1))
	if got := q.judge(e, r); !strings.HasPrefix(got, "its question: ") {
		t.Errorf("%q", got)
	}
}

func TestAWrongPasswordMustBeRefused(t *testing.T) {
	q, e, r := put(t, "status", "patent-worker")
	q.Password = misspelt
	if got := q.judge(e, r); got != "a wrong password was not refused as one" {
		t.Errorf("%q", got)
	}
	if got := (outcome{}).refusal(); got == "" {
		t.Error("an answer passes for a refusal")
	}
	if got := (outcome{failure: adapters.Fail(adapters.Denied, adapters.ReasonAccess, "")}).refusal(); got != "" {
		t.Errorf("%q", got)
	}
}

func TestAnotherOutcomeIsSeen(t *testing.T) {
	type record struct{ Outcome, Verdict, Reason, Until string }
	want := outcome{reply: record{"match", "lawful", "", "2027-01-01"}}
	quota := outcome{failure: adapters.Fail(adapters.Throttled, adapters.ReasonQuota, "")}
	if got := want.same(want); got != "" {
		t.Errorf("%q", got)
	}
	for _, bad := range []outcome{
		{reply: record{"match", "lapsed", "", "2027-01-01"}}, {reply: record{"match", "lawful", "", "2027-01-02"}}, quota,
		{failure: adapters.Fail(adapters.Denied, adapters.ReasonAccess, "")},
	} {
		if bad.same(want) == "" || bad.failure != nil && bad.failure.Kind != adapters.Throttled && bad.same(quota) == "" {
			t.Errorf("%v passes", bad)
		}
	}
}
