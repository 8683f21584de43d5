package mock

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// A request that breaks the contract gets the registry's own refusal, with the element and where it stands.
func TestViolationsAreRefusedWithElementAndPosition(t *testing.T) {
	s, clock := started(t)
	person := stated(t, "patent-worker", lookupStatus)
	status := func(old, new string) reply {
		body := envelope11(security("sverka", "mock-password", clock.now()), strings.Replace(statusQuestion(person), old, new, 1))
		return post(t, s.Registry("migration"), body, "Content-Type", "text/xml")
	}
	snils := func(old, new string) reply {
		body := envelope12(strings.Replace(snilsQuestion(person), old, new, 1))
		return post(t, s.Registry("pension"), body, "Content-Type", "application/soap+xml")
	}
	inn := func(old, new string) reply {
		return post(t, s.Registry("tax")+"/inn/search", strings.Replace(innQuestion(person), old, new, 1),
			"Content-Type", "application/json", "Authorization", "Bearer "+token(t, s))
	}
	criminal := func(old, new string) reply {
		return post(t, s.Registry("mvd")+"/criminal-record/request", strings.Replace(criminalQuestion(person), old, new, 1),
			"Content-Type", "application/json", "X-System-Key", "mock-system-key")
	}
	for _, c := range []struct {
		r      reply
		status int
		holds  []string
	}{
		{status("1991-04-17", "17.04.1991"), 500, []string{"<faultcode>soap:Client<", "<ValidationFault", "personInfo/birthDate", "line 1", "offset"}},
		{status("<itSystem>SVERKA01</itSystem>", ""), 500, []string{"<ValidationFault", "statusRequest/itSystem"}},
		{status("statusRequest", "otherRequest"), 500, []string{"soap:Client"}},
		{status("SVERKA01", "STRANGER"), 500, []string{"UNKNOWN_SYSTEM"}},
		{post(t, s.Registry("migration"), envelope11("", `<RequestRejected xmlns="urn://mvd/gismu/foreign-citizen/1.0.0"><RejectionReasonCode>NO_DATA`+
			`</RejectionReasonCode><RejectionReasonDescription>x</RejectionReasonDescription></RequestRejected>`), "Content-Type", "text/xml"),
			500, []string{"<ValidationFault", "no operation takes the element RequestRejected"}},
		{post(t, s.Registry("pension"), envelope12(`<PFR_FAULT xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><code>ACCESS_DENIED</code><message>x</message></PFR_FAULT>`),
			"Content-Type", "application/soap+xml"), 500, []string{"VALIDATION_FAILED", "no operation takes the element PFR_FAULT"}},
		{snils("<Gender>Male</Gender>", "<Gender>X</Gender>"), 500, []string{"<soap:Value>soap:Sender<", "VALIDATION_FAILED", "Gender", "line"}},
		{snils("SVERKA01", "STRANGER"), 500, []string{"ACCESS_DENIED"}},
		{inn("1991-04-17", "1991-04"), 422, []string{"validation.failed", "#/person/birthday", "line 1, offset"}},
		{inn(`"patronymic"`, `"patronimyc"`), 422, []string{"validation.failed", "#/person", "signLackPatronymic"}},
		{inn("SVERKA01", "STRANGER"), 403, []string{"access.denied"}},
		{criminal(`"month":4`, `"month":14`), 422, []string{"VALIDATION_FAILED", "#/person/birthDate/month"}},
		{criminal("SVERKA01", "STRANGER"), 403, []string{"ACCESS_DENIED"}},
	} {
		for _, text := range c.holds {
			if c.r.status != c.status || !strings.Contains(c.r.body, text) {
				t.Errorf("got %d %s, want %d with %q", c.r.status, c.r.body, c.status, text)
			}
		}
	}
}

