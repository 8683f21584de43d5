package mock

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

func ago(days int) day { return day{relative: true, days: -days} }
