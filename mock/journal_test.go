package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// serveOnce puts one request to a mock without a socket.
func serveOnce(t testing.TB, m *Mock, path, body, contentType string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://mock"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := &recorder{header: http.Header{}}
	m.Handler().ServeHTTP(w, r)
	return reply{status: w.status, header: w.header, body: w.body.String()}
}

func TestTheJournalSaysWhoWasAskedAboutAndWhatBefell(t *testing.T) {
	s, clock := started(t)
	s = s.In(t.Name())
	if err := s.Fault(Rule{Fault: "fault_server", Lookup: lookupSNILS, Count: 1}); err != nil {
		t.Fatal(err)
	}
	p := stated(t, "patent-worker", lookupSNILS)
	ask(t, s, clock.now(), lookupSNILS, p)
	ask(t, s, clock.now(), lookupSNILS, p)
	ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "missing_required:RequestId")
	_, _ = send(t, s.Registry("pension"), envelope12(snilsQuestion(p)), "Content-Type", "application/soap+xml", "X-Mock-Fault", "reset_before")
	post(t, s.Registry("pension"), envelope12(strings.Replace(snilsQuestion(p), "Male", "X", 1)), "Content-Type", "application/soap+xml")
	entries, dropped := s.Journal()
	type row struct {
		persona, fault, by, violation string
		status                        int
	}
	var got []row
	for _, e := range entries {
		if e.Registry != "pension" || e.Lookup != lookupSNILS || e.On != opAsk || e.Request.Bytes == 0 {
			t.Errorf("%+v", e)
		}
		violation, _, _ := strings.Cut(e.Violation, ":")
		got = append(got, row{e.Persona, e.Fault, e.ChosenBy, violation, e.Status})
	}
	want := []row{
		{"patent-worker", "fault_server", "rule", "", 500},
		{"patent-worker", "", "", "", 200},
		{"patent-worker", "missing_required:RequestId", "header", "", 200},
		{"patent-worker", "reset_before", "header", "", 0},
		{"", "", "", "Envelope/Body/SnilsValidationRequest/Gender", 500},
	}
	for i := range got {
		if i < len(want) && strings.Contains(entries[i].Violation, "Gender") {
			got[i].violation = want[i].violation
		}
	}
	if !slices.Equal(got, want) || dropped != 0 {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	whole := get(t, fmt.Sprintf("%s/admin/journal/%d", strings.TrimSuffix(s.Registry(""), "/"), entries[1].ID))
	if !strings.Contains(whole.body, "SnilsValidationResponse") || !strings.Contains(whole.body, "SnilsValidationRequest") {
		t.Errorf("the bodies: %s", whole.body)
	}
	if other, _ := s.In("elsewhere").Journal(); len(other) > 0 {
		t.Errorf("another namespace sees %+v", other)
	}
}

// Of whoever matched nobody the journal says who comes nearest, and in what he differs: for every lookup, each way of asking.
func TestTheJournalNamesTheNearestMiss(t *testing.T) {
	s, clock := started(t)
	for _, lookup := range Lookups() {
		if lookup == lookupSNILS || lookup == lookupPayments || lookup == lookupTaxpayer || lookup == lookupObligations { // a number that is nobody's is the only way to miss there
			continue
		}
		space := s.In("miss/" + lookup)
		p := stated(t, "patent-worker", lookup)
		p.FamilyName, p.LatinFamilyName = "Опечаткин", "OPECHATKIN"
		p.Documents = slices.Clone(p.Documents)
		p.Documents[0].Number = "9999999"
		ask(t, space, clock.now(), lookup, p)
		entries, _ := space.Journal()
		miss := entries[len(entries)-1].Nearest
		if miss == nil || miss.Persona != "patent-worker" || !slices.Contains(miss.Differs, "family_name") || slices.ContainsFunc(miss.Differs, func(name string) bool {
			return name != "family_name" && name != "latin_family_name" && name != "documents"
		}) {
			t.Errorf("%s: %+v", lookup, miss)
		}
	}
	for lookup, number := range map[string]string{lookupSNILS: "snils", lookupTaxpayer: "inn", lookupObligations: "inn"} {
		p := stated(t, "patent-worker", lookup)
		p.SNILS, p.INN = "99000099919", "980000009985"
		space := s.In("miss/" + lookup)
		ask(t, space, clock.now(), lookup, p)
		entries, _ := space.Journal()
		if miss := entries[len(entries)-1].Nearest; miss == nil || miss.Persona != "patent-worker" || !slices.Equal(miss.Differs, []string{number}) {
			t.Errorf("%s: %+v", lookup, miss)
		}
	}
}

