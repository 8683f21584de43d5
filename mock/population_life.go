package mock

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/mock/population"
)

// A life is what chance decided about one person of the population, and what the four registries make of it.
type life struct {
	population.Identity
	crowd *crowd
	stay  stay
	fate  string
}

// A stay is a reason to be in the country.
type stay struct {
	what     string
	ground   string // the contract's kind
	also     string // a second ground, without a document of its own
	category string
	document string // the contract's kind of the document; "": there is none
	stated   string // its type in the words of the gateway's API
	series   string // "region": that of the region
	width    int    // of its number
	months   int    // how long it holds from its beginning; 0: without term
	living   bool   // registered as living, not as staying
	apart    bool   // the document is none of the ground
}

//nolint:gochecknoglobals // a table, never written to
var stays = [...]stay{
	{what: "patent", ground: "PATENT", category: "TEMPORARY_STAY", document: "PATENT", stated: "patent", series: "region", width: 10, months: 12},
	{what: "visa_free", ground: "VISA_FREE", category: "TEMPORARY_STAY", document: "MIGRATION_CARD", stated: "migration_card", series: "4626", width: 7, months: 3},
	{what: "eaeu_work", ground: "EAEU_WORK", category: "TEMPORARY_STAY", document: "ARRIVAL_NOTICE", stated: "arrival_notice", width: 7, months: 24, apart: true},
	{what: "family", ground: "FAMILY", category: "TEMPORARY_RESIDENCE", months: 24, living: true},
	{what: "study", ground: "VISA", also: "STUDY", category: "TEMPORARY_STAY", document: "VISA", stated: "visa", series: "20", width: 7, months: 12},
	{what: "work_permit", ground: "WORK_PERMIT", category: "TEMPORARY_STAY", document: "WORK_PERMIT", stated: "work_permit", series: "region", width: 7, months: 12},
	{what: "rvp", ground: "RVP", category: "TEMPORARY_RESIDENCE", document: "RVP", stated: "temporary_residence", width: 7, months: 36, living: true},
	{what: "rvpo", ground: "RVPO", category: "TEMPORARY_RESIDENCE", document: "RVPO", stated: "temporary_residence_education", width: 7, months: 36, living: true},
	{what: "vnzh", ground: "VNZH", category: "PERMANENT_RESIDENCE", document: "VNZH", stated: "residence_permit", series: "82", width: 7, living: true},
	{what: "asylum", ground: "TEMPORARY_ASYLUM", category: "TEMPORARY_STAY", document: "TEMPORARY_ASYLUM", stated: "temporary_asylum", series: "ВУ", width: 7, months: 12},
	{what: "refugee", ground: "REFUGEE", category: "TEMPORARY_STAY", document: "REFUGEE_CERTIFICATE", stated: "refugee_certificate", series: "РБ", width: 7, months: 36},
	{what: "stateless", ground: "STATELESS", category: "TEMPORARY_STAY", months: 120},
	{what: "vnzh_stateless", ground: "VNZH", category: "PERMANENT_RESIDENCE", document: "VNZH_LBG", stated: "residence_permit_stateless", series: "82", width: 7, living: true},
}

// What chance decides between. Each is a respect of its own in mixes.
const (
	ofFate         = "what became of the stay"
	ofRegistration = "registration of those whose stay holds"
	ofPaper        = "what migration has heard of the identity document"
	ofWriting      = "how the person writes his name"
	ofMigration    = "how migration writes the name"
	ofAccount      = "pension account"
	ofPayments     = "payments of those who have an account"
	ofINN          = "INN"
	ofObligations  = "what is owed under an INN that holds"
	ofConvictions  = "criminal record"
	ofLists        = "lists of restrictions"
	ofLapsedLists  = "lists of restrictions, of those whose stay ended"
	ofCertificate  = "how long the criminal record takes"
)

