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

// A heldNumber is one that some registry has of a persona.
type heldNumber struct {
	what  string // SNILS, INN or document
	value string
}

// numbersOf returns all numbers that are a persona's own or that a registry, or an entry of a list, has of him.
func numbersOf(t *testing.T, p *persona) []heldNumber {
	t.Helper()
	all := numbersIn(p.Person)
	for i := range registrations {
		held, _, err := p.heldBy(&registrations[i])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, numbersIn(*held)...)
	}
	if k := p.Keeps.Migration; k != nil {
		for _, d := range k.issued() {
			all = append(all, heldNumber{"document", d.Number})
		}
	}
	if k := p.Keeps.Pension; k != nil && k.CurrentSNILS != "" {
		all = append(all, heldNumber{"SNILS", k.CurrentSNILS})
	}
	if k := p.Keeps.Tax; k != nil && k.ReplacedBy != "" {
		all = append(all, heldNumber{"INN", k.ReplacedBy})
	}
	if k := p.Keeps.MVD; k != nil && k.Restrictions != nil {
		for _, e := range slices.Concat(k.Restrictions.ControlledPersons.Entries, k.Restrictions.EntryBan.Entries) {
			if e.As != nil {
				all = append(all, numbersIn(*e.As)...)
			}
		}
	}
	return all
}

func numbersIn(s subject) (all []heldNumber) {
	for _, n := range []heldNumber{{"SNILS", s.SNILS}, {"INN", s.INN}} {
		if n.value != "" {
			all = append(all, n)
		}
	}
	for _, d := range s.Documents {
		all = append(all, heldNumber{"document", d.Number})
	}
	return all
}

// The convention is that at the head of personas.yaml.
func TestIdentifiersHoldAndAreOurs(t *testing.T) {
	ours := map[string]*regexp.Regexp{
		"SNILS": regexp.MustCompile(`^9900000\d{4}$`), "INN": regexp.MustCompile(`^98000000\d{4}$`), "document": regexp.MustCompile(`^90000\d{2,5}$`),
	}
	holds := func(where string, n heldNumber) {
		var err error
		switch n.what {
		case "SNILS":
			_, err = adapters.ParseSNILS(n.value)
		case "INN":
			_, err = adapters.ParseINN(n.value)
		}
		if err != nil || !ours[n.what].MatchString(n.value) {
			t.Errorf("%s: %s %s is not by our convention: %v", where, n.what, n.value, err)
		}
	}
	for _, p := range people(t) {
		for _, n := range numbersOf(t, p) {
			holds(p.ID, n)
		}
	}
	eachSubject(t, func(_ *testing.T, where string, s subject) {
		for _, n := range numbersIn(s) {
			holds(where, n)
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

func TestWhoAsksIsCalledAsTheGatewaysAPIDoes(t *testing.T) {
	for _, p := range people(t) {
		for name := range p.Lookups {
			q, err := p.query(name)
			if err != nil || !slices.Contains(adapters.ActorKinds(), adapters.ActorKind(q.Actor.Kind)) || q.Actor.ID == "" {
				t.Errorf("%s %s: %+v %v", p.ID, name, q.Actor, err)
			}
		}
	}
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

// Nobody's number is another's, whoever issued the document; a story in which somebody states another's number states the whole document.
func TestNumbersAreUnique(t *testing.T) {
	owner, shown := map[heldNumber]string{}, map[paper]string{}
	for _, p := range people(t) {
		for _, n := range numbersOf(t, p) {
			if other := owner[n]; other != "" && other != p.ID {
				t.Errorf("%s %s is of %s and of %s", n.what, n.value, other, p.ID)
			}
			owner[n] = p.ID
		}
		for _, d := range p.Person.Documents {
			shown[paper{Type: d.Type, Country: d.Country, Series: d.Series, Number: d.Number}] = p.ID
		}
	}
	for _, p := range people(t) {
		for name := range p.Lookups {
			q, err := p.query(name)
			if err != nil {
				continue // eachSubject says so
			}
			for _, d := range q.Subject.Documents {
				number, whole := heldNumber{"document", d.Number}, paper{Type: d.Type, Country: d.Country, Series: d.Series, Number: d.Number}
				if other := owner[number]; d.Country != "RUS" && other != "" && other != p.ID && shown[whole] != other {
					t.Errorf("%s %s: %s is a number of %s, and not the document", p.ID, name, d.Number, other)
				}
			}
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
