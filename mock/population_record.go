package mock

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func (l *life) migration() *keptMigration {
	switch l.fate {
	case "unknown_to_migration":
		return nil
	case "just_arrived":
		return &keptMigration{NotFound: "NOT_YET_RECEIVED"}
	case "not_kept":
		return &keptMigration{NotFound: "NOT_KEPT"}
	}
	k := &keptMigration{As: l.written(), PersonState: "ALIVE", Category: l.stay.category}
	switch l.fate {
	case "became_russian":
		k.PersonState, k.Category = "RUSSIAN_CITIZEN", "NONE"
	case "deceased":
		k.PersonState, k.Category = "DECEASED", "NONE"
	case "expired", "annulled":
		k.Category = "NONE"
	}
	if l.stay.ground == "VISA_FREE" {
		k.StayDays = &days{Used: l.daysUsed(), Limit: 90}
	}
	l.grounds(k)
	l.registrations(k)
	if heard := l.chance(ofPaper); heard != "known" {
		k.Identity = []keptIdentity{{Number: l.passport().Number, State: strings.ToUpper(heard), Since: ago(400)}}
	}
	return k
}

func (l *life) grounds(k *keptMigration) {
	from, until := l.term()
	state, since, reason := l.state()
	g := ground{Kind: l.stay.ground, From: from, Until: until, State: state, Since: since, Reason: reason}
	issued := l.issued()
	switch {
	case l.stay.apart:
		if since == (day{}) {
			since = from
		}
		k.Documents = []keptDocument{{
			Kind: l.stay.document, Series: issued.Series, Number: issued.Number, Issued: from, State: state, Reason: reason, Since: since, Until: until,
		}}
	case l.stay.document != "":
		g.Document = &groundDocument{Kind: l.stay.document, Series: issued.Series, Number: issued.Number, Issued: from, Until: until}
	}
	if l.stay.series == "region" {
		g.Region = l.region().code
	}
	k.Grounds = []ground{g}
	if l.stay.also != "" {
		k.Grounds = append(k.Grounds, ground{Kind: l.stay.also, From: from, Until: until, State: state})
	}
}

func (l *life) registrations(k *keptMigration) {
	at, kind := l.region(), "STAYING"
	if l.stay.living {
		kind = "LIVING"
	}
	from, until := l.term()
	switch l.registered() {
	case "nowhere":
		return
	case "moved_out":
		if until = ago(14); l.stay.ground == "VISA_FREE" {
			from = ago(88)
		}
	case "ended":
		if _, since, _ := l.state(); since != (day{}) {
			until = since
		}
	}
	k.Registrations = []keptRegistration{{
		Kind: kind, From: from, Until: until, OKTMO: at.oktmo,
		Address: "г. " + at.settlement + ", ул. Примерная, д. " + strconv.FormatUint(1+l.draw("house", 200), 10) +
			", кв. " + strconv.FormatUint(1+l.draw("flat", 300), 10),
	}}
}

// written is how migration writes the name, where that is not as the person does.
func (l *life) written() *subject {
	switch l.chance(ofMigration) {
	case "with_yo":
		return &subject{FamilyName: strings.Replace(l.Family, "е", "ё", 1)}
	case "latin_otherwise":
		return &subject{LatinFamilyName: strings.NewReplacer("KH", "H", "X", "KH", "ZH", "J", "J", "ZH").Replace(l.LatinFamily)}
	case "misspelt":
		letters := []rune(l.Family)
		const consonant = len("Обр") - 2
		letters[consonant] = map[bool]rune{true: 'т', false: 'м'}[letters[consonant] != 'т']
		return &subject{FamilyName: string(letters)}
	default:
		return nil
	}
}