func TestTheJournalIsBoundedAndSaysWhatItDropped(t *testing.T) {
	j := journal{bounds: JournalConfig{Entries: 3, Body: 4, Bytes: 10}}
	for range 5 {
		j.add(&entry{request: j.bounds.body([]byte("abcdef"))})
	}
	entries, dropped := j.all()
	if len(entries) != 2 || dropped != 3 || entries[0].ID != 4 || j.bytes != 8 {
		t.Errorf("%d kept of ids from %d, %d dropped, %d bytes", len(entries), entries[0].ID, dropped, j.bytes)
	}
	if m := entries[0].Request; m.Text != "abcd" || !m.Cut || m.Bytes != 6 {
		t.Errorf("%+v", m)
	}
	for range 4 {
		j.add(&entry{})
	}
	if entries, dropped := j.all(); len(entries) != 3 || dropped != 6 || j.bytes != 0 {
		t.Errorf("%d kept, %d dropped, %d bytes", len(entries), dropped, j.bytes)
	}
	j.clear()
	j.add(&entry{})
	if entries, dropped := j.all(); len(entries) != 1 || dropped != 0 || entries[0].ID != 10 {
		t.Errorf("cleared: %+v, %d dropped", entries, dropped)
	}
}

// What is no UTF-8 is there byte for byte all the same, as it was read and sent.
func TestTheJournalHasBytesThatAreNoText(t *testing.T) {
	s, clock := started(t)
	for _, c := range []struct{ lookup, fault string }{
		{lookupSNILS, "windows_1251"}, {lookupSNILS, "gzip_unasked"}, {lookupTaxpayer, "json_bad_utf8"}, {lookupTaxpayer, "gzip_unasked"}, {lookupTaxpayer, ""},
	} {
		var headers []string
		if c.fault != "" {
			headers = []string{"X-Mock-Fault", c.fault}
		}
		sent := ask(t, s, clock.now(), c.lookup, stated(t, "patent-worker", c.lookup), headers...)
		_, reply := newest(t, s)
		if string(reply.exactly()) != sent.body || (reply.Base64 != nil) == utf8.ValidString(sent.body) || reply.Cut || reply.Bytes != len(sent.body) {
			t.Errorf("%s: %+v is no %q", c.fault, reply, sent.body)
		}
	}
	question, err := charmap.Windows1251.NewEncoder().String(envelope12(snilsQuestion(stated(t, "patent-worker", lookupSNILS))))
	if err != nil {
		t.Fatal(err)
	}
	post(t, s.Registry("pension"), question, "Content-Type", "application/soap+xml; charset=windows-1251")
	if request, _ := newest(t, s); string(request.exactly()) != question || !strings.Contains(request.Text, "\uFFFD") {
		t.Errorf("%+v is no %q", request, question)
	}
}

// newest returns the bodies of the newest exchange, by the admin API.
func newest(t *testing.T, s *Server) (request, reply *Message) {
	t.Helper()
	var e Exchange
	entries, _ := s.Journal()
	r := get(t, fmt.Sprintf("%s/journal/%d", s.Registry("admin"), entries[len(entries)-1].ID))
	if err := json.Unmarshal([]byte(r.body), &e); err != nil || e.Request == nil || e.Reply == nil {
		t.Fatalf("%v: %d %s", err, r.status, r.body)
	}
	return e.Request, e.Reply
}

