package mock

import (
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A namespace's clock decides when a ticket is ready and a token ends, and is what replies are dated by, whatever time it is elsewhere.
func TestANamespacesClockMovesWhatDependsOnIt(t *testing.T) {
	s, clock := started(t)
	here, there := s.In("here"), s.In("there")
	token := token(t, here)
	ticket := member(t, ask(t, here, clock.now(), lookupCriminal, stated(t, "two-days", lookupCriminal)), "ticket")
	if r := poll(t, here, ticket); !strings.Contains(r.body, `"ticket"`) {
		t.Fatalf("ready at once: %s", r.body)
	}
	here.Advance(72 * time.Hour)
	if r := poll(t, here, ticket); r.status != 404 { // the answer was ready after two days, and kept for an hour
		t.Errorf("after three days: %d %s", r.status, r.body)
	}
	p := stated(t, "patent-worker", lookupINN)
	r := post(t, here.Registry("tax")+"/inn/search", innQuestion(p), "Content-Type", "application/json", "Authorization", "Bearer "+token)
	if r.status != 401 {
		t.Errorf("the token holds after three days: %d", r.status)
	}
	at := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	here.SetClock(at)
	if now := here.space().clock.now(clock.now()); !now.Equal(at) {
		t.Errorf("it says %v", now)
	}
	r = post(t, here.Registry("tax")+"/inn/search", innQuestion(p), "Content-Type", "application/json")
	if date, err := http.ParseTime(r.header.Get("Date")); err != nil || !date.Equal(at) {
		t.Errorf("a reply is of %s, want %v", r.header.Get("Date"), at)
	}
	if now := there.space().clock.now(clock.now()); !now.Equal(clock.now()) {
		t.Errorf("elsewhere it says %v", now)
	}
}

func TestAClockIsOrderedOverTheAdminAPI(t *testing.T) {
	s, clock := started(t)
	base := strings.TrimSuffix(s.In("c").Registry(""), "/") + "/admin/clock"
	put := func(body string) reply {
		r, err := do(t, http.MethodPut, base, body, "Content-Type", "application/json")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, c := range []struct {
		order string
		pass  time.Duration // before it is looked at
		want  string
	}{
		{`{"set":"2030-05-01T12:00:00Z"}`, time.Hour, "2030-05-01T13:00:00Z"},
		{`{"advance":"30m"}`, 0, "2030-05-01T13:30:00Z"},
		{`{"stand":true}`, time.Hour, "2030-05-01T13:30:00Z"},
		{`{"advance":"30m"}`, time.Hour, "2030-05-01T14:00:00Z"},
		{`{"set":"2031-01-01T00:00:00Z","advance":"1h","stand":true}`, time.Hour, "2031-01-01T01:00:00Z"},
	} {
		if r := put(c.order); r.status != 200 {
			t.Fatalf("%s: %d %s", c.order, r.status, r.body)
		}
		clock.pass(c.pass)
		if r := get(t, base); !strings.Contains(r.body, c.want) {
			t.Errorf("%s: %s, want %s", c.order, r.body, c.want)
		}
	}
	for _, bad := range []string{`{}`, `{"set":"yesterday"}`, `{"advance":"-1h"}`, `{"now":"x"}`} {
		if r := put(bad); r.status != 400 {
			t.Errorf("%s: %d %s", bad, r.status, r.body)
		}
	}
	if r, err := do(t, http.MethodDelete, base, ""); err != nil || r.status != 204 || !strings.Contains(get(t, base).body, clock.now().Format(time.RFC3339)) {
		t.Errorf("%d %v", r.status, err)
	}
}

// A clock says no time that a journal could not write, however it is told to get there; and whoever is refused finds it as it was.
func TestAClockIsTurnedToYearsThatCanBeWritten(t *testing.T) {
	s, clock := started(t)
	s = s.In("years")
	base := s.Registry("admin") + "/clock"
	put := func(body string) reply {
		r, err := do(t, http.MethodPut, base, body, "Content-Type", "application/json")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for order, member := range map[string]string{
		`{"set":"2500-01-01T00:00:00Z"}`:                                  "set",
		`{"set":"2500-01-01T00:00:00Z","stand":true}`:                     "set",
		`{"set":"0002-01-01T00:00:00Z"}`:                                  "set",
		`{"set":"0001-01-01T00:00:00Z","advance":"1h"}`:                   "set",
		`{"set":"1969-12-31T23:59:59Z"}`:                                  "set",
		`{"set":"2200-01-01T00:00:00Z"}`:                                  "set",
		`{"set":"9999-12-31T23:59:58Z","stand":true,"advance":"24h"}`:     "set",
		`{"set":"2199-12-31T23:59:58Z","stand":true,"advance":"24h"}`:     "advance",
		`{"advance":"2562047h"}`:                                          "advance",
		`{"stand":true,"advance":"2562047h"}`:                             "advance",
		`{"advance":"none"}`:                                              "advance",
		`{"advance":"0s"}`:                                                "advance",
		`{"set":"2030-01-01T00:00:00Z","stand":true,"advance":"none"}`:    "advance",
		`{"set":"2199-12-31T20:00:00-05:00","stand":true,"advance":"1h"}`: "set",
	} {
		r := put(order)
		if r.status != 400 || !strings.HasPrefix(r.body, member+": expected") {
			t.Errorf("%s: %d %s", order, r.status, r.body)
		}
		nothing := strings.Contains(order, `"none"`) || strings.Contains(order, `"0s"`)
		if years := strings.Contains(r.body, "1970 to 2199"); years == nothing {
			t.Errorf("%s: which years are possible is said: %v", order, years)
		}
		if now := s.space().clock.now(clock.now()); !now.Equal(clock.now()) {
			t.Fatalf("%s: refused, and it says %v", order, now)
		}
	}
	for _, edge := range []string{"1970-01-01T00:00:00Z", "2199-12-31T23:59:59Z"} {
		if r := put(`{"set":"` + edge + `"}`); r.status != 200 || !strings.Contains(r.body, edge) {
			t.Errorf("%s: %d %s", edge, r.status, r.body)
		}
		ask(t, s, s.space().clock.now(clock.now()), lookupSNILS, stated(t, "patent-worker", lookupSNILS))
	}
	if r := get(t, s.Registry("admin")+"/journal"); r.status != 200 || !strings.Contains(r.body, "2199-12-31T23:59:59Z") {
		t.Errorf("the journal: %d %s", r.status, r.body)
	}
	clock.pass(time.Minute)
	if r := put(`{"stand":true}`); r.status != 200 { // it went there by itself
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestAClockIsTurnedToNoOtherYearFromGo(t *testing.T) {
	s, _ := started(t)
	for name, turn := range map[string]func(){
		"far ahead":     func() { s.SetClock(time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)) },
		"the zero":      func() { s.SetClock(time.Time{}) },
		"on and on":     func() { s.Advance(math.MaxInt64) },
		"back and back": func() { s.Advance(math.MinInt64) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if said, _ := recover().(string); !strings.Contains(said, "1970 to 2199") {
					t.Errorf("it says %q", said)
				}
			}()
			turn()
		})
	}
}

// Who moves the clock and sets it back is not held back by what happened in the time that is to come again.
func TestWhatIsToComeHoldsNobodyBack(t *testing.T) {
	c := &watch{}
	s := Start(t, Config{Seed: 1, Now: c.now})
	admin := s.Registry("admin") + "/clock"
	taxpayer := stated(t, "patent-worker", lookupTaxpayer)
	ticket := member(t, ask(t, s, c.now(), lookupCriminal, stated(t, "two-days", lookupCriminal)), "ticket")
	for _, by := range []time.Duration{48 * time.Hour, 30 * time.Second} {
		s.Advance(by)
		for range 2 {
			ask(t, s, s.space().clock.now(c.now()), lookupTaxpayer, taxpayer)
		}
		poll(t, s, ticket)
		if r, err := do(t, http.MethodDelete, admin, ""); err != nil || r.status != 204 {
			t.Fatal(r.status, err)
		}
		if r := ask(t, s, c.now(), lookupTaxpayer, taxpayer); r.status != 200 {
			t.Errorf("back by %v: %d, Retry-After %s", by, r.status, r.header.Get("Retry-After"))
		}
		if r := poll(t, s, ticket); r.status != 200 {
			t.Errorf("back by %v, a poll: %d, Retry-After %s", by, r.status, r.header.Get("Retry-After"))
		}
		c.pass(time.Hour)
	}
}

func TestRetryAfterGoesByTheNamespacesClock(t *testing.T) {
	s, _ := started(t)
	at := time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC)
	s.SetClock(at)
	if err := s.Fault(Rule{Fault: "503_retry_after:date"}); err != nil {
		t.Fatal(err)
	}
	for _, lookup := range []string{lookupSNILS, lookupINN} {
		r := ask(t, s, at, lookup, stated(t, "patent-worker", lookup))
		if after, err := http.ParseTime(r.header.Get("Retry-After")); err != nil || !after.Equal(at.Add(3*time.Second)) {
			t.Errorf("%s: %d, Retry-After %s, the reply is of %s", lookup, r.status, r.header.Get("Retry-After"), r.header.Get("Date"))
		}
	}
}