// Whatever a registry refuses a request for stands in the journal, in place of somebody who comes near: the request is wrong, and not the person.
func TestEveryViolationStandsInTheJournal(t *testing.T) {
	s, clock := started(t)
	p := stated(t, "entry-banned", lookupRestrictions)
	signed := func(body string) string { return envelope11(security("sverka", "mock-password", clock.now()), body) }
	key := []string{"X-System-Key", "mock-system-key", "Content-Type"}
	for name, c := range map[string]struct {
		path, body string
		header     []string
		says       string
	}{
		"another version": {"pension", envelope11("", snilsQuestion(p)), []string{"Content-Type", "text/xml"}, "SOAP 1.2 is spoken here"},
		"another action": {
			"migration", signed(statusQuestion(p)), []string{"Content-Type", "text/xml", "SOAPAction", `"urn:document"`}, `expected "urn:status" as the action`,
		},
		"another action of 1.2": {
			"pension", envelope12(snilsQuestion(p)), []string{"Content-Type", `application/soap+xml; action="evil"`}, `expected "urn:SnilsValidation" as the action`,
		},
		"no operation":    {"pension", envelope12("<a/>"), []string{"Content-Type", "application/soap+xml"}, "Body"},
		"no JSON by name": {"mvd/restrictions/search", listQuestion(p), append(slices.Clone(key), "text/plain"), "expected Content-Type: application/json"},
		"no such path":    {"mvd/nope", listQuestion(p), append(slices.Clone(key), "application/json"), "no such path"},
		"no such date":    {"mvd/restrictions/search", strings.Replace(listQuestion(p), `"day":`, `"day":4`, 1), append(slices.Clone(key), "application/json"), "/day"},
		"neither with a patronymic nor without": {
			"tax/inn/search", strings.NewReplacer(`"patronymic"`, `"other"`, `"signLackPatronymic"`, `"another"`).Replace(innQuestion(p)),
			[]string{"Authorization", "Bearer " + token(t, s), "Content-Type", "application/json"}, "signLackPatronymic",
		},
	} {
		space := s.In("violation")
		if c.path == "tax/inn/search" { // a token is its namespace's
			c.header[1] = "Bearer " + token(t, space)
		}
		r := post(t, space.Registry("")+c.path, c.body, c.header...)
		all, _ := space.Journal()
		e := all[len(all)-1]
		if !strings.Contains(e.Violation, c.says) || e.Nearest != nil || r.status < 400 || e.Status != r.status {
			t.Errorf("%s: %d %s: %+v", name, r.status, r.body, e)
		}
	}
}

// A registry reads what its contract names, letter by letter, and passes over the rest: who is asked about is not replaced by a member of a
// like name.
func TestAMemberOfALikeNameIsPassedOver(t *testing.T) {
	s, _ := started(t)
	p := stated(t, "entry-banned", lookupRestrictions)
	ask := func(more string) string {
		body := strings.Replace(listQuestion(p), "{", "{"+more, 1)
		return post(t, s.Registry("mvd")+"/restrictions/search", body, "Content-Type", "application/json", "X-System-Key", "mock-system-key").body
	}
	want := ask("")
	if !strings.Contains(want, p.FamilyName) && !strings.Contains(want, strings.ToUpper(p.FamilyName)) {
		t.Fatal(want)
	}
	for _, more := range []string{
		`"SYSTEMID":"EVIL",`, `"Person":{"surname":"Никто","name":"Никто","birthDate":{"year":1950}},`, `"\u0050erson":{"surname":"Никто"},`,
		` "PERSON" : [{"person":{}}], "":1,`,
	} {
		if got := ask(more); got != want {
			t.Errorf("%s: got %s, want %s", more, got, want)
		}
	}
}

func TestEachRegistrySpeaksItsOwnVersionOfSOAP(t *testing.T) {
	s, clock := started(t)
	person := stated(t, "patent-worker", lookupStatus)
	r := post(t, s.Registry("pension"), envelope11("", snilsQuestion(person)), "Content-Type", "text/xml")
	if r.status != 500 || !strings.Contains(r.body, "soap:VersionMismatch") {
		t.Errorf("pension took SOAP 1.1: %d %s", r.status, r.body)
	}
	body := strings.Replace(envelope11(security("sverka", "mock-password", clock.now()), statusQuestion(person)),
		"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", 1)
	if r := post(t, s.Registry("migration"), body, "Content-Type", "application/soap+xml"); r.status != 500 || !strings.Contains(r.body, "soap:VersionMismatch") {
		t.Errorf("migration took SOAP 1.2: %d %s", r.status, r.body)
	}
}

