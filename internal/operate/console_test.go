package operate_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// sources are what a house shows besides its policies.
func sources(now time.Time) operate.Sources {
	return operate.Sources{
		Recent: func() []telemetry.Recent {
			return []telemetry.Recent{{
				Registry: "pension", Lookup: "snils-check", Span: 5 * time.Minute, Asked: 50, Failed: 30, Mistaken: 2, Cached: 10,
				Own:  telemetry.Quantiles{Median: 180 * time.Millisecond, P95: 900 * time.Millisecond},
				Wire: telemetry.Quantiles{Median: 150 * time.Millisecond, P95: 800 * time.Millisecond}, Slots: []telemetry.RecentCount{{}, {Asked: 50, Failed: 30}},
			}}
		},
		Failed: func() []telemetry.FailedLookup {
			return []telemetry.FailedLookup{{At: now, ID: "0198-the-id", Registry: "pension", Lookup: "snils-check", Kind: "unavailable", Reason: "fault", Origin: "registry"}}
		},
		Stock: func() []telemetry.Shelf {
			return []telemetry.Shelf{{Registry: "pension", Lookup: "snils-check", Tickets: 7}}
		},
		Facts: func() []operate.Fact {
			return []operate.Fact{{Name: "Reload", Text: "refused: <b>bad</b>", Wrong: true}, {Name: "Audit", Text: "off"}}
		},
	}
}

// console returns the page as somebody sees it who has signed in.
func (h *house) console(t *testing.T) string {
	t.Helper()
	b := h.browser(t)
	if b.signIn(t, ivanova) != http.StatusOK {
		t.Fatal("no session")
	}
	got, body := b.do(t, http.MethodGet, "/", "", nil)
	if got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, body)
	}
	return body
}

// fails lets the breaker of pension/snils-check open.
func (h *house) fails(t *testing.T) {
	t.Helper()
	l := h.policies[0].Lookup("snils-check")
	for range 20 {
		_, _ = l.Do(t.Context(), func() time.Time { return time.Now().Add(time.Minute) }, func(context.Context, adapters.Exchanger) error {
			return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "")
		})
	}
	if h.policies[0].Snapshot().Lookups[0].Breaker.State != resilience.Open {
		t.Fatal("the breaker does not open")
	}
}

func TestThePageShowsHowAllStands(t *testing.T) {
	now := time.Now()
	for name, tc := range map[string]struct {
		make func(t *testing.T, h *house)
		want []string
	}{
		"at rest": {func(*testing.T, *house) {}, []string{
			`id="operator">ivanova<`, `gate passing`, `>closed<`, `10.0</span></td>`, `30 (60 %)`, `and 2 by callers`, `20 %`, `150ms / 800ms`, `180ms / 900ms`,
			`<dt>Pending tickets</dt><dd>7</dd>`, `0198-the-id`, `<code>unavailable</code>`, `<code>fault</code>`, `pension/snils-check fails`,
			`refused: &lt;b&gt;bad&lt;/b&gt;`, `None stands`, `no window is known`,
		}},
		"a breaker that opened": {func(t *testing.T, h *house) { h.fails(t) }, []string{
			`>open<`, `Dominant failure</dt><dd><code>malformed/contract</code>`, `Counts at the trip`, `Failing since`, `Open since`, `Next probe`, `pension/snils-check breaker open`,
		}},
		"an override": {func(t *testing.T, h *house) {
			override(t, h, `{"mode": "refuse", "reason": "<script>alert(1)</script> \" onload=x '", "for": "30m"}`)
		}, []string{
			`&lt;script&gt;alert(1)&lt;/script&gt;`, `<strong>refuse</strong> by <strong>petrov</strong>`, `gate of pension is put on refuse by petrov`,
			`data-lift="v1/registries/pension/override"`, `(in 30m)`,
		}},
		"going down": {func(_ *testing.T, h *house) { h.ready = false }, []string{`the gateway is not ready: shutting down`}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, false, sources(now))
			tc.make(t, h)
			body := h.console(t)
			for _, want := range tc.want {
				if !strings.Contains(body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, bad := range []string{"<script>", "style=", "<b>bad", "onclick", "ZgotmplZ", "http://", "https://"} {
				if strings.Contains(body, bad) {
					t.Errorf("the page has %q", bad)
				}
			}
			if t.Failed() {
				t.Log(body)
			}
		})
	}
}

