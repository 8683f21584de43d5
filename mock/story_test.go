package mock

import (
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// keepsGround reports whether the migration registry keeps a ground of a kind in a state, "" being any.
func (p *persona) keepsGround(kind, state string) bool {
	m := p.Keeps.Migration
	return m != nil && slices.ContainsFunc(m.Grounds, func(g ground) bool { return g.Kind == kind && (state == "" || g.State == state) })
}

func (p *persona) expects(lookup string, want Expect) bool { return p.Lookups[lookup].Expect == want }

// restricted are the entries of the two lists about p.
func (p *persona) restricted() (controlled, banned int) {
	if m := p.Keeps.MVD; m != nil && m.Restrictions != nil {
		return len(m.Restrictions.ControlledPersons.Entries), len(m.Restrictions.EntryBan.Entries)
	}
	return 0, 0
}

// askedByAnother reports whether each query about p says that it is not himself who asks: to the gateway's API a citizen asks about himself, and
// it has no word for a representative.
func (p *persona) askedByAnother(t *testing.T) bool {
	t.Helper()
	for name := range p.Lookups {
		q, err := p.query(name)
		if err != nil {
			t.Fatal(err)
		}
		if q.Actor.Kind != string(adapters.Officer) || q.Actor.ID == "" || q.Actor.ID == "mock-"+p.ID {
			return false
		}
	}
	return len(p.Lookups) > 0
}

func match(verdict string) Expect { return Expect{Outcome: "match", Verdict: verdict} }

// A portal meets each of these people sooner or later. That the story is told is seen in what the registries keep, or in what comes of asking.
func TestEveryStoryThatAPortalMeetsIsTold(t *testing.T) {
	for _, story := range []struct {
		what, id string
		told     func(p *persona) bool
	}{
		{"a visa-free worker with a patent", "patent-worker", func(p *persona) bool { return p.keepsGround("PATENT", "VALID") && p.keepsGround("VISA_FREE", "") }},
		{"an EAEU worker without one", "eaeu-worker", func(p *persona) bool { return p.keepsGround("EAEU_WORK", "VALID") && !p.keepsGround("PATENT", "") }},
		{"a student on a visa", "student-visa", func(p *persona) bool { return p.keepsGround("VISA", "VALID") && p.keepsGround("STUDY", "VALID") }},
		{"a permanent resident with debts", "resident-in-debt", func(p *persona) bool {
			return p.keepsGround("VNZH", "VALID") && p.Keeps.Migration.Category == "PERMANENT_RESIDENCE" && p.expects(lookupObligations, match("debt"))
		}},
		{"a refugee", "refugee", func(p *persona) bool { return p.keepsGround("REFUGEE", "VALID") }},
		{"temporary asylum", "temporary-asylum", func(p *persona) bool { return p.keepsGround("TEMPORARY_ASYLUM", "VALID") }},
		{"a stateless person", "stateless", func(p *persona) bool {
			return slices.ContainsFunc(p.Person.Documents, func(d paper) bool { return d.Type == "stateless_id" })
		}},
		{"a holder of РВПО", "rvpo-holder", func(p *persona) bool { return p.keepsGround("RVPO", "VALID") }},
		{"a ground that the contract does not list", "new-ground", func(p *persona) bool {
			return p.keepsGround("RELOCATED_SPECIALIST", "VALID") && p.expects(lookupStatus, match("none"))
		}},
		{"an expired migration card", "expired-card", func(p *persona) bool { return p.expects(lookupDocument, match("invalid")) }},
		{"the register of controlled persons", "controlled-person", func(p *persona) bool { n, _ := p.restricted(); return n > 0 }},
		{"a ban on entry", "entry-banned", func(p *persona) bool { _, n := p.restricted(); return n > 0 }},
		{"a ban under the name before a marriage", "banned-before-marriage", func(p *persona) bool {
			_, n := p.restricted()
			return n > 0 && p.Person.PreviousNames[0].FamilyName == p.Keeps.MVD.As.FamilyName
		}},
		{"a criminal record", "overstayer", func(p *persona) bool {
			return len(p.Keeps.MVD.Convictions) > 0 && p.expects(lookupCriminal, Expect{Outcome: "listed"})
		}},
		{"a namesake of a convict", "namesake-of-convict", func(p *persona) bool {
			return len(p.Keeps.MVD.Convictions) > 0 && p.expects(lookupCriminal, Expect{Outcome: "possible"})
		}},
		{"a passport reported lost", "lost-passport", func(p *persona) bool { return p.expects(lookupIdentityDocument, match("reported_lost")) }},
		{"two passports", "two-passports", func(p *persona) bool { return len(p.Person.Documents) == 2 }},
		{"an INN not yet issued", "student-visa", func(p *persona) bool {
			return p.Person.INN == "" && p.expects(lookupINN, Expect{Outcome: "not_found", Reason: "no_record"})
		}},
		{"an INN invalid by duplicate", "permanent-resident", func(p *persona) bool { return p.Keeps.Tax.Reason == "duplicate" && p.Keeps.Tax.ReplacedBy != "" }},
		{"a SNILS merged", "snils-merged", func(p *persona) bool { return p.Keeps.Pension.CurrentSNILS != "" }},
		{"the SNILS of a namesake", "namesake-twin-by-document", func(p *persona) bool {
			return p.Lookups[lookupSNILS].State.SNILS != "" || p.Keeps.Pension.As != nil && p.Keeps.Pension.As.SNILS != ""
		}},
		{"a namesake's INN, without a patronymic", "namesake-younger", func(p *persona) bool {
			l := p.Lookups[lookupObligations]
			return l.State.INN != "" && l.State.NoPatronymic && p.expects(lookupObligations, Expect{Outcome: "not_found", Reason: "weak_search"})
		}},
		{"a birth date known only by year", "birth-year-only", func(p *persona) bool { return len(p.Person.BirthDate) == len("1960") }},
		{"a birth date that differs in one registry", "tax-birth-date-differs", func(p *persona) bool {
			k := &p.Keeps
			return k.Tax.As != nil && k.Tax.As.BirthDate != "" && k.Migration.As == nil && k.Pension.As == nil && k.MVD.As == nil
		}},
		{"a Latin name only", "latin-only", func(p *persona) bool { return p.Person.FamilyName == "" && p.Person.LatinFamilyName != "" }},
		{"one name only", "single-name", func(p *persona) bool { return p.Person.SingleName }},
		{"no patronymic", "student-visa", func(p *persona) bool { return p.Person.NoPatronymic }},
		{"угли against -ович", "ugli-or-ovich", func(p *persona) bool {
			return strings.HasSuffix(p.Person.Patronymic, "угли") && strings.HasSuffix(p.Keeps.Pension.As.Patronymic, "ович")
		}},
		{"a hyphen, an apostrophe and ё", "hyphen-and-apostrophe", func(p *persona) bool {
			return strings.ContainsAny(p.Person.FamilyName, "-") && strings.ContainsAny(p.Person.FamilyName, "'") && strings.Contains(p.Person.FamilyName, "ё")
		}},
		{"Ў", "two-addresses", func(p *persona) bool { return strings.Contains(p.Person.FamilyName, "Ў") }},
		{"a name changed by marriage", "name-changed", func(p *persona) bool { return len(p.Person.PreviousNames) > 0 }},
		{"became a Russian citizen", "became-russian", func(p *persona) bool { return p.Keeps.Migration.PersonState == "RUSSIAN_CITIZEN" }},
		{"deceased", "deceased", func(p *persona) bool { return p.Keeps.Migration.PersonState == "DECEASED" }},
		{"a child with a representative", "child-on-benefits", func(p *persona) bool {
			certified := slices.ContainsFunc(p.Person.Documents, func(d paper) bool { return d.Type == "birth_certificate" })
			return certified && strings.Contains(p.Story, "mother") && p.Person.BirthDate > "2015" && p.askedByAnother(t)
		}},
		{"an answer after two days", "two-days", func(p *persona) bool { return p.Keeps.MVD.Takes.std().Hours() == 48 }},
		{"a document annulled after a date", "annulled-permit", func(p *persona) bool { return p.keepsGround("RVP", "ANNULLED") }},
	} {
		all := people(t)
		i := slices.IndexFunc(all, func(p *persona) bool { return p.ID == story.id })
		if i < 0 || !story.told(all[i]) {
			t.Errorf("%s: %s does not tell it (he is number %d)", story.what, story.id, i)
		}
	}
}

func TestThereAreEnoughPeople(t *testing.T) {
	const promised = 36
	fine := 0
	for _, p := range people(t) {
		faulty := false
		for _, l := range p.Lookups {
			faulty = faulty || l.Fault != ""
		}
		if !faulty {
			fine++
		}
	}
	if fine < promised {
		t.Errorf("%d people besides those who stand for a failure, want %d", fine, promised)
	}
}

// Whatever kind of failure a registry can cause, and whatever it can be asked, somebody stands for it: one persona per kind and registry.
func TestSomebodyStandsForEachFailureOfEachRegistry(t *testing.T) {
	for _, rule := range adapters.Rules() {
		if rule.Origin != adapters.OriginRegistry && rule.Kind != adapters.Rejected {
			continue
		}
		for _, registry := range Registries() {
			stands := slices.ContainsFunc(people(t), func(p *persona) bool {
				for name, l := range p.Lookups {
					if in, _ := registryOf(name); in == registry && l.Fault != "" && l.Expect.Kind == string(rule.Kind) {
						return true
					}
				}
				return false
			})
			if !stands {
				t.Errorf("nobody stands for %s of %s", rule.Kind, registry)
			}
		}
	}
}
