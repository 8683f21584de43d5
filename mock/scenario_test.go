package mock

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/mock/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// soapFault reports whether a reply is one.
func soapFault(r reply) bool { return strings.Contains(r.body, ":Fault>") }

func TestAHeaderChoosesAFault(t *testing.T) {
	s, clock := started(t)
	p := stated(t, "patent-worker", lookupSNILS)
	r := ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "fault_access:CERTIFICATE_EXPIRED")
	if r.status != 500 || !strings.Contains(r.body, "<code>CERTIFICATE_EXPIRED</code>") || r.header.Get("X-Mock-Fault") != "fault_access:CERTIFICATE_EXPIRED" {
		t.Errorf("%d %v %s", r.status, r.header, r.body)
	}
	if r := ask(t, s, clock.now(), lookupSNILS, p); r.status != 200 || soapFault(r) || r.header.Get("X-Mock-Fault") != "" {
		t.Errorf("the next exchange: %d %s", r.status, r.body)
	}
}

func TestAnUnknownScenarioIsA400ThatListsTheKnown(t *testing.T) {
	s, clock := started(t)
	p := stated(t, "patent-worker", lookupSNILS)
	for _, c := range []struct {
		r    reply
		says string
	}{
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "hnag"), "ticket_slow"},
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "missing_required:Nothing"), "it has RequestId"},
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "json_nan"), "only for [rest]"},
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "refuse"), "POST /admin/doors"},
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "decimal_comma"), "nothing"},
		{addRule(t, s, `{"fault":"hnag"}`), "ticket_slow"},
		{addRule(t, s, `{"fault":"hang","lookup":"tax/in"}`), "pension/snils-check"},
		{addRule(t, s, `{"fault":"hang","on":"ring"}`), "ask poll token"},
		{addRule(t, s, `{"fault":"json_nan","lookup":"pension/snils-check"}`), "only in [rest]"},
		{addRule(t, s, `{"fault":"tls_expired"}`), "/admin/doors"},
		{addRule(t, s, `{"fault":"hang","probability":2}`), "from 0 to 1"},
		{addRule(t, s, `{"fault":"hang","skip":-1}`), "from 0"},
		{addRule(t, s, `{"fault":"hang","persona":"nobody"}`), "no such persona"},
		{addRule(t, s, `{"fault":"hang","duty":"2/1"}`), "5s/20s"},
		{addRule(t, s, `{"delay":"soon"}`), "delay: expected a delay such as 2s"},
		{addRule(t, s, `{"fault":"hang","duty":"often"}`), "duty: expected"},
		{addRule(t, s, `{"fault":"hang","count":"2"}`), "count: expected a whole number, not a string"},
		{addRule(t, s, `{"fault":"hang","probability":"all"}`), "probability: expected a number, not a string"},
		{addRule(t, s, `{"fault":"429:nocase"}`), "429 has no such case on ask; known are"},
		{addRule(t, s, `{"fault":"fault_server:nocase","lookup":"pension/snils-check"}`), "fault_server has no cases"},
		{addRule(t, s, `{"fault":"missing_required:Nothing","lookup":"pension/snils-check"}`), "known are BirthDate, FamilyName"},
		{addRule(t, s, `{"fault":"hang","on":"poll","lookup":"pension/snils-check"}`), "known of pension/snils-check are [ask]"},
		{addRule(t, s, `{"fault":"hang","on":"token","lookup":"mvd/criminal-record"}`), "known of mvd/criminal-record are [ask poll]"},
		{addRule(t, s, `{"fault":"hang","persona":"entry-baned"}`), "entry-banned"},
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Fault", "fault_server:nocase"), "chosen by its name alone"},
		{addRule(t, s, `{"lookup":"pension/snils-check"}`), "expected a fault or a delay"},
		{addRule(t, s, `{"fault":"hang"}{}`), "fault or delay is required"},
		{ask(t, s, clock.now(), lookupSNILS, p, "X-Mock-Delay", "soon"), "lognormal"},
		{addRule(t, s, `{"fault":"hang","cuont":2}`), "cuont: there is no such member"},
		{addRule(t, s, `{"Fault":"hang"}`), "Fault: there is no such member"},
		{addRule(t, s, `{"fault":"hang","fault":"slow"}`), "fault: it is given twice"},
		{addRule(t, s, `["fault"]`), "expected {"},
		{addRule(t, s, `null`), "expected {"},
		{addRule(t, s, `{"fault":"hang"} x`), "expected {"},
		{post(t, s.URL+"/admin/faults", `{"fault":"hang"}`, "Content-Type", "text/plain"), "application/json"},
	} {
		if c.r.status != http.StatusBadRequest || !strings.Contains(c.r.body, c.says) || c.r.header.Get("X-Mock-Error") == "" {
			t.Errorf("%d %s, want 400 with %q", c.r.status, c.r.body, c.says)
		}
	}
}

