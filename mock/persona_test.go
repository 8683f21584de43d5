package mock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

func people(t testing.TB) []*persona {
	t.Helper()
	all, err := personas()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// eachSubject calls f for everything that is stated about a persona or kept of him.
func eachSubject(t *testing.T, f func(t *testing.T, where string, s subject)) {
	for _, p := range people(t) {
		f(t, p.ID, p.Person)
		for name := range p.Lookups {
			q, err := p.query(name)
			if err != nil {
				t.Error(err)
				continue
			}
			f(t, p.ID+" "+name, q.Subject)
		}
	}
}

func TestTheFileBuiltInIsTheOneWritten(t *testing.T) {
	text, err := os.ReadFile("personas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var written, builtIn any
	if err := yaml.Unmarshal(text, &written); err != nil { // a doubled key is an error
		t.Fatal(err)
	}
	plain, err := json.Marshal(written)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(json.Unmarshal(plain, &written), json.Unmarshal(personasText, &builtIn)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(written, builtIn) {
		t.Error("personas.json is not what personas.yaml says: run go generate ./mock")
	}
}

func TestIdentifiersHoldAndAreOurs(t *testing.T) {
	ours := map[string]*regexp.Regexp{
		"snils": regexp.MustCompile(`^990000`), "inn": regexp.MustCompile(`^98000000`), "document": regexp.MustCompile(`900000|90000\d\d`),
	}
	eachSubject(t, func(t *testing.T, where string, s subject) {
		if s.SNILS != "" {
			if _, err := adapters.ParseSNILS(s.SNILS); err != nil || !ours["snils"].MatchString(s.SNILS) {
				t.Errorf("%s: SNILS %s: %v", where, s.SNILS, err)
			}
		}
		if s.INN != "" {
			if _, err := adapters.ParseINN(s.INN); err != nil || !ours["inn"].MatchString(s.INN) {
				t.Errorf("%s: INN %s: %v", where, s.INN, err)
			}
		}
		for _, d := range s.Documents {
			if !ours["document"].MatchString(d.Number) {
				t.Errorf("%s: number %s is not by our convention", where, d.Number)
			}
		}
	})
}

func TestWhatIsStatedIsWellFormed(t *testing.T) {
	eachSubject(t, func(t *testing.T, where string, s subject) {
		checkDates(t, where, s)
		for _, c := range s.Citizenships {
			if _, err := adapters.ParseCountry(c); err != nil {
				t.Errorf("%s: country %s: %v", where, c, err)
			}
		}
		for _, d := range s.Documents {
			if !slices.Contains(adapters.DocumentTypes(), adapters.DocumentType(d.Type)) {
				t.Errorf("%s: no document is called %s", where, d.Type)
			}
		}
		if !slices.Contains(adapters.Sexes(), adapters.Sex(s.Sex)) {
			t.Errorf("%s: sex %s", where, s.Sex)
		}
		latin := regexp.MustCompile(`^[A-Z ]*$`)
		if !latin.MatchString(s.LatinFamilyName+s.LatinGivenName) || latin.MatchString(s.FamilyName) && s.FamilyName != "" {
			t.Errorf("%s: names are in the wrong alphabet", where)
		}
	})
}

func checkDates(t *testing.T, where string, s subject) {
	t.Helper()
	dates := []string{s.BirthDate}
	for _, d := range s.Documents {
		dates = append(dates, d.IssuedOn, d.ExpiresOn)
	}
	for _, d := range dates {
		if _, err := adapters.ParseDate(d); d != "" && err != nil {
			t.Errorf("%s: date %s: %v", where, d, err)
		}
	}
}

// Nobody's number is another's, but where a story is about that.
func TestNumbersAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, p := range people(t) {
		numbers := []string{p.Person.SNILS, p.Person.INN}
		for _, d := range p.Person.Documents {
			numbers = append(numbers, d.Type+d.Country+d.Series+d.Number)
		}
		for _, n := range numbers {
			if n != "" && seen[n] != "" {
				t.Errorf("%s is of %s and of %s", n, seen[n], p.ID)
			}
			seen[n] = p.ID
		}
	}
}

func TestWhoeverSharesANameIsTheNamesake(t *testing.T) {
	seen := map[string]string{}
	for _, p := range people(t) {
		key := fold(p.Person.FamilyName+"|"+p.Person.GivenName) + p.Person.BirthDate
		if other := seen[key]; other != "" && (!strings.HasPrefix(other, "namesake") || !strings.HasPrefix(p.ID, "namesake")) {
			t.Errorf("%s and %s cannot be told apart", other, p.ID)
		}
		seen[key] = p.ID
	}
}

func TestWhatIsExpectedIsWhatTheFaultEndsAs(t *testing.T) {
	for _, p := range people(t) {
		for name, l := range p.Lookups {
			if l.choice == nil {
				continue
			}
			if !l.choice.Fault.In(protocolOf(name)) {
				t.Errorf("%s %s: %s cannot be done in %s", p.ID, name, l.Fault, protocolOf(name))
			}
			if ends := l.choice.Fault.Ends; ends.Accepted() != (l.Expect.Kind == "") {
				t.Errorf("%s %s: %s ends as %s, expected %s", p.ID, name, l.Fault, ends, l.Expect)
			}
		}
	}
}

// Every word that a registry can cause is met by somebody.
func TestEveryOutcomeAndFailureIsMet(t *testing.T) {
	met, registries := map[string]bool{}, map[string]map[string]bool{}
	for _, p := range people(t) {
		for name, l := range p.Lookups {
			e := l.Expect
			for _, word := range []string{e.Outcome, e.Outcome + " " + e.Verdict, e.Outcome + " " + e.Reason, e.Kind, e.Kind + "/" + e.Reason} {
				met[word] = true
			}
			registry, _ := registryOf(name)
			if registries[e.Kind] == nil {
				registries[e.Kind] = map[string]bool{}
			}
			registries[e.Kind][registry] = true
		}
	}
	for _, want := range []string{
		"match receives", "match merged", "match annulled", "match lawful", "match lapsed", "match none", "match active", "match invalid", "match debt", "match no_debt", "mismatch", "ambiguous", "clear", "possible", "listed",
		"pending", "not_found no_record", "not_found not_kept", "not_found weak_search", "not_found not_yet",
		"denied/token", "denied/access", "throttled/quota", "throttled/rate", "unavailable/status", "unavailable/fault", "unavailable/reset",
		"unavailable/ticket_lost", "timeout/exchange", "malformed/syntax", "malformed/contract", "malformed/size", "malformed/redirect",
		"malformed/other_person", "malformed/other_request", "rejected/schema",
	} {
		if !met[want] {
			t.Errorf("nobody meets %s", want)
		}
	}
	for _, kind := range []adapters.Kind{
		adapters.Denied, adapters.Throttled, adapters.Unavailable, adapters.TimedOut, adapters.Malformed, adapters.Rejected,
	} {
		if len(registries[string(kind)]) != len(Registries()) {
			t.Errorf("%s is met on %v only", kind, registries[string(kind)])
		}
	}
}

// strictly decodes JSON in which each key must be known.
func strictly(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func TestNoKeyOfThePersonasIsMisspelt(t *testing.T) {
	if _, err := parsePersonas(personasText, strictly); err != nil {
		t.Error(err)
	}
}

func TestAMisspeltFileIsAnError(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`{"personas":[{"id":"a","story":"s","persn":{}}]}`, "unknown field"},
		{`{"personas":[{"id":"A b","story":"s"}]}`, "expected an id"},
		{`{"personas":[{"id":"a","story":"s"},{"id":"a","story":"s"}]}`, "two are called a"},
		{`{"personas":[{"id":"a","story":"s","lookups":{"tax/in":{}}}]}`, "known are"},
		{`{"personas":[{"id":"a","story":"s","lookups":{"tax/inn":{"fault":"hnag"}}}]}`, "known are"},
		{`{"personas":[{"id":"a","story":"s","lookups":{"tax/inn":{"on":"ring"}}}]}`, "known are"},
		{`{"personas":[{"id":"a","story":"s","keeps":{"migration":{"grounds":[{"from":"tomorrow"}]}}}]}`, "expected a day"},
		{`{"personas":[{"id":"a","story":"s","keeps":{"mvd":{"takes":"2 days"}}}]}`, "expected a duration"},
	} {
		if _, err := parsePersonas([]byte(c.text), strictly); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %q", c.text, err, c.says)
		}
	}
}

