package httpapi

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/gen/api"
)

// planned is what a fake was asked to plan.
type planned struct {
	query adapters.Query
	wrong []adapters.FieldError
}

// planningDoor is a front door whose tax/inn remembers what it plans, and must not be asked.
func planningDoor(t *testing.T, d Deps) (*door, *[]planned) {
	t.Helper()
	var all []planned
	d.Lookups.TaxINN = fake[tax.INN]{plan: func(q adapters.Query, wrong []adapters.FieldError) adapters.Plan {
		all = append(all, planned{q, wrong})
		return adapters.Plan{Served: true, Lacks: wrong, Takes: adapters.Seconds}
	}}
	return open(t, d), &all
}

// TestAPlanTakesWhatALookupTakes: the body of a question as it is, and one of which only the subject has been begun.
func TestAPlanTakesWhatALookupTakes(t *testing.T) {
	d, all := planningDoor(t, Deps{})
	for _, body := range []string{stated(t, "tax/inn"), `{"subject":{},"purpose":"data_prefill"}`} {
		g := d.ask("tax/inn"+planVerb, body)
		always(t, g)
		if g.status != http.StatusOK || g.member(t, "ready") != true || g.header.Get("Preference-Applied") != "" {
			t.Errorf("%d %s", g.status, g.body)
		}
	}
	for i, q := range *all {
		if q.query.Caller != "anonymous" || q.query.Purpose != adapters.DataPrefill || len(q.wrong) > 0 {
			t.Errorf("%d: %+v, %v", i, q.query.Purpose, q.wrong)
		}
	}
	if family := (*all)[0].query.Subject.Stated().FamilyName.Reveal(); family != "Намунаев" {
		t.Error("the subject did not come through")
	}
}

// TestAHalfTypedMemberIsLackingAndTheRestIsRead: what can be read of the subject is, and each wrong member is named once.
func TestAHalfTypedMemberIsLackingAndTheRestIsRead(t *testing.T) {
	d, all := planningDoor(t, Deps{})
	for subject, want := range map[string]string{
		`"snils":"990"`: "/subject/snils format",
		`"documents":[{"type":"visa","number":"1"},{"type":"vis"}]`: "/subject/documents/1/type unknown,/subject/documents/1/number required",
		`"famly_name":"Намунаев"`:                                   "/subject/famly_name unknown",
		`"citizenships":["UZB","XX"]`:                               "/subject/citizenships/1 unknown",
		`"inn":7`:                                                   "/subject/inn format",
		`"no_patronymic":true,"patronymic":"Рустамович","inn":"1"`: "/subject/inn format,/subject/patronymic conflict",
	} {
		*all = nil
		g := d.ask("tax/inn"+planVerb, `{"subject":{"family_name":"Намунаев",`+subject+`},"purpose":"data_prefill"}`)
		if g.status != http.StatusOK || g.member(t, "ready") != false || len(*all) != 1 {
			t.Errorf("%s: %d %s", subject, g.status, g.body)
			continue
		}
		var got []string
		for _, e := range (*all)[0].wrong {
			got = append(got, e.Pointer+" "+e.Code)
		}
		if s := strings.Join(got, ","); s != want {
			t.Errorf("%s: %q, want %q", subject, s, want)
		}
		if (*all)[0].query.Subject.Stated().FamilyName.Reveal() != "Намунаев" {
			t.Errorf("%s: the rest is lost", subject)
		}
		if strings.Contains(g.body, "990") || strings.Contains(g.body, "Намунаев") {
			t.Errorf("%s is repeated: %s", subject, g.body)
		}
	}
}