// A rule that is taken can act: else it befalls an exchange with a 400, and a test looks for what its software did wrong.
func TestARuleThatCanNeverActIsRefused(t *testing.T) {
	s, _ := started(t)
	for _, c := range []struct {
		rule string
		says []string // nil: it is taken
	}{
		{`{"fault":"unknown_kind","lookup":"pension/snils-check","count":2}`, []string{"unknown_kind", "ask of pension/snils-check", "migration/status (ask)", "pension/payments (ask)"}},
		{`{"fault":"ticket_lost","lookup":"tax/inn"}`, []string{"mvd/criminal-record (ask, poll)"}},
		{`{"fault":"decimal_comma","lookup":"tax/inn"}`, []string{"tax/obligations (ask)", "pension/payments (ask)"}},
		{`{"fault":"fault_server","on":"poll"}`, []string{"poll of any lookup", "pension/snils-check (ask)"}},
		{`{"fault":"fault_server","on":"token"}`, []string{"token of any lookup"}},
		{`{"fault":"missing_required:expireTime","lookup":"tax/inn"}`, []string{"on ask", "known are"}},
		{`{"fault":"missing_required:expireTime","lookup":"tax/inn","on":"token"}`, nil},
		{`{"fault":"ticket_lost"}`, nil},
		{`{"fault":"ticket_lost","on":"poll"}`, nil},
		{`{"fault":"unknown_kind"}`, nil},
		{`{"fault":"hang","on":"token"}`, nil},
		{`{"fault":"drip","lookup":"pension/snils-check"}`, nil},
	} {
		r := addRule(t, s, c.rule)
		if refused := r.status == http.StatusBadRequest && r.header.Get("X-Mock-Error") == "scenario"; refused != (c.says != nil) {
			t.Errorf("%s: %d %s", c.rule, r.status, r.body)
		}
		for _, part := range c.says {
			if !strings.Contains(r.body, part) {
				t.Errorf("%s: %q is not said: %s", c.rule, part, r.body)
			}
		}
	}
	if left := s.space().rulesInForce(); len(left) != 6 {
		t.Errorf("in force are %v", left)
	}
}

// Else whoever looks for the exchange that his software got a 400 for would not find it.
func TestARefusedScenarioStandsInTheJournal(t *testing.T) {
	s, clock := started(t)
	ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS), "X-Mock-Fault", "hnag")
	entries, _ := s.Journal()
	if len(entries) != 1 || entries[0].Status != 400 || !strings.Contains(entries[0].Scenario, "known are") || entries[0].Reply != nil {
		t.Errorf("%+v", entries)
	}
}

// Each case that a rule may name can befall somebody.
func TestEveryCaseThatIsOfferedBefallsSomebody(t *testing.T) {
	s, _ := started(t)
	for _, lookup := range []string{lookupStatus, lookupPayments, lookupObligations, lookupCriminal, lookupINN} {
		f, err := fault.Find("missing_required")
		if err != nil {
			t.Fatal(err)
		}
		cases := s.cases(f, lookup, "")
		if len(cases) < 3 || lookup == lookupCriminal && !slices.Contains(cases, "answer/date") || lookup == lookupINN && !slices.Contains(cases, "expireTime") {
			t.Errorf("%s: %v", lookup, cases)
		}
		for _, way := range s.ways(f, lookup) {
			if err := s.Fault(Rule{Fault: "missing_required:" + way.Name, Lookup: lookup, On: way.On}); err != nil {
				t.Errorf("%v: %v", way, err)
			}
			s.Forget()
		}
	}
}

// addRule adds one through the admin API of s's namespace.
func addRule(t testing.TB, s *Server, text string) reply {
	t.Helper()
	return post(t, strings.TrimSuffix(s.Registry(""), "/")+"/admin/faults", text, "Content-Type", "application/json")
}