func (l *life) pension() *keptPension {
	k := &keptPension{}
	switch l.account() {
	case "none":
		return nil
	case "closed":
		k.State = "CLOSED"
		return k
	case "merged":
		k.State, k.CurrentSNILS = "MERGED", l.crowd.NextSNILS(l.Number)
	case "day_and_month_exchanged":
		k.As = &subject{BirthDate: exchanged(l.BirthDate)}
	}
	switch l.chance(ofPayments) {
	case "paid":
		kinds := [...]string{"CHILD_BENEFIT", "SICK_LEAVE_BENEFIT", "MONTHLY_PAYMENT"}
		k.Payments = []payment{{
			Kind: kinds[l.draw("kind of payment", uint64(len(kinds)))], Amount: fmt.Sprintf("%d.%02d", 2000+l.draw("paid", 30000), l.draw("kopecks", 100)),
			Month: day{relative: true, months: -1},
		}}
	case "untold":
		k.PaymentsUntold = true
	case "unknown":
		k.PaymentsUnknown = true
	}
	return k
}

// exchanged is a date with day and month exchanged; where that is none, or the same, the day after it.
func exchanged(date string) string {
	born, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	if born.Day() > 12 || born.Day() == int(born.Month()) {
		return born.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	return fmt.Sprintf("%04d-%02d-%02d", born.Year(), born.Day(), int(born.Month()))
}

func (l *life) tax() *keptTax {
	k := &keptTax{State: "active"}
	switch l.taxpayer() {
	case "none":
		return nil
	case "death":
		k.State, k.Reason = "invalid", "death"
	case "duplicate":
		k.State, k.Reason, k.ReplacedBy = "invalid", "duplicate", l.crowd.NextINN(l.Number)
	case "registering":
		k.Registering = true
	}
	if l.draw("residency", 10) < 7 {
		k.Residency = "resident"
	}
	owes := l.chance(ofObligations)
	if owes == "nothing" {
		return k
	}
	amount := fmt.Sprintf("%d.%02d", 100+l.draw("owed", 40000), l.draw("kopecks owed", 100))
	k.Obligations = &keptObligations{Debt: true, Balance: "-" + amount}
	if owes == "debt" {
		k.Obligations.Items = &[]obligation{{
			Kind: "tax", Amount: amount, Due: day{relative: true, months: -2}, UIN: fmt.Sprintf("182900%014d", l.Number),
		}}
	}
	return k
}

func (l *life) mvd() *keptMVD {
	k := &keptMVD{Answer: "no_records"}
	if l.fate == "not_kept" {
		k.Restrictions = &keptRestrictions{NoData: true}
		return k
	}
	if l.fate == "just_arrived" || l.chance(ofConvictions) == "no_data" {
		return nil
	}
	l.convictions(k)
	if l.chance(ofCertificate) == "two_days" {
		k.Takes = Duration(48 * time.Hour)
	}
	entry := listedEntry{Since: ago(30), Until: day{relative: true, years: 3}}
	lists := &keptRestrictions{}
	switch l.lists() {
	case "nothing":
		return k
	case "controlled_persons":
		lists.ControlledPersons.Entries = []listedEntry{{Since: ago(30)}}
	case "entry_ban_over":
		entry.Since, entry.Until = ago(1500), ago(400)
		lists.EntryBan.Entries = []listedEntry{entry}
	case "entry_ban_without_document":
		entry.Omit = []string{"documents"}
		lists.EntryBan.Entries = []listedEntry{entry}
	default:
		lists.EntryBan.Entries = []listedEntry{entry}
	}
	k.Restrictions = lists
	return k
}

func (l *life) convictions(k *keptMVD) {
	c := conviction{
		Birthplace: "г. " + l.BirthPlace, Date: fmt.Sprintf("20%02d-0%d-1%d", 16+l.draw("convicted in", 9), 1+l.draw("month of it", 9), l.draw("day of it", 10)),
		Court: "Примерный районный суд", Article: "158", Part: "1", Penalty: "штраф", Fine: fmt.Sprintf("%d.00", 5000+1000*l.draw("fine", 40)),
	}
	switch l.chance(ofConvictions) {
	case "convicted":
		k.Answer, k.Convictions = "records", []conviction{c}
	case "year_of_birth_only":
		c.BirthYearOnly = true
		k.Answer, k.Convictions = "records", []conviction{c}
	case "look_by_hand":
		k.Answer = "manual_review"
	case "free_text":
		k.Answer, k.AdditionalInfo = "records", "Имеются сведения, требующие уточнения в информационном центре."
	}
}
