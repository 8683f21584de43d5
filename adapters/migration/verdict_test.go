package migration

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func day(t testing.TB, s string) adapters.Date {
	t.Helper()
	if s == "" {
		return adapters.Date{}
	}
	d, err := adapters.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestVerdict(t *testing.T) {
	type ground struct {
		kind        GroundKind
		from, until string
		state       GroundState
	}
	over, within := StayDays{Used: 91, Limit: 90, UsedKnown: true, LimitKnown: true}, StayDays{Used: 90, Limit: 90, UsedKnown: true, LimitKnown: true}
	for name, c := range map[string]struct {
		state    PersonState
		category Category
		days     StayDays
		grounds  []ground
		want     adapters.Verdict
		until    string
	}{
		"no ground":               {category: NoCategory, want: adapters.None},
		"category without ground": {category: TemporaryStay, want: adapters.None},
		"holds":                   {category: TemporaryStay, grounds: []ground{{GroundPatent, "2026-02-14", "2027-02-14", StateValid}}, want: adapters.Lawful, until: "2027-02-14"},
		"last day":                {category: TemporaryStay, grounds: []ground{{GroundVisa, "", "2026-11-22", StateValid}}, want: adapters.Lawful, until: "2026-11-22"},
		"ended yesterday":         {category: TemporaryStay, grounds: []ground{{GroundVisa, "", "2026-11-21", StateValid}}, want: adapters.Lapsed},
		"begins today":            {category: TemporaryStay, grounds: []ground{{GroundVisa, "2026-11-22", "", StateValid}}, want: adapters.Lawful},
		"begins tomorrow":         {category: TemporaryStay, grounds: []ground{{GroundVisa, "2026-11-23", "2027-01-01", StateValid}}, want: adapters.None},
		"no term":                 {category: PermanentResidence, grounds: []ground{{GroundVNZh, "", "", StateValid}}, want: adapters.Lawful},
		"longest": {category: TemporaryStay, grounds: []ground{
			{GroundVisa, "", "2027-01-01", StateValid}, {GroundPatent, "", "2027-05-01", StateValid}, {GroundVisaFree, "", "2026-12-01", StateValid},
		}, want: adapters.Lawful, until: "2027-05-01"},
		"one without a term": {category: TemporaryStay, grounds: []ground{
			{GroundVisa, "", "2027-01-01", StateValid}, {GroundVNZh, "", "", StateValid},
		}, want: adapters.Lawful},
		"annulled":          {category: NoCategory, grounds: []ground{{GroundPatent, "", "2027-02-14", StateAnnulled}}, want: adapters.Lapsed},
		"suspended":         {category: TemporaryStay, grounds: []ground{{GroundPatent, "", "2027-02-14", StateSuspended}}, want: adapters.Lapsed},
		"not collected":     {category: TemporaryStay, grounds: []ground{{GroundPatent, "", "", StateNotCollected}}, want: adapters.Lapsed},
		"unknown kind":      {category: TemporaryStay, grounds: []ground{{GroundOther, "", "2027-02-14", StateValid}}, want: adapters.None},
		"category none":     {category: NoCategory, grounds: []ground{{GroundPatent, "", "2027-02-14", StateValid}}, want: adapters.Lapsed},
		"dead":              {state: Deceased, category: TemporaryStay, grounds: []ground{{GroundPatent, "", "2027-02-14", StateValid}}, want: adapters.Lapsed},
		"citizen now":       {state: RussianCitizen, category: TemporaryStay, grounds: []ground{{GroundPatent, "", "", StateValid}}, want: adapters.Lapsed},
		"merged":            {state: MergedPerson, category: TemporaryStay, grounds: []ground{{GroundPatent, "", "", StateValid}}, want: adapters.Lapsed},
		"days used up":      {category: TemporaryStay, days: over, grounds: []ground{{GroundVisaFree, "", "2026-12-01", StateValid}}, want: adapters.Lapsed},
		"last of the days":  {category: TemporaryStay, days: within, grounds: []ground{{GroundVisaFree, "", "2026-12-01", StateValid}}, want: adapters.Lawful, until: "2026-12-01"},
		"days and a patent": {category: TemporaryStay, days: over, grounds: []ground{{GroundPatent, "", "2026-12-01", StateValid}}, want: adapters.Lawful, until: "2026-12-01"},
	} {
		s := &Status{PersonState: c.state, Category: c.category, StayDays: c.days}
		for _, g := range c.grounds {
			s.Grounds = append(s.Grounds, Ground{Kind: g.kind, ValidFrom: day(t, g.from), ValidUntil: day(t, g.until), State: g.state})
		}
		got, until := s.verdict(day(t, "2026-11-22"))
		if got != c.want || until.Reveal() != c.until {
			t.Errorf("%s: %s until %q, want %s until %q", name, got, until.Reveal(), c.want, c.until)
		}
	}
}

// Whatever a record holds: lawful needs a ground that the registry itself calls valid, of a kind that we know.
func TestLawfulNeedsAKnownValidGround(t *testing.T) {
	kinds := rapid.SampledFrom([]GroundKind{GroundVisa, GroundPatent, GroundVisaFree, GroundOther})
	states := rapid.SampledFrom([]GroundState{StateValid, StateExpired, StateAnnulled, StateLost})
	days := rapid.SampledFrom([]string{"", "2026-01-01", "2026-11-22", "2027-01-01"})
	rapid.Check(t, func(rt *rapid.T) {
		s := &Status{
			Category:    rapid.SampledFrom([]Category{TemporaryStay, PermanentResidence, NoCategory}).Draw(rt, "category"),
			PersonState: rapid.SampledFrom([]PersonState{"", Alive, Deceased, UnknownState}).Draw(rt, "state"),
		}
		allowed := false
		for range rapid.IntRange(0, 4).Draw(rt, "grounds") {
			g := Ground{
				Kind: kinds.Draw(rt, "kind"), State: states.Draw(rt, "ground state"),
				ValidFrom: day(t, days.Draw(rt, "from")), ValidUntil: day(t, days.Draw(rt, "until")),
			}
			s.Grounds = append(s.Grounds, g)
			allowed = allowed || g.Kind != GroundOther && g.State == StateValid
		}
		verdict, until := s.verdict(day(t, "2026-11-22"))
		if verdict == adapters.Lawful && (!allowed || s.Category == NoCategory || s.PersonState == Deceased) {
			rt.Fatalf("lawful: %+v", s.Grounds)
		}
		if order, ok := until.Compare(day(t, "2026-11-22")); ok && order < 0 {
			rt.Fatal("lawful until a day that has passed")
		}
	})
}

// Whatever a record holds: registered needs a registration of a known kind, within its days, of a living foreign citizen.
func TestRegisteredNeedsARegistrationThatHolds(t *testing.T) {
	kinds := rapid.SampledFrom([]RegistrationKind{Stay, Residence, RegistrationOther})
	days := rapid.SampledFrom([]string{"", "2026-01-01", "2026-11-21", "2026-11-22", "2026-11-23", "2027-01-01"})
	rapid.Check(t, func(rt *rapid.T) {
		r := &Registration{PersonState: rapid.SampledFrom([]PersonState{"", Alive, Deceased, RussianCitizen, MergedPerson, UnknownState}).Draw(rt, "state")}
		holds := false
		for range rapid.IntRange(0, 4).Draw(rt, "items") {
			from, until := rapid.SampledFrom([]string{"2026-01-01", "2026-11-22", "2026-11-23"}).Draw(rt, "from"), days.Draw(rt, "until")
			item := RegistrationItem{Kind: kinds.Draw(rt, "kind"), From: day(t, from), Until: day(t, until)}
			r.Items = append(r.Items, item)
			holds = holds || item.Kind != RegistrationOther && from <= "2026-11-22" && (until == "" || until >= "2026-11-22")
		}
		verdict, until := r.verdict(day(t, "2026-11-22"))
		want := holds && (r.PersonState == "" || r.PersonState == Alive || r.PersonState == UnknownState)
		if (verdict == adapters.Registered) != want {
			rt.Fatalf("%s: %+v", verdict, r)
		}
		if order, ok := until.Compare(day(t, "2026-11-22")); ok && order < 0 {
			rt.Fatal("registered until a day that has passed")
		}
	})
}