func TestARuleStrikesAsOftenAsItSays(t *testing.T) {
	s, clock := started(t)
	if r := addRule(t, s, `{"fault":"fault_server","lookup":"pension/snils-check","count":2}`); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	p := stated(t, "patent-worker", lookupSNILS)
	if r := ask(t, s, clock.now(), lookupStatus, p); soapFault(r) {
		t.Errorf("another lookup was struck: %s", r.body)
	}
	for i, want := range []bool{true, true, false} {
		if r := ask(t, s, clock.now(), lookupSNILS, p); soapFault(r) != want {
			t.Errorf("exchange %d: %d %s", i, r.status, r.body)
		}
	}
	if r := get(t, s.URL+"/admin/faults"); !strings.Contains(r.body, `"struck": 2`) {
		t.Errorf("the rules in force: %s", r.body)
	}
	if r, err := do(t, http.MethodDelete, s.URL+"/admin/faults", ""); err != nil || r.status != 204 {
		t.Errorf("%d %v", r.status, err)
	}
	if r := get(t, s.URL+"/admin/faults"); strings.TrimSpace(r.body) != "[]" {
		t.Errorf("the rules are still there: %s", r.body)
	}
}

func TestARuleWithAProbabilityIsReplayedByItsSeed(t *testing.T) {
	run := func(seed uint64) (struck string) {
		r, err := Rule{Fault: "fault_server", Probability: 0.5}.compile()
		s := &namespace{seed: seed}
		if err != nil || s.add(r) != nil {
			t.Fatal(err)
		}
		for range 64 {
			struck += fmt.Sprint(s.ruled(noon, &answer{operation: opAsk, protocol: fault.SOAP12}) != nil, " ")
		}
		return struck
	}
	if first, again := run(1), run(1); first != again || first == run(2) {
		t.Error("the seed does not decide")
	}
	if n := strings.Count(run(1), "true"); n < 16 || n > 48 {
		t.Errorf("half of 64 is %d", n)
	}
}

func TestFlapFailsEverySecondExchangeOfItsOwn(t *testing.T) {
	s, clock := started(t)
	if err := s.Fault(Rule{Fault: "flap", Lookup: lookupSNILS}); err != nil {
		t.Fatal(err)
	}
	p := stated(t, "patent-worker", lookupSNILS)
	for i := range 4 {
		_, err := send(t, s.Registry("pension"), envelope12(snilsQuestion(p)), "Content-Type", "application/soap+xml")
		if reset := errors.Is(err, syscall.ECONNRESET); reset != (i%2 == 0) {
			t.Errorf("exchange %d: %v", i, err)
		}
	}
	if r := ask(t, s, clock.now(), lookupStatus, p); r.status != 200 {
		t.Errorf("another lookup: %d", r.status)
	}
}

// Each fault of a persona is met by whoever asks about him, at the operation that it says.
func TestPersonasBringTheirFaults(t *testing.T) {
	s, clock := started(t)
	for _, p := range people(t) {
		for name, l := range p.Lookups {
			if l.choice == nil || l.choice.Fault.Place == fault.OnWire || l.choice.Fault.Name == "huge" || l.choice.Fault.Name == "gzip_bomb" {
				continue
			}
			r := ask(t, s, clock.now(), name, stated(t, p.ID, name))
			if l.On == opPoll {
				if r.status != http.StatusAccepted {
					t.Errorf("%s %s: the question itself got %d %s", p.ID, name, r.status, r.body)
					continue
				}
				clock.pass(2e9)
				r = poll(t, s, member(t, r, "ticket"))
			}
			if got := r.header.Get("X-Mock-Fault"); !strings.HasPrefix(got, l.Fault) {
				t.Errorf("%s %s: got %q, want %q", p.ID, name, got, l.Fault)
			}
		}
	}
}

func TestALineBreaksBeforeAnybodyIsAdmitted(t *testing.T) {
	s, _ := started(t)
	p := stated(t, "broken-line", lookupStatus)
	_, err := send(t, s.Registry("migration"), envelope11("", statusQuestion(p)), "Content-Type", "text/xml")
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v, want a reset", err)
	}
	p = stated(t, "contract-broken", lookupStatus)
	if r := post(t, s.Registry("migration"), envelope11("", statusQuestion(p)), "Content-Type", "text/xml"); !strings.Contains(r.body, "NO_TOKEN") {
		t.Errorf("whoever is not admitted learnt about a person: %s", r.body)
	}
}