// exactly returns what the journal keeps, as the contract says where it is.
func (m *Message) exactly() []byte {
	if m.Base64 != nil {
		return m.Base64
	}
	return []byte(m.Text)
}

// A text that is cut within a character is one all the same, and ends before it.
func TestAMessageIsCutBetweenCharacters(t *testing.T) {
	for _, c := range []struct {
		whole        string
		keep         int
		text, base64 string
	}{
		{"тест", 8, "тест", ""},
		{"тест", 5, "те", ""},
		{"a€😀", 3, "a", ""},
		{"a€😀", 7, "a€", ""},
		{"a\uFFFDb", 3, "a", ""},
		{"\xf2\xe5\xf1\xf2", 3, "\xf2\xe5\xf1", "\xf2\xe5\xf1"},
		{"те\xd1", 5, "те\xd1", "те\xd1"}, // it came so
		{"те\xd1 ", 5, "те\xd1", "те\xd1"},
		{"тест", -1, "", ""},
	} {
		b := JournalConfig{Body: c.keep}.body([]byte(c.whole))
		if m := b.message(); m.Text != c.text || string(m.Base64) != c.base64 || m.Bytes != len(c.whole) || m.Cut != (len(m.Text) < len(c.whole)) {
			t.Errorf("%q up to %d: %+v", c.whole, c.keep, m)
		}
	}
}

// Of a reply that is made long while it is sent the journal says how long it is, and shows how it begins.
func TestTheJournalSaysHowLongAPaddedReplyIs(t *testing.T) {
	m, err := New(Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	const padding = 50 << 20
	question := envelope12(snilsQuestion(stated(t, "patent-worker", lookupSNILS)))
	length := func(chosen string) (*Message, int) {
		r := serveOnce(t, m, "/pension", question, "application/soap+xml", "X-Mock-Fault", chosen)
		space, err := m.spaces.named("")
		if err != nil {
			t.Fatal(err)
		}
		all, _ := space.journal.all()
		return all[len(all)-1].Reply, len(r.body)
	}
	huge, sent := length("huge")
	if huge.Bytes != sent || sent < padding || !huge.Cut || !strings.Contains(huge.Text, "SnilsValidationResponse") || strings.HasSuffix(huge.Text, "Envelope>") {
		t.Errorf("%d bytes were sent: %+v", sent, huge)
	}
	if packed, _ := length("gzip_bomb"); packed.Bytes != huge.Bytes || packed.Text != huge.Text || !packed.Cut {
		t.Errorf("what is packed while it is sent is told of unpacked: %+v", packed)
	}
}

// The bodies that are kept take no more room than their bounds say.
func TestABodyTakesHardlyMoreRoomThanItCounts(t *testing.T) {
	bounds := JournalConfig{Body: 1000}
	for _, c := range []struct{ length, room int }{{1000, 1000}, {1000, 1250}, {1000, 1251}, {1000, 1999}, {1001, 1001}, {5000, 5000}, {1, 64}, {0, 64}} {
		b := bounds.body(make([]byte, c.length, c.room))
		if kept := len(b.kept); kept != min(c.length, 1000) || cap(b.kept) > kept+kept/4 {
			t.Errorf("%d bytes in the room of %d: %d in the room of %d", c.length, c.room, kept, cap(b.kept))
		}
	}
}

func TestVerifyTellsWhatCameInstead(t *testing.T) {
	j := journal{bounds: JournalConfig{Entries: 3, Bytes: 1 << 10}}
	for _, e := range []Exchange{
		{Registry: "pension", Lookup: lookupSNILS, On: opAsk, Persona: "patent-worker", Fault: "fault_access:X", Status: 500},
		{Registry: "pension", Lookup: lookupSNILS, On: opAsk, Persona: "patent-worker", Status: 200},
		{Registry: "tax", Lookup: lookupINN, On: opToken, Status: 200, Nearest: &Miss{Persona: "diplomat", Differs: []string{"inn"}}},
	} {
		j.add(&entry{Exchange: e})
	}
	for _, c := range []struct {
		want Want
		says string // "": it holds
	}{
		{Want{}, ""},
		{Want{Times: new(3)}, ""},
		{Want{Lookup: lookupSNILS, Times: new(2)}, ""},
		{Want{Lookup: lookupSNILS, Fault: "none", Times: new(1)}, ""},
		{Want{Fault: "fault_access", Times: new(1)}, ""},
		{Want{Fault: "fault_access:X"}, ""},
		{Want{Persona: "diplomat", Times: new(0)}, ""},
		{Want{On: opToken, Status: 200, Registry: "tax"}, ""},
		{Want{Lookup: lookupSNILS, Times: new(1)}, "expected exchanges: 1, got 2; the journal holds 3"},
		{Want{Persona: "diplomat"}, "expected at least one exchange, got 0"},
		{Want{Status: 404}, "nearest diplomat but for inn"},
	} {
		err := j.verify(c.want)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.want, err)
		}
	}
}