func override(t *testing.T, h *house, body string) {
	t.Helper()
	c := call{method: http.MethodPut, path: gateOfPension, body: body, header: http.Header{"Authorization": {"Bearer " + petrov}}}
	if status, text := c.to(t, h.url); status != http.StatusOK || !strings.Contains(text, `"by": "petrov"`) {
		t.Fatalf("%d %s", status, text)
	}
}

// Who gave an override is told to who operates, and to nobody who has shown nothing; and nobody can give it in another's name.
func TestWhoGaveAnOverrideIsShownToOperatorsAlone(t *testing.T) {
	h := newHouse(t, false, operate.Sources{})
	override(t, h, refuseIt)
	status, body := call{method: http.MethodGet, path: "/v1/registries", header: http.Header{"Authorization": {"Bearer " + ivanova}}}.to(t, h.url)
	if status != http.StatusOK || !strings.Contains(body, `"by": "petrov"`) {
		t.Errorf("%d %s", status, body)
	}
	seen := observed(t, h.gateway, "/readyz?verbose") + observed(t, h.gateway, "/readyz?verbose=text")
	if strings.Contains(seen, "petrov") || !strings.Contains(seen, "their request") {
		t.Errorf("readiness says %s", seen)
	}
	c := call{method: http.MethodPut, path: gateOfPension, body: `{"mode": "pass", "reason": "x", "by": "ivanova"}`, header: http.Header{"Authorization": {"Bearer " + petrov}}}
	if status, _ := c.to(t, h.url); status != http.StatusUnprocessableEntity {
		t.Errorf("in another's name: %d", status)
	}
}

func TestThePageIsForWhoHasAToken(t *testing.T) {
	h := newHouse(t, false, sources(time.Now()))
	for name, tc := range map[string]struct {
		header http.Header
		status int
		shows  bool
	}{
		"nobody":        {http.Header{"Authorization": nil}, 200, false},
		"a wrong token": {http.Header{"Authorization": {"Bearer wrong"}}, 401, false},
		"an operator":   {http.Header{"Authorization": {"Bearer " + ivanova}}, 200, true},
		"an old cookie": {http.Header{"Authorization": nil, "Cookie": {"sverka-operate=old"}}, 200, false},
	} {
		status, body := call{method: http.MethodGet, path: "/", header: tc.header}.to(t, h.url)
		if status != tc.status || strings.Contains(body, "pension") != tc.shows {
			t.Errorf("%s: %d, shows it: %v", name, status, !tc.shows)
		}
	}
}

// What an alert is about, the headline does not call well: each has its trouble, and just below its threshold there is none.
func TestTheHeadlineClaimsNoMoreThanWhatIsLookedAt(t *testing.T) {
	well := telemetry.Recent{
		Registry: "pension", Lookup: "snils-check", Span: 5 * time.Minute, Asked: 1000, Good: 990, Bad: 10, Failed: 10, Target: 0.99, Objective: 3 * time.Second,
		OurGood: 1000, OurTarget: 0.9995, Found: 500, NotFound: 490, UsualFound: 1000,
	}
	const none = "Nothing is held back, and nothing misses its target."
	for name, tc := range map[string]struct {
		change func(r *telemetry.Recent)
		want   string
	}{
		"as promised":                       {func(*telemetry.Recent) {}, none},
		"beyond its target":                 {func(r *telemetry.Recent) { r.Bad, r.Good = 11, 989 }, "pension/snils-check fails more than its target allows (last 5 minutes)"},
		"few":                               {func(r *telemetry.Recent) { r.Asked, r.Failed, r.Bad, r.Good = 100, 9, 9, 91 }, none},
		"half of a few":                     {func(r *telemetry.Recent) { r.Asked, r.Failed, r.Bad, r.Good = 6, 3, 3, 3 }, "pension/snils-check fails (last 5 minutes)"},
		"half of a few, by its calendar":    {func(r *telemetry.Recent) { r.Asked, r.Failed, r.Closed, r.Bad, r.Good = 6, 6, 6, 0, 0 }, none},
		"by the gateway":                    {func(r *telemetry.Recent) { r.OurBad = 10 }, "is failed or held up by the gateway itself"},
		"slow":                              {func(r *telemetry.Recent) { r.Good, r.Slow = 939, 51 }, "is slower than its objective, 3s"},
		"one in twenty slow":                {func(r *telemetry.Recent) { r.Good, r.Slow = 940, 50 }, none},
		"somebody else":                     {func(r *telemetry.Recent) { r.OtherPerson = time.Now().Add(-23 * time.Hour) }, "gave a reply about somebody else within the last day"},
		"somebody else, the day before":     {func(r *telemetry.Recent) { r.OtherPerson = time.Now().Add(-25 * time.Hour) }, none},
		"nobody":                            {func(r *telemetry.Recent) { r.Found, r.NotFound = 9, 91 }, "pension/snils-check finds nobody any more"},
		"nobody, as usual":                  {func(r *telemetry.Recent) { r.Found, r.NotFound, r.UsualFound, r.UsualNotFound = 9, 91, 40, 60 }, none},
		"nobody, and it has only just come": {func(r *telemetry.Recent) { r.Found, r.NotFound, r.UsualFound = 9, 91, 19 }, none},
	} {
		t.Run(name, func(t *testing.T) {
			r := well
			tc.change(&r)
			body := newHouse(t, false, operate.Sources{Recent: func() []telemetry.Recent { return []telemetry.Recent{r} }}).console(t)
			if !strings.Contains(body, tc.want) || strings.Contains(body, none) != (tc.want == none) {
				t.Errorf("the page lacks %q, or says that nothing is wrong:\n%s", tc.want, body)
			}
		})
	}
	h := newHouse(t, false, operate.Sources{Strangers: func() telemetry.Strangers {
		return telemetry.Strangers{By: telemetry.ByKey, Cause: telemetry.DeniedUnknown, Many: true, From: "203.0.113.7"}
	}})
	if body := h.console(t); !strings.Contains(body, "Callers who are not known: many in the last 10 minutes (key: unknown), most of them from 203.0.113.7") {
		t.Errorf("of strangers the page says nothing:\n%s", body)
	}
}