func TestNamespacesDoNotSeeEachOther(t *testing.T) {
	s, clock := started(t)
	a, b := s.In("a"), s.In("b")
	if err := a.Fault(Rule{Fault: "fault_server"}); err != nil {
		t.Fatal(err)
	}
	p := stated(t, "patent-worker", lookupSNILS)
	for server, want := range map[*Server]bool{a: true, b: false, s: false} {
		if r := ask(t, server, clock.now(), lookupSNILS, p); soapFault(r) != want {
			t.Errorf("%q: %s", server.Namespace, r.body)
		}
	}
	ticket := member(t, ask(t, b, clock.now(), lookupCriminal, stated(t, "patent-worker", lookupCriminal)), "ticket")
	if r := poll(t, a, ticket); r.status != 404 {
		t.Errorf("b's ticket is known in a: %d", r.status)
	}
	r := post(t, b.Registry("tax")+"/inn/search", innQuestion(p), "Content-Type", "application/json", "Authorization", "Bearer "+token(t, a))
	if r.status != 401 {
		t.Errorf("a's token holds in b: %d", r.status)
	}
	if r, err := do(t, http.MethodDelete, s.URL+"/ns/a", ""); err != nil || r.status != 204 {
		t.Errorf("%d %v", r.status, err)
	}
	if r := ask(t, a, clock.now(), lookupSNILS, p); soapFault(r) {
		t.Error("a was not forgotten")
	}
	if r := get(t, s.URL+"/admin/namespaces"); !strings.Contains(r.body, `"b"`) {
		t.Errorf("the namespaces: %s", r.body)
	}
}

func TestNamespacesAreBounded(t *testing.T) {
	var n namespaces
	for i := range maxNamespaces + 1 {
		if _, _, err := n.of(fmt.Sprintf("/ns/%d/pension", i)); err != nil {
			t.Fatalf("number %d was refused", i)
		}
	}
	if _, _, err := n.of("/ns/more/pension"); !errors.Is(err, errFull) {
		t.Errorf("there is no bound: %v", err)
	}
	n.forget("0")
	if _, path, err := n.of("/ns/more/pension"); err != nil || path != "/pension" {
		t.Error("forgetting one makes no room")
	}
	for _, name := range []string{"", "a b", strings.Repeat("a", 65), "%2e", ".", "..", "имя"} {
		if _, _, err := n.of("/ns/" + name + "/x"); !errors.Is(err, errNamespace) {
			t.Errorf("%q is a name", name)
		}
	}
}

// A mock that a CI shares is given a new name by each job, and nobody forgets one.
func TestAnAbandonedNamespaceMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n namespaces
		for i := range maxNamespaces {
			if _, _, err := n.of(fmt.Sprintf("/ns/%d/pension", i)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second / 4)
		}
		if _, _, err := n.of("/"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(abandoned - time.Minute)
		for i := range 10 { // the oldest, but not left alone
			if _, _, err := n.of(fmt.Sprintf("/ns/%d/pension", i)); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := n.of("/ns/more/pension"); err != nil {
			t.Fatalf("nothing made room: %v", err)
		}
		names := n.names()
		if slices.Contains(names, "10") || !slices.Contains(names, "9") || !slices.Contains(names, "11") || !slices.Contains(names, "") {
			t.Error("another than the one left alone longest made room")
		}
	})
}

// What a namespace had when it was left alone and made room is dropped: the one that has its name afterwards must not vouch that it never
// was. What somebody forgot or cleared is no loss.
func TestWhatANamespaceLostByMakingRoomIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := namespaces{journal: JournalConfig{Entries: 2}}
		named := func(name string) *namespace {
			s, err := n.named(name)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		jobs := 0
		evict := func() { // all that there is, by names that make room themselves
			time.Sleep(2 * abandoned)
			for range maxNamespaces + 1 {
				jobs++
				named(fmt.Sprint("job-", jobs))
			}
			time.Sleep(2 * abandoned)
		}
		for range 3 {
			named("lossy").journal.add(&entry{Exchange: Exchange{Lookup: lookupINN}})
		}
		named("unasked")
		evict()
		if err := named("unasked").journal.verify(Want{Times: new(0)}); err != nil {
			t.Errorf("of what there was nothing, nothing is lost: %v", err)
		}
		evict()
		for range 2 { // by the second time it has made room again, and nothing was asked in between
			if err := named("lossy").journal.verify(Want{Times: new(0)}); err == nil || !strings.Contains(err.Error(), "dropped 3 exchanges") {
				t.Errorf("it vouches for what is lost: %v", err)
			}
			evict()
		}
		named("lossy").journal.clear()
		if err := named("lossy").journal.verify(Want{Times: new(0)}); err != nil {
			t.Errorf("cleared: %v", err)
		}
		named("lossy").journal.add(&entry{})
		evict()
		named("lossy")
		n.forget("lossy")
		if err := named("lossy").journal.verify(Want{Times: new(0)}); err != nil {
			t.Errorf("forgotten: %v", err)
		}
	})
}