// TestAPlanIsRefusedAsALookupIs: whatever is not the form's, by the same words and status, and told to who counts.
func TestAPlanIsRefusedAsALookupIs(t *testing.T) {
	counted := 0
	d, all := planningDoor(t, Deps{Refused: func(context.Context, string, int, string) { counted++ }})
	for body, want := range map[string]string{
		`{`:                                   "400 body",
		`7`:                                   "422 field",
		`{}`:                                  "422 field",
		`{"subject":{}}`:                      "422 field",
		`{"subject":7,"purpose":"complaint"}`: "422 field",
		`{"subject":{"Намунаев":1},"purpose":"complaint"}`:      "422 field",
		`{"subject":{},"purpose":"curiosity"}`:                  "422 field",
		`{"subject":{"snils":"1"},"purpose":"complaint","x":1}`: "422 field",
		`{"subject":{},"purpose":"complaint","case_id":"№"}`:    "422 field",
		`{"subject":{},"purpose":"complaint","actor":{}}`:       "422 field",
	} {
		g := d.ask("tax/inn"+planVerb, body)
		p := problem(t, g)
		if got := strconv.Itoa(g.status) + " " + string(p.Reason.Value); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
		if p.Lookup.Value != "tax/inn" {
			t.Errorf("%s: lookup %s", body, p.Lookup.Value)
		}
	}
	if len(*all) > 0 || counted != 10 {
		t.Errorf("%d plans, %d refusals counted", len(*all), counted)
	}
}

// TestOnlyThisVerbOfThisMethodIsThere.
func TestOnlyThisVerbOfThisMethodIsThere(t *testing.T) {
	d, all := planningDoor(t, Deps{})
	for _, path := range []string{"tax/inn:ask", "tax/inn:", "tax/inn:plan:plan", "tax/inn:Plan", "tax/inn/:plan", "tax/inn:plan/", "tax/nothing:plan", ":plan", someID + ":plan"} {
		if g := d.ask(path, `{"subject":{},"purpose":"complaint"}`); g.status != http.StatusNotFound || problem(t, g).Reason.Value != api.ReasonPath {
			t.Errorf("%s: %d", path, g.status)
		}
	}
	if g := d.do(http.MethodGet, lookupsPath+"tax/inn"+planVerb, ""); g.status != http.StatusMethodNotAllowed || g.header.Get("Allow") != "POST, OPTIONS" {
		t.Errorf("GET: %d, Allow %s", g.status, g.header.Get("Allow"))
	}
	if len(*all) > 0 {
		t.Error("something was planned")
	}
}

func TestAStrangerPlansNothing(t *testing.T) {
	d, all := planningDoor(t, Deps{Access: closedDoor{}})
	if g := d.ask("tax/inn"+planVerb, "not JSON"); g.status != http.StatusUnauthorized || len(*all) > 0 {
		t.Errorf("%d %s", g.status, g.body)
	}
}

// TestEveryPlanIsOfTheContract: whatever a lookup says of a question is a document that the contract holds valid.
func TestEveryPlanIsOfTheContract(t *testing.T) {
	for _, by := range append(adapters.PlanBys(), "") {
		for _, takes := range adapters.PlanTimes() {
			for _, rule := range adapters.Rules() {
				for _, reason := range rule.Reasons {
					p := adapters.Plan{By: by, Takes: takes, Held: adapters.Fail(adapters.Refused, reason, ""),
						Lacks: slices.Repeat([]adapters.FieldError{{Code: adapters.CodeRequired}}, 100)}
					d := planOf("tax/inn", p)
					if err := d.Validate(); err != nil || d.Held.Value.RetryAfter != 1 || len(d.Lacks) != mostErrors {
						t.Fatalf("%s %s %s: %v", by, takes, reason, err)
					}
				}
			}
		}
	}
}

// FuzzPlanned: whatever the body, it is read, lacks something, or is refused; both ways of reading agree.
func FuzzPlanned(f *testing.F) {
	for _, seed := range []string{`{}`, `{"subject":{"snils":"1","documents":[{}]},"purpose":"complaint"}`, `{"subject":{"":1,"a/b":2},"purpose":"complaint"}`, `{"subject":null}`} {
		f.Add(seed)
	}
	c, checker := newContract(), newChecker(64<<10)
	f.Fuzz(func(t *testing.T, body string) {
		document, err := checker.Check([]byte(body))
		if err != nil {
			return
		}
		_, wrong, err := c.planned(document)
		if err != nil && err.Error() != "invalid/field" {
			t.Errorf("%s: %v", body, err)
		}
		if err == nil && len(wrong) == 0 {
			if errs := c.planning().errors(document); len(errs) > 0 {
				t.Errorf("%s: read, and explained as %v", body, errs)
			}
		}
	})
}
