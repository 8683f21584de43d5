package lookup_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
)

// Deny by default: what is not granted by name is not asked, and nothing reaches the registry.
func TestWhatIsNotGrantedIsNotAsked(t *testing.T) {
	basis := func(k adapters.BasisKind) []adapters.BasisKind { return []adapters.BasisKind{k} }
	upgrade := []adapters.Purpose{adapters.AccountUpgrade}
	one := map[string]adapters.Disclosure{"mvd/test": adapters.DiscloseVerdict}
	for name, tc := range map[string]struct {
		grant *adapters.Grant
		want  adapters.Reason
	}{
		"no grant":        {nil, adapters.ReasonLookup},
		"the zero grant":  {&adapters.Grant{}, adapters.ReasonLookup},
		"another lookup":  {adapters.NewGrant(map[string]adapters.Disclosure{"mvd/other": adapters.DiscloseRecord}, upgrade, basis(adapters.PublicService)), adapters.ReasonLookup},
		"another purpose": {adapters.NewGrant(one, []adapters.Purpose{adapters.Complaint}, basis(adapters.PublicService)), adapters.ReasonPurpose},
		"no purpose":      {adapters.NewGrant(one, nil, basis(adapters.PublicService)), adapters.ReasonPurpose},
		"another basis":   {adapters.NewGrant(one, upgrade, basis(adapters.Law)), adapters.ReasonBasis},
		"what is granted": {adapters.NewGrant(one, upgrade, basis(adapters.PublicService)), ""},
		"everything":      {adapters.GrantEverything(), ""},
	} {
		d := &driver{spec: spec(), fetch: []step{{reply: match()}}}
		b := newBench(t, d)
		q := query(func(_ *adapters.Stated, q *adapters.Query) { q.Grant = tc.grant })
		_, err := b.Lookup(t.Context(), q)
		if f := adapters.AsFailure(err); tc.want == "" && err != nil || tc.want != "" && (err == nil || f.Kind != adapters.Forbidden || f.Reason != tc.want || f.LookupID == "") {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
		if fetched, _ := d.calls(); (fetched == 0) != (tc.want != "") {
			t.Errorf("%s: the registry was asked %d times", name, fetched)
		}
		p := b.Plan(q, nil)
		if forbidden := p.Forbidden != nil; forbidden != (tc.want == adapters.ReasonLookup || tc.want == adapters.ReasonBasis) || p.Ready() != (tc.want == "") {
			t.Errorf("%s: its plan is %+v", name, p)
		}
	}
}

// What is cut is cut for kept answers too: the answer that is kept is whole, and each caller is given his part of it.
func TestAKeptAnswerIsCutForEachAsking(t *testing.T) {
	s := spec()
	s.MaxAge = 1 << 40
	until, _ := adapters.ParseDate("2099-01-01")
	whole := match()
	whole.ValidUntil, whole.StateMore = until, []adapters.Field{adapters.FieldINN}
	b := newBench(t, &driver{spec: s, fetch: []step{{reply: whole}}})
	for _, d := range []adapters.Disclosure{adapters.DiscloseRecord, adapters.DiscloseVerdict, adapters.DiscloseFields, adapters.DiscloseRecord} {
		q := query(func(_ *adapters.Stated, q *adapters.Query) {
			q.Grant = adapters.NewGrant(map[string]adapters.Disclosure{"mvd/test": d}, adapters.Purposes(), adapters.BasisKinds())
		})
		a, err := b.Lookup(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		fields, record := d != adapters.DiscloseVerdict, d == adapters.DiscloseRecord
		if a.Disclosed != d || (a.Fields != nil) != fields || (a.Record != nil) != record || a.Source.ValidUntil.IsZero() == record || a.Verdict != adapters.Active {
			t.Errorf("to %s: %+v", d, a)
		}
	}
}

// Guesses end a lookup; that nobody is on a list is told as often as it is asked.
func TestGuessesEndALookup(t *testing.T) {
	differs := match()
	differs.Told.BirthDate, _ = adapters.ParseDate("1990-01-01")
	list := spec()
	list.Outcomes = []adapters.Outcome{adapters.Clear, adapters.Possible, adapters.Listed, adapters.NotFound}
	list.Verdicts = nil
	for name, tc := range map[string]struct {
		spec  adapters.Spec
		reply adapters.Reply[record]
		want  int
	}{
		"of a person": {spec(), differs, 5},
		"of a list":   {list, adapters.Reply[record]{Outcome: adapters.Clear}, 8},
		"of a hit":    {list, adapters.Reply[record]{Outcome: adapters.Possible}, 5},
	} {
		b := newBench(t, &driver{spec: tc.spec, fetch: []step{{reply: tc.reply}}}, func(h *lookup.House, _ *resilience.Config) { h.Guesses = lookup.NewGuesses(false) })
		told := 0
		for range 8 {
			if _, err := b.Lookup(t.Context(), query()); err == nil {
				told++
			} else if f := adapters.AsFailure(err); f.Reason != adapters.ReasonGuesses || f.RetryAfter <= 0 {
				t.Error(err)
			}
		}
		if told != tc.want {
			t.Errorf("%s: %d answers, want %d", name, told, tc.want)
		}
	}
}

// A day's count is taken from who may ask, and from nobody for what he may not.
func TestADayIsTakenFromQuestionsThatMayBeAsked(t *testing.T) {
	taken := 0
	b := newBench(t, &driver{spec: spec(), fetch: []step{{reply: match()}}}, func(h *lookup.House, _ *resilience.Config) {
		h.Allow = func(string) error {
			if taken++; taken > 1 {
				return adapters.Fail(adapters.Limited, adapters.ReasonDay, "")
			}
			return nil
		}
	})
	_, _ = b.Lookup(t.Context(), query(func(_ *adapters.Stated, q *adapters.Query) { q.Grant = nil }))
	_, _ = b.Lookup(t.Context(), query(func(s *adapters.Stated, _ *adapters.Query) { s.BirthDate = adapters.Date{} }))
	if _, err := b.Lookup(t.Context(), query()); err != nil || taken != 1 {
		t.Errorf("%d were taken: %v", taken, err)
	}
	if _, err := b.Lookup(t.Context(), query()); adapters.AsFailure(err).Reason != adapters.ReasonDay {
		t.Error(err)
	}
}