// However many names are used up, what is remembered of them is bounded, and nothing is forgotten within the hour.
func TestLossesAreRememberedWithinBounds(t *testing.T) {
	var l losses
	for i := range 5 * lossesKept {
		l.note(fmt.Sprint(i), 1)
		if i < lossesKept {
			continue
		}
		if held := len(l.recent) + len(l.older); held > 2*lossesKept {
			t.Fatalf("%d names are held", held)
		}
	}
	for i := 4 * lossesKept; i < 5*lossesKept; i++ {
		if l.take(fmt.Sprint(i)) != 1 {
			t.Fatalf("%d was forgotten", i)
		}
	}
	if l.take(fmt.Sprint(5*lossesKept-1)) != 0 || l.take("0") != 0 {
		t.Error("expected what was taken, and what was noted long ago, to be gone")
	}
}

func TestAnAddressOfNoNamespaceSaysWhatIsWrong(t *testing.T) {
	s, _ := started(t)
	r := get(t, s.URL+"/ns/a%20b/personas")
	if r.status != http.StatusBadRequest || r.header.Get("X-Mock-Error") != "namespace" || !strings.Contains(r.body, "by 1 to 64 of A-Z") {
		t.Errorf("%d %v %s", r.status, r.header, r.body)
	}
}

func TestRulesAreBounded(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for range maxRules {
		if err := m.Inject("", Rule{Fault: "hang"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Inject("", Rule{Fault: "hang"}); err == nil {
		t.Error("there is no bound")
	}
}

func TestManyAskAtOnce(t *testing.T) {
	s, clock := started(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			in := s.In(fmt.Sprint("space-", i%4))
			for _, name := range Lookups() {
				r := ask(t, in, clock.now(), name, stated(t, "patent-worker", name))
				if r.status != 200 && r.status != 202 {
					t.Errorf("%s: %d %s", name, r.status, r.body)
				}
			}
			if err := in.Fault(Rule{Fault: "slow", Lookup: lookupCriminal, Count: 1, On: opPoll}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestReplayedReplyIsTheRegistrysOwnEarlierOne(t *testing.T) {
	s, clock := started(t)
	first := ask(t, s, clock.now(), lookupSNILS, stated(t, "eaeu-worker", lookupSNILS))
	second := ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS), "X-Mock-Fault", "replayed_reply")
	if first.body != second.body {
		t.Errorf("got %s", second.body)
	}
	// A token that was issued in between is an answer to something else.
	first = ask(t, s, clock.now(), lookupINN, stated(t, "eaeu-worker", lookupINN))
	second = ask(t, s, clock.now(), lookupINN, stated(t, "patent-worker", lookupINN), "X-Mock-Fault", "replayed_reply")
	if first.body != second.body {
		t.Errorf("got %s", second.body)
	}
}

func TestTheCatalogueIsServed(t *testing.T) {
	s, _ := started(t)
	var entries []Entry
	if r := get(t, s.URL+"/personas"); json.Unmarshal([]byte(r.body), &entries) != nil || len(entries) != len(people(t)) {
		t.Fatalf("%d %.200s", r.status, r.body)
	}
	for _, e := range entries {
		for name, l := range e.Lookups {
			bare := get(t, s.In("x").Registry("personas")+"/"+e.ID+"/"+name)
			var a, b any
			if errors.Join(json.Unmarshal([]byte(bare.body), &a), json.Unmarshal(l.Query, &b)) != nil || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s %s: %s\nand\n%s", e.ID, name, bare.body, l.Query)
			}
		}
	}
	for _, path := range []string{"/personas/nobody/tax/inn", "/personas/patent-worker/tax/in", "/nothing"} {
		if r := get(t, s.URL+path); r.status != 404 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}
