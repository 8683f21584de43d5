package mock

import (
	"net/http"
	"strings"
	"testing"
)

func TestListsAreSearchedByNameAndBirthdayOrByDocument(t *testing.T) {
	s, clock := started(t)
	banned := stated(t, "entry-banned", lookupRestrictions)
	for name, c := range map[string]struct {
		change func(*subject)
		found  bool
	}{
		"as stated":         {func(*subject) {}, true},
		"another document":  {func(p *subject) { p.Documents[0].Number = "777" }, true},
		"another name":      {func(p *subject) { p.FamilyName = "Никтоева" }, true},
		"another birthday":  {func(p *subject) { p.BirthDate = "1987-10-29" }, true},
		"the year of birth": {func(p *subject) { p.BirthDate = "1987" }, true},
		"a name of before": {func(p *subject) {
			p.PreviousNames, p.FamilyName, p.Documents[0].Number = []personName{{FamilyName: "Мисолова"}}, "Замужнова", "777"
		}, true},
		"a given name of before": {func(p *subject) {
			p.PreviousNames, p.GivenName, p.Documents[0].Number = []personName{{FamilyName: "Никтоева"}, {GivenName: "Мехри"}}, "Мария", "777"
		}, true},
		"a name of before, and another birthday": {func(p *subject) {
			p.PreviousNames, p.FamilyName = []personName{{FamilyName: "Мисолова"}}, "Замужнова"
			p.BirthDate, p.Documents[0].Number = "1987-10-29", "777"
		}, false},
		"neither name nor docs": {func(p *subject) { p.FamilyName, p.Documents[0].Number = "Никтоева", "777" }, false},
	} {
		p := banned
		p.Documents = []paper{banned.Documents[0]}
		c.change(&p)
		r := ask(t, s, clock.now(), lookupRestrictions, p)
		checkReply(t, lookupRestrictions, "/restrictions/search", r)
		if found := strings.Contains(r.body, `"entryBan":{"result":"RECORDS"`); found != c.found {
			t.Errorf("%s: %s", name, r.body)
		}
	}
}

// Documents are another's where any of what is stated of them differs: series and number of one state's passports are another's, too. A list is
// searched by the documents that its entries hold, besides those that somebody shows.
func TestListsAreSearchedByTheWholeDocument(t *testing.T) {
	s, _ := populated(t)
	banned := stated(t, "entry-banned", lookupRestrictions)
	old := s.find("entry-banned").Keeps.MVD.Restrictions.EntryBan.Entries[0].As.Documents[0]
	if old.Number == banned.Documents[0].Number {
		t.Fatal("she has one passport only")
	}
	l := someone(t, s.Mock, func(l *life) bool { return l.lists() == "entry_ban" && l.Passport.Type == "national_passport" })
	his := l.person().Documents[0]
	for name, c := range map[string]struct {
		as    paper
		code  string
		found bool
	}{
		"her own":                  {banned.Documents[0], "PASSPORT", true},
		"her old one":              {old, "PASSPORT", true},
		"of a state not stated":    {paper{Series: old.Series, Number: old.Number}, "PASSPORT", true},
		"split otherwise":          {paper{Country: "TJK", Number: old.Series + old.Number}, "PASSPORT", true},
		"another state's":          {paper{Country: "ARM", Series: old.Series, Number: old.Number}, "PASSPORT", false},
		"her own, another state's": {paper{Country: "ARM", Series: banned.Documents[0].Series, Number: banned.Documents[0].Number}, "PASSPORT", false},
		"her own, another type's":  {banned.Documents[0], "BIRTH_CERTIFICATE", false},
		"a type that is unknown":   {banned.Documents[0], "VISA", false},
		"one of the population":    {his, "PASSPORT", true},
		"his, another type's":      {his, "ID_CARD", false},
		"his, another state's":     {paper{Country: "FRA", Series: his.Series, Number: his.Number}, "PASSPORT", false},
	} {
		document := filled("type", c.code, "countryCode", c.as.Country, "series", c.as.Series, "number", c.as.Number)
		question := map[string]any{
			"id": requestID, "systemId": "SVERKA01", "document": []any{document},
			"person": map[string]any{"surname": "Никтоева", "birthDate": map[string]int{"year": 1950}},
		}
		r := post(t, s.Registry("mvd")+"/restrictions/search", jsonText(question), "Content-Type", "application/json", "X-System-Key", "mock-system-key")
		checkReply(t, lookupRestrictions, "/restrictions/search", r)
		if found := strings.Contains(r.body, `"entryBan":{"result":"RECORDS"`); found != c.found {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}

func TestAListWantsCitizenshipOrDocument(t *testing.T) {
	s, _ := started(t)
	question := func(more string) reply {
		return post(t, s.Registry("mvd")+"/restrictions/search",
			`{"id":"`+requestID+`","systemId":"SVERKA01","person":{"surname":"А","birthDate":{"year":1991}}`+more+`}`,
			"Content-Type", "application/json", "X-System-Key", "mock-system-key")
	}
	for more, status := range map[string]int{
		"": http.StatusUnprocessableEntity, `,"citizenship":["UZB"]`: http.StatusOK, `,"document":[{"type":"PASSPORT","number":"1"}]`: http.StatusOK,
	} {
		if r := question(more); r.status != status {
			t.Errorf("%s: %d %s", more, r.status, r.body)
		}
	}
}

func TestListsKnowTheirSystems(t *testing.T) {
	s, _ := started(t)
	question := listQuestion(stated(t, "patent-worker", lookupRestrictions))
	for _, c := range []struct {
		key, body string
		status    int
	}{
		{"guess", question, http.StatusUnauthorized},
		{"mock-system-key", strings.Replace(question, "SVERKA01", "STRANGER", 1), http.StatusForbidden},
	} {
		r := post(t, s.Registry("mvd")+"/restrictions/search", c.body, "Content-Type", "application/json", "X-System-Key", c.key)
		if checkReply(t, lookupRestrictions, "/restrictions/search", r); r.status != c.status {
			t.Errorf("%d %s, want %d", r.status, r.body, c.status)
		}
	}
}

func TestAnEntryLeavesOutOnlyWhatThereIs(t *testing.T) {
	_, err := parsePersonas([]byte(`{"personas":[{"id":"a","story":"s","person":{"family_name":"А"},
		"keeps":{"mvd":{"restrictions":{"entry_ban":{"entries":[{"omit":["documents"]}]}}}}}]}`), strictly)
	if err == nil || !strings.Contains(err.Error(), "nothing is called documents") {
		t.Errorf("got %v", err)
	}
}
