package mock

import (
	"strings"

	"github.com/sverka/sverka/mock/population"
)

// inquired returns the person who has a number, with every question that can be asked about him and what is to come of it; nil where there
// is nobody.
func (c *crowd) inquired(number int) *persona {
	id, ok := c.Identity(number)
	if !ok {
		return nil
	}
	l := c.life(id)
	p := l.persona(Registries()...)
	p.Story = l.story()
	p.Lookups = l.lookups()
	return p
}

// story names what chance decided, as mixes call it, and passes over what is usual.
func (l *life) story() string {
	traits := []string{l.Citizenship, l.stay.what, l.fate}
	add := func(respect, is, usual string) {
		if is != usual {
			traits = append(traits, respect+": "+is)
		}
	}
	if l.fate == "holds" {
		add("registration", l.registered(), "registered")
	}
	add("identity document", l.chance(ofPaper), "known")
	add("writes", l.chance(ofWriting), "as_in_passport")
	add("migration writes", l.chance(ofMigration), "the_same")
	add("SNILS", l.account(), "in_use")
	if l.account() != "none" {
		add("payments", l.chance(ofPayments), "nothing")
	}
	add("INN", l.taxpayer(), "active")
	if l.taxpayer() != "none" {
		add("owes", l.chance(ofObligations), "nothing")
	}
	if l.met() {
		add("criminal record", l.chance(ofConvictions), "nothing")
		add("lists", l.lists(), "nothing")
		add("certificate", l.chance(ofCertificate), "as_configured")
	}
	return strings.Join(traits, "; ")
}

func matched(verdict string) Expect { return Expect{Outcome: "match", Verdict: verdict} }

func notFound(reason string) Expect { return Expect{Outcome: "not_found", Reason: reason} }

func outcome(outcome string) Expect { return Expect{Outcome: outcome} }

// lookups returns all that can be asked about the person. Who has no SNILS or no INN can be asked nothing about it.
func (l *life) lookups() map[string]lookup {
	state := l.stated()
	all := map[string]lookup{
		lookupStatus:           {Expect: l.inMigration(l.status())},
		lookupRegistration:     {Expect: l.inMigration(l.registration())},
		lookupIdentityDocument: {Expect: l.inMigration(l.identityDocument())},
		lookupRestrictions:     {Expect: l.restrictions()},
		lookupCriminal:         {Expect: l.criminal()},
		lookupSNILSFind:        l.search(),
	}
	if l.Group != population.Stateless { // whose papers the tax registry does not search by
		all[lookupINN] = lookup{Expect: l.inn()}
	}
	if l.stay.document != "" {
		all[lookupDocument] = lookup{State: subject{Documents: []paper{l.issued()}}, Expect: l.inMigration(l.document())}
	}
	if l.account() != "none" {
		all[lookupSNILS] = lookup{Expect: l.snilsCheck(Expect{Outcome: "match"})}
		all[lookupPayments] = lookup{Expect: l.snilsCheck(l.payments())}
	}
	if l.taxpayer() != "none" {
		all[lookupTaxpayer] = lookup{Expect: l.byINN()}
		all[lookupObligations] = lookup{Expect: l.obligations()}
	}
	for name, one := range all {
		one.State.FamilyName = state
		all[name] = one
	}
	return all
}

// stated is the family name as the person writes it, "" for as it is.
func (l *life) stated() string {
	switch l.chance(ofWriting) {
	case "capitals":
		return strings.ToUpper(l.Family)
	case "spaced": // which fields of forms let pass
		return " " + l.Family + " "
	default:
		return ""
	}
}

// inMigration is what comes of a question to migration where it is known what comes of it for those whose name it has rightly.
func (l *life) inMigration(rightly Expect) Expect {
	switch l.fate {
	case "unknown_to_migration":
		return notFound("no_record")
	case "just_arrived":
		return notFound("not_yet")
	case "not_kept":
		return notFound("not_kept")
	}
	if l.chance(ofMigration) == "misspelt" {
		return outcome("mismatch")
	}
	return rightly
}

func (l *life) status() Expect {
	if l.fate == "holds" {
		return matched("lawful")
	}
	return matched("lapsed")
}

func (l *life) registration() Expect {
	switch l.registered() {
	case "registered":
		return matched("registered")
	case "nowhere":
		return matched("none")
	default:
		return matched("lapsed")
	}
}

func (l *life) document() Expect {
	if l.fate == "holds" {
		return matched("valid")
	}
	return matched("invalid")
}

func (l *life) identityDocument() Expect {
	heard := l.chance(ofPaper)
	if heard == "known" && (l.fate == "became_russian" || l.fate == "deceased") {
		heard = "reported_invalid"
	}
	return matched(heard)
}

// search is how the SNILS is asked for: by the passport, or by the birth place.
func (l *life) search() lookup {
	found, missing := lookup{}, "no_record"
	if l.Group == population.Stateless || l.draw("search by birth place", 2) == 0 {
		found.Omit, missing = []string{"documents"}, "weak_search"
	}
	switch l.account() {
	case "none", "day_and_month_exchanged":
		found.Expect = notFound(missing)
	case "merged":
		found.Expect = matched("merged")
	case "closed":
		found.Expect = matched("annulled")
	default:
		found.Expect = matched("active")
	}
	return found
}

// snilsCheck is what comes of a question by the SNILS where it is known what comes of it for those whose account is in use under it.
func (l *life) snilsCheck(inUse Expect) Expect {
	if l.account() == "in_use" {
		return inUse
	}
	return outcome("mismatch")
}

func (l *life) payments() Expect {
	switch l.chance(ofPayments) {
	case "paid", "untold":
		return matched("receives")
	case "unknown":
		return notFound("no_record")
	default:
		return matched("none")
	}
}

func (l *life) inn() Expect {
	switch l.taxpayer() {
	case "none":
		return notFound("no_record")
	case "duplicate", "death":
		return matched("invalid")
	default:
		return matched("active")
	}
}

func (l *life) byINN() Expect {
	if l.taxpayer() == "registering" {
		return notFound("not_yet")
	}
	return l.inn()
}

func (l *life) obligations() Expect {
	switch l.taxpayer() {
	case "registering":
		return notFound("not_yet")
	case "duplicate":
		return notFound("no_record")
	case "death":
		return outcome("mismatch")
	}
	if l.chance(ofObligations) == "nothing" {
		return matched("no_debt")
	}
	return matched("debt")
}

func (l *life) restrictions() Expect {
	kept := l.mvd()
	if kept == nil || kept.Restrictions == nil {
		return outcome("clear")
	}
	switch {
	case l.fate == "not_kept":
		return notFound("no_record")
	case l.lists() == "entry_ban_over", l.lists() == "entry_ban_without_document":
		return outcome("possible")
	default:
		return outcome("listed")
	}
}

func (l *life) criminal() Expect {
	kept := l.mvd()
	switch {
	case kept == nil:
		return notFound("no_record")
	case kept.Takes != 0:
		return outcome("pending")
	case kept.Answer == "no_records":
		return outcome("clear")
	case l.chance(ofConvictions) == "convicted":
		return outcome("listed")
	default:
		return outcome("possible")
	}
}