func TestUnknownPeopleAreTruthfullyNotFound(t *testing.T) {
	s, clock := started(t)
	nobody := stated(t, "patent-worker", lookupStatus)
	nobody.FamilyName, nobody.LatinFamilyName, nobody.SNILS, nobody.INN = "Никтоев", "NIKTOEV", "99000099919", "980000009985"
	nobody.Documents = []paper{{Type: "national_passport", Country: "UZB", Number: "777"}}
	for name, holds := range map[string]string{
		lookupStatus: "<notFoundStatus><reason>NO_RECORD</reason></notFoundStatus>", lookupSNILS: "<ns2:Result>false</ns2:Result>",
		lookupINN: `"result":"not_found"`, lookupTaxpayer: `"result":"not_found"`, lookupObligations: `"result":"not_found"`,
	} {
		if r := ask(t, s, clock.now(), name, nobody); r.status != 200 || !strings.Contains(r.body, holds) {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	ticket := member(t, ask(t, s, clock.now(), lookupCriminal, nobody), "ticket")
	clock.pass(time.Second)
	if r := poll(t, s, ticket); !strings.Contains(r.body, `"rejection":{"code":"NO_DATA"`) {
		t.Errorf("mvd: %d %s", r.status, r.body)
	}
}

// Who has another document, or another's name, is not told of under the one that was asked about.
func TestMigrationTellsOfTheDocumentThatWasAskedAbout(t *testing.T) {
	s, clock := started(t)
	passport := stated(t, "patent-worker", lookupIdentityDocument)
	passport.Documents = []paper{{Type: "national_passport", Country: "UZB", Series: "FA", Number: "9000999"}}
	if r := ask(t, s, clock.now(), lookupIdentityDocument, passport); !strings.Contains(r.body, "<notFoundIdentityDocument><reason>NO_RECORD<") {
		t.Errorf("his passport is another: %s", r.body)
	}
	patent := stated(t, "patent-worker", lookupDocument)
	patent.Documents[0].Type = "visa"
	if r := ask(t, s, clock.now(), lookupDocument, patent); !strings.Contains(r.body, "<notFoundDocument><reason>NO_RECORD<") {
		t.Errorf("the number is that of a patent: %s", r.body)
	}
	patent = stated(t, "patent-worker", lookupDocument)
	patent.FamilyName = "Никтоев"
	if r := ask(t, s, clock.now(), lookupDocument, patent); !strings.Contains(r.body, "<documentInfo><personInfo><lastName>Намунаев<") {
		t.Errorf("the holder is not told: %s", r.body)
	}
}

// An identifier alone never opens a record: it is the person as held who comes, so that the asking side sees the difference.
func TestMigrationTellsWhomADocumentBelongsTo(t *testing.T) {
	s, clock := started(t)
	other := stated(t, "patent-worker", lookupStatus)
	other.FamilyName = "Никтоев"
	r := ask(t, s, clock.now(), lookupStatus, other)
	if !strings.Contains(r.body, "<lastName>Никтоев<") || strings.Count(r.body, "<lastName>Намунаев<") != 1 {
		t.Errorf("the question is not repeated, or the person held is not told: %s", r.body)
	}
}

func TestNamesAreFoundHoweverTheyAreWritten(t *testing.T) {
	s, clock := started(t)
	p := stated(t, "eaeu-worker", lookupSNILS)
	for _, written := range []string{"НУСКАЕВА", "нускаёва", "Нуска ева"} {
		p.FamilyName = written
		if r := ask(t, s, clock.now(), lookupSNILS, p); !strings.Contains(r.body, "<ns2:Result>true<") {
			t.Errorf("%s: %s", written, r.body)
		}
	}
	p.Patronymic = "Бекжановна"
	if r := ask(t, s, clock.now(), lookupSNILS, p); !strings.Contains(r.body, "<ns2:Result>false<") {
		t.Errorf("another patronymic: %s", r.body)
	}
}

func TestTokensOfTaxExpire(t *testing.T) {
	s, clock := started(t)
	r := post(t, s.Registry("tax")+"/auth/token", `{"masterToken":"mock-master-token"}`, "Content-Type", "application/json")
	checkReply(t, lookupINN, "/auth/token", r)
	if until := member(t, r, "expireTime"); until != "2026-11-22T09:10:00Z" {
		t.Errorf("expires %s", until)
	}
	search := func(headers ...string) int {
		headers = append(headers, "Content-Type", "application/json")
		r := post(t, s.Registry("tax")+"/inn/search", innQuestion(stated(t, "patent-worker", lookupINN)), headers...)
		checkReply(t, lookupINN, "/inn/search", r)
		return r.status
	}
	bearer := "Bearer " + member(t, r, "token")
	clock.pass(10*time.Minute - time.Second)
	if got := search("Authorization", bearer); got != 200 {
		t.Errorf("a token before its end: %d", got)
	}
	clock.pass(time.Second)
	if got := search("Authorization", bearer); got != 401 {
		t.Errorf("a token after its end: %d", got)
	}
	if none, bad := search(), search("Authorization", "Bearer x"); none != 401 || bad != 401 {
		t.Errorf("no token %d, a made-up one %d", none, bad)
	}
	r = post(t, s.Registry("tax")+"/auth/token", `{"masterToken":"guess"}`, "Content-Type", "application/json")
	if checkReply(t, lookupINN, "/auth/token", r); r.status != 403 {
		t.Errorf("a wrong master token: %d", r.status)
	}
}

func TestATicketIsTakenProcessedCollectedAndForgotten(t *testing.T) {
	s, clock := started(t)
	taken := ask(t, s, clock.now(), lookupCriminal, stated(t, "overstayer", lookupCriminal))
	var said struct {
		Status, Ticket, ExpectedBy string
		PollAfter                  int
	}
	if err := json.Unmarshal([]byte(taken.body), &said); err != nil || taken.status != http.StatusAccepted {
		t.Fatalf("%d %s %v", taken.status, taken.body, err)
	}
	if said.Status != "processing" || said.PollAfter != 1 || said.ExpectedBy != "2026-11-22T09:00:01Z" {
		t.Errorf("got %+v", said)
	}
	for _, step := range []struct {
		pass   time.Duration
		status int
		holds  string
	}{
		{0, 200, `"processing"`},
		{499 * time.Millisecond, 429, "RATE_LIMIT"}, // sooner than the gap
		{time.Millisecond, 200, `"processing"`},
		{500 * time.Millisecond, 200, `"ready"`},
		{time.Minute, 200, `"ready"`}, // kept
		{time.Hour, 404, "INVALID_REQUEST_ID"},
		{-time.Hour, 404, "INVALID_REQUEST_ID"}, // forgotten for good
	} {
		clock.pass(step.pass)
		r := poll(t, s, said.Ticket)
		checkReply(t, lookupCriminal, "/criminal-record/result", r)
		if r.status != step.status || !strings.Contains(r.body, step.holds) {
			t.Errorf("after %s: %d %s, want %d with %s", step.pass, r.status, r.body, step.status, step.holds)
		}
		if r.status == 429 && r.header.Get("Retry-After") != "1" {
			t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
		}
	}
	if r := poll(t, s, "no-such"); r.status != 404 {
		t.Errorf("a ticket that never was: %d", r.status)
	}
}

func TestMVDAnswersAtOnceWhereItIsSetTo(t *testing.T) {
	s := Start(t, Config{MVD: MVDConfig{Processing: none}, Now: func() time.Time { return noon }})
	r := ask(t, s, noon, lookupCriminal, stated(t, "patent-worker", lookupCriminal))
	checkReply(t, lookupCriminal, "/criminal-record/request", r)
	if r.status != 200 || !strings.Contains(r.body, `"noRecords"`) {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestMVDKnowsItsSystemsByKey(t *testing.T) {
	s, _ := started(t)
	for _, key := range []string{"", "guess"} {
		r := post(t, s.Registry("mvd")+"/criminal-record/result", pollQuestion("x"), "Content-Type", "application/json", "X-System-Key", key)
		if checkReply(t, lookupCriminal, "/criminal-record/result", r); r.status != 401 {
			t.Errorf("key %q: %d", key, r.status)
		}
	}
}

func TestMVDSearchesByAsMuchOfADateAsIsKnown(t *testing.T) {
	for _, c := range []struct {
		asked birthDate
		held  string
		fits  bool
	}{
		{birthDate{1991, 4, 17}, "1991-04-17", true}, {birthDate{1991, 4, 0}, "1991-04-17", true}, {birthDate{1991, 0, 0}, "1991-04-17", true},
		{birthDate{1991, 4, 17}, "1991-04", true}, {birthDate{1991, 4, 17}, "1991", true},
		{birthDate{1991, 4, 18}, "1991-04-17", false}, {birthDate{1991, 5, 0}, "1991-04-17", false}, {birthDate{1990, 0, 0}, "1991", false},
	} {
		if c.asked.fits(c.held) != c.fits {
			t.Errorf("%+v and %s: %v", c.asked, c.held, !c.fits)
		}
	}
}

func TestATicketStoreIsBounded(t *testing.T) {
	var store tickets
	first := store.open(ticket{ready: noon}, noon, time.Hour)
	for i := range maxTickets + 100 {
		store.open(ticket{ready: noon.Add(time.Duration(i+1) * time.Second)}, noon, time.Hour)
	}
	if len(store.byID) != maxTickets {
		t.Errorf("%d are kept", len(store.byID))
	}
	if _, known, _ := store.poll(first, func() time.Time { return noon }, 0, time.Hour); known {
		t.Error("the first was not forgotten")
	}
}

func TestATokenStoreIsBounded(t *testing.T) {
	var store tokens
	var last string
	for range maxTokens + 100 {
		last = store.issue(noon, noon.Add(time.Minute))
	}
	if len(store.until) > maxTokens || !store.holds(last, noon) {
		t.Errorf("%d are kept; the last holds: %v", len(store.until), store.holds(last, noon))
	}
}