// What can never have been must not pass as "it never happened".
func TestWhatCannotBeWantedIsAnError(t *testing.T) {
	m, err := New(Config{Population: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		want Want
		says string // "": it can be
	}{
		{Want{Lookup: "pension/snls"}, "no such lookup"},
		{Want{Registry: "fns"}, "no such registry"},
		{Want{Registry: "tax", Lookup: lookupSNILS}, "none of tax"},
		{Want{On: "ring"}, "no such operation"},
		{Want{On: opPoll, Lookup: lookupSNILS}, "known of pension/snils-check are [ask]"},
		{Want{Times: new(-1)}, "from 0"},
		{Want{Status: 7}, "HTTP status"},
		{Want{Persona: "entry-baned"}, "entry-banned"},
		{Want{Persona: "population-11"}, "population-1 to population-10"},
		{Want{Fault: "fault_servr"}, "fault_server"},
		{Want{Persona: "population-10", Fault: noFault, On: opToken}, ""},
		{Want{Persona: "entry-banned", Fault: "missing_required:answer/date", Lookup: lookupCriminal, Registry: "mvd", On: opPoll}, ""},
		{Want{Fault: "missing_required:answer/dat"}, "answer/date"},
	} {
		err := m.wanted(c.want)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.want, err)
		}
	}
	s, _ := started(t)
	for query, says := range map[string]string{"persona=entry-baned": "entry-banned", "fault=fault_servr": "fault_server"} {
		if r := get(t, s.URL+"/admin/journal?"+query); r.status != http.StatusBadRequest || !strings.Contains(r.body, says) {
			t.Errorf("%s: %d %s", query, r.status, r.body)
		}
	}
	if r := post(t, s.URL+"/admin/verify", `{"persona":"entry-baned","times":0}`, "Content-Type", "application/json"); r.status != http.StatusBadRequest {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// What was dropped could be what is asked for: then nobody knows, and the test must fail rather than pass.
func TestVerifyNeverVouchesForWhatWasDropped(t *testing.T) {
	j := journal{bounds: JournalConfig{Entries: 2, Bytes: 1 << 10}}
	for range 3 {
		j.add(&entry{Exchange: Exchange{Lookup: lookupINN}})
	}
	for _, c := range []struct {
		want Want
		ok   bool
	}{
		{Want{Lookup: lookupINN}, true}, // one is still there
		{Want{Lookup: lookupSNILS}, false},
		{Want{Lookup: lookupINN, Times: new(2)}, false},
		{Want{Lookup: lookupSNILS, Times: new(0)}, false},
	} {
		err := j.verify(c.want)
		if (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), "dropped 1 exchanges") {
			t.Errorf("%+v: %v", c.want, err)
		}
	}
	if err := j.verify(Want{Lookup: lookupINN, Times: new(1)}); err == nil || !strings.Contains(err.Error(), "got 2") {
		t.Errorf("more than wanted is known all the same: %v", err)
	}
}

