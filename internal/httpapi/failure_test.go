package httpapi

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/internal/gen/api"
)

// everyFailure yields each kind with each of its reasons, as a lookup would give it.
func everyFailure(yield func(*adapters.Failure) bool) {
	for _, rule := range adapters.Rules() {
		reasons := rule.Reasons
		if len(reasons) == 0 {
			reasons = []adapters.Reason{""}
		}
		for _, reason := range reasons {
			f := adapters.Fail(rule.Kind, reason, "secret detail of Намунаев").Because(errors.New("secret cause"))
			f.LookupID = someID
			if !yield(f) {
				return
			}
		}
	}
}

func failingSNILS(err error) Lookups {
	return Lookups{PensionSNILSCheck: failingWith[pension.SNILSCheck](err)}
}

// problem reads g as a problem document and checks what is true of all of them.
func problem(t *testing.T, g got) api.Problem {
	t.Helper()
	var p api.Problem
	if err := p.Decode(jx.DecodeStr(g.body)); err != nil {
		t.Fatalf("%d %q: %v", g.status, g.body, err)
	}
	if err := p.Validate(); err != nil {
		t.Errorf("%s: %v", g.body, err)
	}
	if ct := g.header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("Content-Type %q", ct)
	}
	if p.Status != g.status || p.Type != "/docs#"+string(p.Kind) || p.Title == "" || p.Message.Ru == "" || p.Message.En == "" {
		t.Errorf("%d %s", g.status, g.body)
	}
	if after, has := p.RetryAfter.Get(); has != (g.header.Get("Retry-After") != "") || has && seconds(time.Duration(after)*time.Second) != g.header.Get("Retry-After") {
		t.Errorf("Retry-After %q beside %s", g.header.Get("Retry-After"), g.body)
	}
	always(t, g)
	return p
}

// always checks the headers that every response has.
func always(t *testing.T, g got) {
	t.Helper()
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} {
		if v := g.header.Get(name); v != want {
			t.Errorf("%d: %s: %q", g.status, name, v)
		}
	}
	if !plainID(g.header.Get("X-Correlation-Id")) {
		t.Errorf("%d: X-Correlation-Id: %q", g.status, g.header.Get("X-Correlation-Id"))
	}
}

// TestEveryFailureIsItsRowOfTheTable: status, document and Retry-After of each kind and reason.
func TestEveryFailureIsItsRowOfTheTable(t *testing.T) {
	for f := range everyFailure {
		t.Run(string(f.Kind)+"/"+string(f.Reason), func(t *testing.T) {
			g := open(t, Deps{Lookups: failingSNILS(f)}).ask("pension/snils-check", stated(t, "pension/snils-check"))
			p := problem(t, g)
			rule := f.Kind.Rule()
			if p.Status != f.Status() || p.Kind != api.Kind(f.Kind) || string(p.Reason.Value) != string(f.Reason) ||
				p.Origin != api.Origin(f.Origin()) || p.Retryable != rule.Retryable || p.RetryAfter.Set != rule.HasAfter {
				t.Errorf("%s", g.body)
			}
			if p.Lookup.Value != "pension/snils-check" || p.Registry.Value != "pension" || lookupID(someID) != p.LookupID.Value {
				t.Errorf("%s", g.body)
			}
			if strings.Contains(g.body, "secret") {
				t.Errorf("tells what is for the log: %s", g.body)
			}
		})
	}
}

func TestRetryAfterIsRoundedUpAndAtLeastOne(t *testing.T) {
	for _, tc := range []struct {
		after time.Duration
		want  string
	}{
		{0, "1"}, {time.Nanosecond, "1"}, {time.Second, "1"}, {1001 * time.Millisecond, "2"}, {30 * time.Second, "30"}, {5 * time.Minute, "300"},
	} {
		f := adapters.Fail(adapters.Throttled, adapters.ReasonRate, "").After(tc.after)
		g := open(t, Deps{Lookups: failingSNILS(f)}).ask("pension/snils-check", stated(t, "pension/snils-check"))
		if v := g.header.Get("Retry-After"); v != tc.want {
			t.Errorf("%v: Retry-After %q, want %q", tc.after, v, tc.want)
		}
	}
}

// TestAnErrorWithoutAKindIsInternal: its text stays inside.
func TestAnErrorWithoutAKindIsInternal(t *testing.T) {
	g := open(t, Deps{Lookups: failingSNILS(errors.New("secret"))}).ask("pension/snils-check", stated(t, "pension/snils-check"))
	if p := problem(t, g); p.Kind != api.KindInternal || strings.Contains(g.body, "secret") {
		t.Errorf("%d %s", g.status, g.body)
	}
}

// TestWhatALookupNeedsComesByField: errors of a lookup's own check go to the caller as those of the front door.
func TestWhatALookupNeedsComesByField(t *testing.T) {
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "secret")
	f.Errors = []adapters.FieldError{{Pointer: "/subject/sex", Code: adapters.CodeRequired, Detail: "this lookup needs the sex, male or female"}}
	g := open(t, Deps{Lookups: failingSNILS(f)}).ask("pension/snils-check", stated(t, "pension/snils-check"))
	p := problem(t, g)
	if g.status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Pointer != "/subject/sex" || p.Errors[0].Code != api.FieldErrorCodeRequired {
		t.Errorf("%d %s", g.status, g.body)
	}
	if p.Detail.Value != "/subject/sex: this lookup needs the sex, male or female" {
		t.Errorf("detail %q", p.Detail.Value)
	}
}

// TestOnlyTheFirstFiftyErrorsAreTold: a body that is wrong all over does not make a reply larger than itself.
func TestOnlyTheFirstFiftyErrorsAreTold(t *testing.T) {
	body := `{"subject":{"previous_names":[` + strings.Repeat(`{"family_name":1,"given_name":1,"patronymic":1,"latin_family_name":1,"latin_given_name":1,"x":1},`, 9) + `{}]}}`
	p := problem(t, open(t, Deps{Lookups: all()}).ask("tax/inn", body))
	if len(p.Errors) != mostErrors {
		t.Errorf("%d errors", len(p.Errors))
	}
}
