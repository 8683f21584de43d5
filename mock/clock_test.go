package mock

import (
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