// A pass counts nothing and protects nobody: it is for a day at most, where an observe may stand for the usual seven.
func TestAPassLastsADayAtMost(t *testing.T) {
	h := newHouse(t, false, operate.Sources{})
	for body, want := range map[string]int{
		`{"mode": "pass", "reason": "x", "for": "25h"}`:     http.StatusUnprocessableEntity,
		`{"mode": "pass", "reason": "x", "for": "24h"}`:     http.StatusOK,
		`{"mode": "observe", "reason": "x", "for": "100h"}`: http.StatusOK,
	} {
		c := call{method: http.MethodPut, path: gateOfPension, body: body, header: http.Header{"Authorization": {"Bearer " + petrov}}}
		if status, text := c.to(t, h.url); status != want {
			t.Errorf("%s: %d %s", body, status, text)
		}
	}
}

// Readiness does not say that a gate passes which an operator has put on refuse.
func TestReadinessSaysWhatAnOverrideDoes(t *testing.T) {
	h := newHouse(t, false, operate.Sources{})
	override(t, h, refuseIt)
	if text := observed(t, h.gateway, "/readyz?verbose=text"); !strings.Contains(text, "on refuse") || strings.Contains(strings.SplitN(text, "their request", 2)[0], "passing") {
		t.Errorf("it says %s", text)
	}
}

// A probe whose time has come is told as readiness tells it: the next question is it.
func TestTheConsoleTellsOfTheNextProbeAsReadinessDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGateway(t)
		_, _ = g.policies[0].Lookup("snils-check").Do(t.Context(), func() time.Time { return time.Now().Add(time.Minute) }, func(context.Context, adapters.Exchanger) error {
			f := adapters.Fail(adapters.Throttled, adapters.ReasonRate, "")
			f.RetryAfter = time.Second
			return f
		})
		time.Sleep(time.Minute)
		page := operate.Operate(operate.Deps{
			Gateway: g, Ledger: &book{}, Log: slog.New(slog.DiscardHandler), Refused: func(telemetry.OperateRefusal) {},
			Operators: []operate.Operator{{Name: "ivanova", Token: adapters.NewSecret(ivanova)}},
		})
		const words = "the next question is the probe"
		for _, c := range []struct {
			of         http.Handler
			path, says string
		}{
			{page, "/", "Next probe</dt><dd>" + words},
			{operate.Observe(g, telemetry.New("test").Registry()), "/readyz?verbose=text", words},
		} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1"+c.path, http.NoBody)
			r.Header.Set("Authorization", "Bearer "+ivanova)
			out := httptest.NewRecorder()
			c.of.ServeHTTP(out, r)
			if body := out.Body.String(); !strings.Contains(body, c.says) {
				t.Errorf("%s says of the next probe otherwise:\n%s", c.path, body)
			}
		}
	})
}
