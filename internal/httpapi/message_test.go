package httpapi

import (
	"regexp"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

// TestTheCatalogueHasEveryText: each code has its own text in both languages, which names itself.
func TestTheCatalogueHasEveryText(t *testing.T) {
	texts := make(map[string]api.MessageCode)
	for _, code := range api.MessageCode("").AllValues() {
		s := saidByCode(code)
		if s.message.Code != code {
			t.Errorf("%s says that it is %s", code, s.message.Code)
		}
		for _, text := range []string{s.message.Ru, s.message.En} {
			if other, twice := texts[text]; twice || text == "" {
				t.Errorf("%s and %s say %q", code, other, text)
			}
			texts[text] = code
		}
		if !regexp.MustCompile(`^\p{Lu}[\p{Cyrillic}\p{P} ]+\.$`).MatchString(s.message.Ru) || !regexp.MustCompile(`^[A-Z][A-Za-z', .]+\.$`).MatchString(s.message.En) {
			t.Errorf("%s: %q, %q", code, s.message.Ru, s.message.En)
		}
	}
}

// TestNoTextGivesAnythingAway: none names a registry, a list or a cause.
func TestNoTextGivesAnythingAway(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)судим|розыск|реестр|МВД|ФНС|СФР|ФМС|въезд|депорт|закон|долг|умер|контрол|паспорт|аннулир|недействит|` +
		`criminal|convict|wanted|listed|police|entry|depor|illegal|debt|deceased|expired|lost|invalid|breaker|timeout|http|SOAP|certificate`)
	for _, code := range api.MessageCode("").AllValues() {
		s := saidByCode(code)
		if word := forbidden.FindString(s.message.Ru + " " + s.message.En); word != "" {
			t.Errorf("%s says %q", code, word)
		}
	}
}

// TestAdverseAnswersShareOneText: what is not plainly well is told in the same words, whatever it is.
func TestAdverseAnswersShareOneText(t *testing.T) {
	well := map[string]adapters.Verdict{"migration/status": adapters.Lawful, "pension/snils-check": "", "tax/inn": adapters.Active}
	for _, name := range append(lookupNames(), "a/lookup-of-tomorrow") {
		for _, o := range []adapters.Outcome{adapters.Possible, adapters.Listed, "an outcome of tomorrow"} {
			if s := saidOfAnswer(name, o, "", ""); s.message.Code != api.MessageCodeInPerson || s.action != api.ActionVisit {
				t.Errorf("%s %s: %s", name, o, s.message.Code)
			}
		}
		for _, v := range append(adapters.Verdicts(), "", "a verdict of tomorrow") {
			fine, has := well[name]
			want := api.MessageCodeInPerson
			if has && v == fine {
				want = api.MessageCodeChecked
			}
			if s := saidOfAnswer(name, adapters.Match, "", v); s.message.Code != want {
				t.Errorf("%s match %s: %s, want %s", name, v, s.message.Code, want)
			}
		}
	}
}

// TestWhatACitizenCanDo: each other outcome and each failure has its text.
func TestWhatACitizenCanDo(t *testing.T) {
	for _, tc := range []struct {
		outcome adapters.Outcome
		reason  adapters.NotFoundReason
		want    api.MessageCode
		action  api.Action
	}{
		{adapters.Mismatch, "", api.MessageCodeDiffers, api.ActionFixInput},
		{adapters.NotFound, adapters.NoRecord, api.MessageCodeNothingFound, api.ActionFixInput},
		{adapters.NotFound, adapters.NotKept, api.MessageCodeNotKept, api.ActionNone},
		{adapters.NotFound, adapters.WeakSearch, api.MessageCodeStateMore, api.ActionFixInput},
		{adapters.NotFound, adapters.NotYet, api.MessageCodeNotYet, api.ActionWait},
		{adapters.Ambiguous, "", api.MessageCodeStateMore, api.ActionFixInput},
		{adapters.Clear, "", api.MessageCodeChecked, api.ActionNone},
		{adapters.InProgress, "", api.MessageCodeInWork, api.ActionWait},
	} {
		if s := saidOfAnswer("tax/inn", tc.outcome, tc.reason, ""); s.message.Code != tc.want || s.action != tc.action {
			t.Errorf("%s %s: %s %s", tc.outcome, tc.reason, s.message.Code, s.action)
		}
	}
	for f := range everyFailure {
		s := saidOfFailure(f)
		want := map[adapters.Kind]api.MessageCode{
			adapters.InvalidQuery: api.MessageCodeNotOffered, adapters.Unauthenticated: api.MessageCodeNotOffered,
			adapters.Forbidden: api.MessageCodeNotOffered, adapters.Limited: api.MessageCodeTooOften,
		}[f.Kind]
		if want == "" {
			want = api.MessageCodeTryLater
		}
		if s.message.Code != want {
			t.Errorf("%s: %s, want %s", f.Kind, s.message.Code, want)
		}
	}
}

// TestOnlyWhatIsStatedOfThePersonIsTheCitizensToMend.
func TestOnlyWhatIsStatedOfThePersonIsTheCitizensToMend(t *testing.T) {
	for pointers, want := range map[string]api.MessageCode{
		"/subject/snils":                   api.MessageCodeCheckInput,
		"/subject/snils /subject/sex":      api.MessageCodeCheckInput,
		"/subject/snils /purpose":          api.MessageCodeNotOffered,
		"/case_id":                         api.MessageCodeNotOffered,
		"":                                 api.MessageCodeNotOffered,
		"/subject":                         api.MessageCodeNotOffered,
		"/subjects/snils /subject/snils/0": api.MessageCodeNotOffered,
	} {
		f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "")
		for p := range strings.FieldsSeq(pointers) {
			f.Errors = append(f.Errors, adapters.FieldError{Pointer: p})
		}
		if s := saidOfFailure(f); s.message.Code != want {
			t.Errorf("%q: %s, want %s", pointers, s.message.Code, want)
		}
	}
}

func TestEveryKindHasItsOwnTitle(t *testing.T) {
	titles := make(map[string]adapters.Kind)
	for _, k := range adapters.Kinds() {
		title := titleOf(k)
		if other, twice := titles[title]; twice {
			t.Errorf("%s and %s are both %q", k, other, title)
		}
		titles[title] = k
	}
}