// A Share is how often something is the case, of a thousand.
type Share struct {
	What     string `json:"what"`
	Thousand int    `json:"thousand"`
}

// A Mix says how often what is the case: of a thousand people of whom the respect is asked, how many. The last has all that are left.
type Mix struct {
	Respect string  `json:"respect"`
	Shares  []Share `json:"shares"`
}

//nolint:gochecknoglobals // a table, never written to
var mixes = [...]Mix{
	{"stay: visa_free", []Share{{"patent", 560}, {"visa_free", 180}, {"rvp", 70}, {"family", 40}, {"vnzh", 150}}},
	{"stay: eaeu", []Share{{"eaeu_work", 680}, {"family", 50}, {"rvp", 60}, {"vnzh", 210}}},
	{"stay: visa", []Share{{"study", 430}, {"work_permit", 360}, {"rvpo", 60}, {"rvp", 50}, {"vnzh", 100}}},
	{"stay: asylum", []Share{{"asylum", 620}, {"refugee", 80}, {"study", 300}}},
	{"stay: stateless", []Share{{"stateless", 600}, {"vnzh_stateless", 400}}},
	{ofFate, []Share{
		{"holds", 911}, {"expired", 35}, {"expired_unnoticed", 8}, {"annulled", 12}, {"just_arrived", 12}, {"unknown_to_migration", 10},
		{"not_kept", 2}, {"became_russian", 6}, {"deceased", 4},
	}},
	{ofRegistration, []Share{{"registered", 940}, {"moved_out", 35}, {"nowhere", 25}}},
	{ofPaper, []Share{{"known", 988}, {"reported_lost", 8}, {"reported_invalid", 4}}},
	{ofWriting, []Share{{"as_in_passport", 950}, {"capitals", 30}, {"spaced", 20}}},
	{ofMigration, []Share{{"the_same", 970}, {"with_yo", 12}, {"latin_otherwise", 12}, {"misspelt", 6}}},
	{ofAccount, []Share{{"in_use", 800}, {"none", 184}, {"merged", 8}, {"day_and_month_exchanged", 8}}},
	{ofPayments, []Share{{"nothing", 850}, {"paid", 130}, {"untold", 12}, {"unknown", 8}}},
	{ofINN, []Share{{"active", 780}, {"none", 209}, {"duplicate", 7}, {"registering", 4}}},
	{ofObligations, []Share{{"nothing", 905}, {"debt", 83}, {"debt_without_items", 12}}},
	{ofConvictions, []Share{
		{"nothing", 968}, {"convicted", 12}, {"year_of_birth_only", 6}, {"look_by_hand", 4}, {"free_text", 4}, {"no_data", 6},
	}},
	{ofLists, []Share{{"nothing", 988}, {"entry_ban", 6}, {"entry_ban_over", 3}, {"entry_ban_without_document", 3}}},
	{ofLapsedLists, []Share{{"nothing", 600}, {"controlled_persons", 350}, {"entry_ban", 50}}},
	{ofCertificate, []Share{{"as_configured", 990}, {"two_days", 10}}},
}

// life returns what chance decided about somebody.
func (c *crowd) life(id population.Identity) *life {
	l := &life{Identity: id, crowd: c}
	what := l.chance("stay: " + string(id.Group))
	for i := range stays {
		if stays[i].what == what {
			l.stay = stays[i]
		}
	}
	l.fate = l.chance(ofFate)
	switch {
	case l.fate == "became_russian" && what != "vnzh":
		l.fate = "holds"
	case l.stay.months == 0 && (l.fate == "expired" || l.fate == "expired_unnoticed"):
		l.fate = "annulled" // there is no term that could run out
	}
	return l
}

// chance returns what is the case with the person in some respect of mixes.
func (l *life) chance(respect string) string {
	for i := range mixes {
		if mixes[i].Respect != respect {
			continue
		}
		shares, draw := mixes[i].Shares, int(l.draw(respect, 1000)) //nolint:gosec // it is below 1000
		for _, s := range shares[:len(shares)-1] {
			if draw < s.Thousand {
				return s.What
			}
			draw -= s.Thousand
		}
		return shares[len(shares)-1].What
	}
	return ""
}