func TestTheJournalIsReadAndVerifiedOverHTTP(t *testing.T) {
	s, clock := started(t)
	s = s.In("http")
	base := strings.TrimSuffix(s.Registry(""), "/")
	ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS))
	ask(t, s, clock.now(), lookupINN, stated(t, "eaeu-worker", lookupINN))
	read := func(query string) (ids []uint64) {
		var view journalView
		r := get(t, base+"/admin/journal"+query)
		if err := json.Unmarshal([]byte(r.body), &view); err != nil {
			t.Fatalf("%s: %d %s", query, r.status, r.body)
		}
		for _, e := range view.Entries {
			ids = append(ids, e.ID)
			if e.Request != nil {
				t.Error("a body is in the list")
			}
		}
		return ids
	}
	if all := read(""); !slices.Equal(all, []uint64{1, 2, 3}) { // the second had to fetch a token
		t.Errorf("got %v", all)
	}
	if some := read("?lookup=tax/inn&on=ask"); !slices.Equal(some, []uint64{3}) {
		t.Errorf("got %v", some)
	}
	if bad := read("?status=500"); len(bad) > 0 {
		t.Errorf("got %v", bad)
	}
	if good := read("?status=200&lookup=tax/inn"); !slices.Equal(good, []uint64{2, 3}) {
		t.Errorf("got %v", good)
	}
	if later := read("?after=2"); !slices.Equal(later, []uint64{3}) {
		t.Errorf("got %v", later)
	}
	for query, says := range map[string]string{"?lookup=x": "no such lookup", "?persn=x": "as a filter", "?after=x": "id of an exchange",
		"?status=x": "status: expected an HTTP status", "?status=0": "status: expected an HTTP status", "?status=600": "status: expected an HTTP status"} {
		if r := get(t, base+"/admin/journal"+query); r.status != 400 || !strings.Contains(r.body, says) {
			t.Errorf("%s: %d %s", query, r.status, r.body)
		}
	}
	for body, status := range map[string]int{
		`{"lookup":"pension/snils-check","times":1}`: 200, `{"persona":"diplomat"}`: 409, `{"lookup":"x"}`: 400, `{"lokup":"x"}`: 400,
	} {
		if r := post(t, base+"/admin/verify", body, "Content-Type", "application/json"); r.status != status {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
	if r := get(t, base+"/admin/journal/99"); r.status != 404 {
		t.Errorf("%d", r.status)
	}
	if r, err := do(t, http.MethodDelete, base+"/admin/journal", ""); err != nil || r.status != 204 || len(read("")) > 0 {
		t.Errorf("%d %v", r.status, err)
	}
}

// A hundred tests use one mock at a time, and none sees another's faults, exchanges or clock.
func TestAHundredNamespacesDoNotSeeEachOther(t *testing.T) {
	s, _ := started(t)
	faults := []string{"", "fault_server", "html_502", "empty_200"}
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			in, want := s.In(fmt.Sprintf("%s/%d", t.Name(), i)), faults[i%len(faults)]
			if want != "" {
				if err := in.Fault(Rule{Fault: want, Count: 1 + i%3}); err != nil {
					t.Error(err)
				}
			}
			in.SetClock(noon.AddDate(0, 0, i))
			p := stated(t, "patent-worker", lookupSNILS)
			for range 5 {
				ask(t, in, noon, lookupSNILS, p)
			}
			struck := 0
			if want != "" {
				struck = 1 + i%3
			}
			for _, w := range []Want{{Times: new(5)}, {Fault: "none", Times: new(5 - struck)}} {
				if err := in.space().journal.verify(w); err != nil {
					t.Errorf("%d %q: %v", i, want, err)
				}
			}
			entries, _ := in.Journal()
			if day := entries[0].Time.Day(); day != noon.AddDate(0, 0, i).Day() {
				t.Errorf("the clock of %d says %d", i, day)
			}
			in.Forget()
		})
	}
	all.Wait()
}