func TestAQueryStatesWhatTheLookupChanges(t *testing.T) {
	p := &persona{ID: "a", Person: subject{FamilyName: "Намунаев", Patronymic: "Рустамович", BirthDate: "1991-04-17"}, Lookups: map[string]lookup{
		lookupINN:      {State: subject{BirthDate: "1990-01-01", NoPatronymic: true}, Omit: []string{"patronymic"}},
		lookupCriminal: {},
		lookupSNILS:    {Omit: []string{"snils"}},
	}}
	q, err := p.query(lookupINN)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(q)
	want := `{"subject":{"family_name":"Намунаев","no_patronymic":true,"birth_date":"1990-01-01"},"purpose":"account_registration",` +
		`"basis":{"kind":"public_service"},"actor":{"kind":"citizen","id":"mock-a"},"case_id":"MOCK-a"}`
	if err != nil || string(text) != want {
		t.Errorf("%v\n%s, want\n%s", err, text, want)
	}
	if q, _ := p.query(lookupCriminal); q.Purpose != "service_delivery" || q.ServiceCode == "" || q.Basis.Reference == "" {
		t.Errorf("criminal data are asked for by %+v", q)
	}
	if _, err := p.query(lookupSNILS); err == nil {
		t.Error("what is not there was left out")
	}
}

func TestExpectIsReadable(t *testing.T) {
	for e, want := range map[Expect]string{
		{Outcome: "match", Verdict: "lawful"}:       "match · lawful",
		{Outcome: "not_found", Reason: "no_record"}: "not_found · no_record",
		{Kind: "denied", Reason: "token"}:           "denied · token",
		{Outcome: "pending"}:                        "pending",
	} {
		if fmt.Sprint(e) != want {
			t.Errorf("%q, want %q", e, want)
		}
	}
}

func TestFaultsOfPersonasAreOfTheCatalogue(t *testing.T) {
	for _, p := range people(t) {
		for name, l := range p.Lookups {
			if l.Fault == "" {
				continue
			}
			if c, err := fault.Parse(l.Fault); err != nil || c.String() != l.Fault || !c.Fault.Served() {
				t.Errorf("%s %s: %q, %v", p.ID, name, l.Fault, err)
			}
		}
	}
}