// draw returns one of the numbers below n, evenly.
func (l *life) draw(respect string, n uint64) uint64 { return l.crowd.Draw(l.Number, respect) % n }

// met reports whether registries beyond migration have met the person.
func (l *life) met() bool { return l.fate != "just_arrived" && l.fate != "not_kept" }

// account is what the pension registry has: none, in_use, merged, day_and_month_exchanged, or closed.
func (l *life) account() string {
	switch is := l.chance(ofAccount); {
	case !l.met() || is == "none":
		return "none"
	case l.fate == "deceased":
		return "closed"
	default:
		return is
	}
}

// taxpayer is what the tax registry has: none, active, duplicate, registering, or death.
func (l *life) taxpayer() string {
	switch is := l.chance(ofINN); {
	case !l.met() || is == "none" || l.Group == population.Stateless: // whose papers that registry does not search by
		return "none"
	case l.fate == "deceased":
		return "death"
	default:
		return is
	}
}

// persona returns the person with what some registries keep about him.
func (l *life) persona(registries ...string) *persona {
	p := &persona{ID: crowdID + strconv.Itoa(l.Number), Person: l.person()}
	for _, name := range registries {
		switch name {
		case "migration":
			p.Keeps.Migration = l.migration()
		case "pension":
			p.Keeps.Pension = l.pension()
		case "tax":
			p.Keeps.Tax = l.tax()
		case "mvd":
			p.Keeps.MVD = l.mvd()
		}
	}
	return p
}

func (l *life) person() subject {
	at := l.region()
	s := subject{
		FamilyName: l.Family, GivenName: l.Given, Patronymic: l.Patronymic, NoPatronymic: l.Patronymic == "", SingleName: l.Given == "",
		LatinFamilyName: l.LatinFamily, LatinGivenName: l.LatinGiven, BirthDate: l.BirthDate, Sex: l.Sex, Citizenships: []string{l.Citizenship},
		BirthPlace:  &place{Country: l.BirthCountry, Settlement: l.BirthPlace},
		LivingPlace: &place{Country: "RUS", RegionCode: at.code, Settlement: at.settlement},
		Documents:   []paper{l.passport()},
	}
	if l.account() != "none" {
		s.SNILS = l.SNILS
	}
	if l.taxpayer() != "none" {
		s.INN = l.INN
	}
	return s
}

func (l *life) passport() paper {
	of := l.Passport
	issued := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(l.draw("passport issued", 2200))) //nolint:gosec // it is below 2200
	return paper{
		Type: of.Type, Country: of.Country, Series: of.Series, Number: l.crowd.Document(l.Number, of.Type, of.Digits),
		IssuedOn: issued.Format(time.DateOnly), Issuer: of.Issuer,
	}
}

// documentOf returns the document of a kind that somebody has or would have.
func (c *crowd) documentOf(number int, kind string) paper {
	id, ok := c.Identity(number)
	if !ok {
		return paper{}
	}
	l := c.life(id)
	if l.stay.document != kind {
		return paper{}
	}
	return l.issued()
}

// issued returns the document that the stay is by, as the person states it.
func (l *life) issued() paper {
	series := l.stay.series
	if series == "region" {
		series = l.region().code
	}
	return paper{
		Type: l.stay.stated, Country: "RUS", Series: series, Number: l.crowd.Document(l.Number, l.stay.document, l.stay.width),
	}
}

// A region is where people live.
type region struct{ code, settlement, oktmo string }

//nolint:gochecknoglobals // a table, never written to
var regions = [...]region{
	{"77", "Москва", "45301000"}, {"77", "Москва", "45301000"}, {"50", "Химки", "46783000"}, {"78", "Санкт-Петербург", "40301000"},
	{"47", "Выборг", "41615000"}, {"66", "Екатеринбург", "65701000"}, {"23", "Сочи", "03726000"}, {"54", "Новосибирск", "50701000"},
	{"63", "Самара", "36701000"}, {"16", "Казань", "92701000"}, {"25", "Владивосток", "05701000"}, {"61", "Ростов-на-Дону", "60701000"},
}

func (l *life) region() region { return regions[l.draw("region", uint64(len(regions)))] }

func ago(days int) day { return day{relative: true, days: -days} }

// term returns the first and the last day of the stay.
func (l *life) term() (from, until day) {
	months := l.stay.months
	switch {
	case l.fate == "expired":
		end := 5 + int(l.draw("ended", 200)) //nolint:gosec // below 200
		return day{relative: true, months: -months, days: -end}, ago(end)
	case l.fate == "expired_unnoticed":
		return day{relative: true, months: -months, days: -3}, ago(3)
	case l.stay.ground == "VISA_FREE":
		used := l.daysUsed()
		return ago(used), ago(used - 90)
	case months == 0:
		return day{relative: true, years: -1 - int(l.draw("since", 8))}, day{} //nolint:gosec // below 8
	default:
		since := 1 + int(l.draw("since", uint64(months-1))) //nolint:gosec // below months
		return day{relative: true, months: -since}, day{relative: true, months: months - since}
	}
}

func (l *life) daysUsed() int {
	if l.fate == "expired" || l.fate == "expired_unnoticed" {
		return 90
	}
	return 1 + int(l.draw("days used", 88)) //nolint:gosec // below 88
}

// state is what the registry calls the ground and its document, since when, and why; nothing of one that holds.
func (l *life) state() (state string, since day, reason string) {
	switch l.fate {
	case "expired":
		_, until := l.term()
		return "EXPIRED", until, "601"
	case "annulled":
		return "ANNULLED", ago(20), "705"
	case "became_russian":
		return "REPLACED", ago(200), "707"
	case "deceased":
		return "ANNULLED", ago(60), "606"
	default:
		return "VALID", day{}, ""
	}
}

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

// registered is what the registry has of where the person lives: registered, moved_out, nowhere, or ended with the stay.
func (l *life) registered() string {
	if l.fate != "holds" {
		return "ended"
	}
	return l.chance(ofRegistration)
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
		Address: fmt.Sprintf("г. %s, ул. Примерная, д. %d, кв. %d", at.settlement, 1+l.draw("house", 200), 1+l.draw("flat", 300)),
	}}
}

// written is how migration writes the name, where that is not as the person does.
func (l *life) written() subject {
	letters := []rune(l.Family)
	switch l.chance(ofMigration) {
	case "with_yo":
		return subject{FamilyName: strings.Replace(l.Family, "е", "ё", 1)}
	case "latin_otherwise":
		return subject{LatinFamilyName: strings.NewReplacer("KH", "H", "X", "KH", "ZH", "J", "J", "ZH").Replace(l.LatinFamily)}
	case "misspelt":
		const consonant = len("Обр") - 2
		letters[consonant] = map[bool]rune{true: 'т', false: 'м'}[letters[consonant] != 'т']
		return subject{FamilyName: string(letters)}
	default:
		return subject{}
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
		k.State, k.CurrentSNILS = "MERGED", l.NextSNILS
	case "day_and_month_exchanged":
		k.As.BirthDate = exchanged(l.BirthDate)
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
		k.State, k.Reason, k.ReplacedBy = "invalid", "duplicate", l.NextINN
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

// lapsed reports whether the stay ran out or was ended.
func (l *life) lapsed() bool { return l.fate == "expired" || l.fate == "annulled" }

func (l *life) lists() string {
	if l.lapsed() {
		return l.chance(ofLapsedLists)
	}
	return l.chance(ofLists)
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
