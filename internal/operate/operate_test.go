package operate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

const token = "a-token-of-the-test"

type gateway struct {
	policies []*resilience.Registry
	ready    bool
}

func (g *gateway) Registries() []*resilience.Registry { return g.policies }

func (g *gateway) Ready() (bool, string) {
	if g.ready {
		return true, ""
	}
	return false, "shutting down"
}

type noWire struct{}

func (noWire) Do(context.Context, *http.Request) (adapters.Response, resilience.Timing, error) {
	return adapters.Response{}, resilience.Timing{}, adapters.Fail(adapters.Unavailable, adapters.ReasonConnect, "")
}

func newGateway(t *testing.T) *gateway {
	t.Helper()
	r, err := resilience.NewRegistry("pension", resilience.Default(), noWire{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Lookup("snils-check")
	return &gateway{policies: []*resilience.Registry{r}, ready: true}
}

type call struct {
	method, path, body string
	header             http.Header
	host               string
}

func (c call) to(t *testing.T, url string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), c.method, url+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	maps.Copy(r.Header, c.header)
	r.Host = c.host
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func serve(t *testing.T, g *gateway) (url string, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	s := httptest.NewServer(operate.Operate(operate.Deps{
		Gateway: g, Operators: []operate.Operator{{Name: "operator", Token: adapters.NewSecret(token)}}, Log: telemetry.NewLogger(log, "json", slog.LevelInfo),
	}))
	t.Cleanup(s.Close)
	return s.URL, log
}

func TestWhoMayNotOperateIsRefused(t *testing.T) {
	g := newGateway(t)
	url, _ := serve(t, g)
	for _, tc := range []struct {
		name string
		call call
		want int
	}{
		{"no token", call{header: http.Header{"Authorization": nil}}, 401},
		{"a wrong token", call{header: http.Header{"Authorization": {"Bearer wrong"}}}, 401},
		{"the token by another scheme", call{header: http.Header{"Authorization": {token}}}, 401},
		{"an empty token", call{header: http.Header{"Authorization": {"Bearer "}}}, 401},
		{"another site's page", call{header: http.Header{"Origin": {"https://evil.example"}}}, 403},
		{"another site's page, by fetch metadata", call{header: http.Header{"Sec-Fetch-Site": {"cross-site"}}}, 403},
		{"a name that was pointed here", call{host: "evil.example"}, 421},
		{"who may", call{}, 200},
		{"who may, by a scheme in small letters", call{header: http.Header{"Authorization": {"bearer " + token}}}, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.call.method, tc.call.path = http.MethodGet, "/v1/registries"
			if status, body := tc.call.to(t, url); status != tc.want {
				t.Errorf("got %d, want %d: %s", status, tc.want, body)
			}
		})
	}
}

func TestOverridesOfGatesAndBreakers(t *testing.T) {
	g := newGateway(t)
	url, log := serve(t, g)
	gateMode := func() resilience.Mode { return g.policies[0].Snapshot().Gate.Override.Mode }
	breakerMode := func() resilience.Mode { return g.policies[0].Snapshot().Lookups[0].Breaker.Override.Mode }

	status, body := call{method: "PUT", path: "/v1/registries/pension/override", body: `{"mode": "refuse", "reason": "their request", "for": "30m"}`}.to(t, url)
	if status != 200 || gateMode() != resilience.Refuse || breakerMode() != "" {
		t.Errorf("gate: %d %s; modes %q, %q", status, body, gateMode(), breakerMode())
	}
	var standing resilience.Override
	if err := json.Unmarshal([]byte(body), &standing); err != nil || time.Until(standing.Until) > 30*time.Minute || time.Until(standing.Until) < 29*time.Minute {
		t.Errorf("it ends at %v, %v", standing.Until, err)
	}
	status, body = call{method: "PUT", path: "/v1/registries/pension/lookups/snils-check/override", body: `{"mode": "observe", "reason": "night shift"}`}.to(t, url)
	if status != 200 || breakerMode() != resilience.Observe {
		t.Errorf("breaker: %d %s; mode %q", status, body, breakerMode())
	}
	if !strings.Contains(log.String(), `"of":"pension/snils-check"`) || !strings.Contains(log.String(), "night shift") {
		t.Errorf("the log does not say who was overridden and why: %s", log)
	}
	if status, _ = (call{method: "DELETE", path: "/v1/registries/pension/override"}).to(t, url); status != 204 || gateMode() != "" || breakerMode() == "" {
		t.Errorf("lifting the gate's: %d; modes %q, %q", status, gateMode(), breakerMode())
	}
	if status, _ = (call{method: "DELETE", path: "/v1/overrides"}).to(t, url); status != 204 || breakerMode() != "" {
		t.Errorf("lifting all: %d; mode %q", status, breakerMode())
	}
}

func TestABadOverrideIsRefusedWithASentence(t *testing.T) {
	url, _ := serve(t, newGateway(t))
	const gate = "/v1/registries/pension/override"
	for _, tc := range []struct {
		name, path, body string
		status           int
		want             string
	}{
		{"no reason", gate, `{"mode": "pass"}`, 422, "reason: must be given"},
		{"no such mode", gate, `{"mode": "open", "reason": "x"}`, 422, "mode: must be one of"},
		{"ended", gate, `{"mode": "pass", "reason": "x", "until": "2001-01-01T00:00:00Z"}`, 422, "until: must be in the future"},
		{"bad duration", gate, `{"mode": "pass", "reason": "x", "for": "a while"}`, 422, "for: must be a duration"},
		{"both ends", gate, `{"mode": "pass", "reason": "x", "for": "1h", "until": "2101-01-01T00:00:00Z"}`, 422, "for: must be a duration"},
		{"a reason of nothing", gate, `{"mode": "pass", "reason": " "}`, 422, "reason: must be given"},
		{"a reason of two lines", gate, `{"mode": "pass", "reason": "x\ny"}`, 422, "one line"},
		{"somebody's SNILS", gate, `{"mode": "pass", "reason": "for 112-233-445 95"}`, 422, "reason: must not hold a SNILS or an INN"},
		{"somebody's INN", gate, `{"mode": "pass", "reason": "ИНН 5001 0073 2259 cannot wait"}`, 422, "reason: must not hold a SNILS or an INN"},
		{"for a year", gate, `{"mode": "pass", "reason": "x", "for": "9000h"}`, 422, "at most 168h"},
		{"a doubled member", gate, `{"mode": "pass", "reason": "x", "mode": "refuse"}`, 422, "without doubled members"},
		{"two documents", gate, `{"mode": "pass", "reason": "x"}{}`, 422, "one JSON object"},
		{"a number for a duration", gate, `{"mode": "pass", "reason": "x", "for": 5}`, 422, "for (a duration)"},
		{"unknown member", gate, `{"mode": "pass", "why": "x"}`, 422, "no other members"},
		{"not JSON", gate, `mode=pass`, 422, "one JSON object"},
		{"too long", gate, `{"mode": "pass", "reason": "` + strings.Repeat("x", 5000) + `"}`, 422, "at most 4096 bytes"},
		{"no such registry", "/v1/registries/census/override", `{"mode": "pass", "reason": "x"}`, 404, "no such registry"},
		{"no such lookup", "/v1/registries/pension/lookups/x/override", `{"mode": "pass", "reason": "x"}`, 404, "no such registry or lookup"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, body := call{method: "PUT", path: tc.path, body: tc.body}.to(t, url)
			if status != tc.status || !strings.Contains(body, tc.want) || strings.Contains(body, "112-233") || strings.Contains(body, "5001") {
				t.Errorf("got %d %s, want %d and %q", status, body, tc.status, tc.want)
			}
		})
	}
}

func TestARegistryThatIsDownDoesNotMakeTheGatewayUnready(t *testing.T) {
	g := newGateway(t)
	s := httptest.NewServer(operate.Observe(g, telemetry.New("test").Registry()))
	t.Cleanup(s.Close)
	if _, err := g.policies[0].Override(resilience.Override{Mode: resilience.Refuse, Reason: "down"}); err != nil {
		t.Fatal(err)
	}
	status, body := call{method: "GET", path: "/readyz?verbose"}.to(t, s.URL)
	if status != 200 || !strings.Contains(body, `"mode": "refuse"`) || !strings.Contains(body, `"breaker": "closed"`) {
		t.Errorf("got %d %s", status, body)
	}
	g.ready = false
	if status, body = (call{method: "GET", path: "/readyz"}).to(t, s.URL); status != 503 || !strings.Contains(body, "shutting down") {
		t.Errorf("going down: got %d %s", status, body)
	}
	for path, want := range map[string]int{"/healthz": 200, "/metrics": 200, "/v1/overrides": 404} {
		if status, _ := (call{method: "GET", path: path}).to(t, s.URL); status != want {
			t.Errorf("GET %s: %d, want %d", path, status, want)
		}
	}
	if status, _ := (call{method: "DELETE", path: "/metrics"}).to(t, s.URL); status != 405 {
		t.Errorf("the observe listener takes a DELETE: %d", status)
	}
}

// observed returns what the observe listener says.
func observed(t *testing.T, g *gateway, path string) string {
	t.Helper()
	s := httptest.NewServer(operate.Observe(g, telemetry.New("test").Registry()))
	defer s.Close()
	_, body := call{method: "GET", path: path}.to(t, s.URL)
	return body
}

// weekends is a calendar with one window after the other.
type weekends []time.Time

func (w weekends) Window(at time.Time) (from, until time.Time, ok bool) {
	for i := 0; i+1 < len(w); i += 2 {
		if at.Before(w[i+1]) {
			return w[i], w[i+1], true
		}
	}
	return from, until, false
}

func TestReadinessShowsTheWindowThatStandsAndTheNext(t *testing.T) {
	now := time.Now().Truncate(time.Second).UTC()
	for name, tc := range map[string]struct {
		calendar weekends
		want     string
	}{
		"none any more": {nil, "null"},
		"a next one":    {weekends{now.Add(time.Hour), now.Add(2 * time.Hour)}, `{"next":{"from":"+1h","until":"+2h"}}`},
		"in one":        {weekends{now.Add(-time.Hour), now.Add(time.Hour)}, `{"now":{"from":"-1h","until":"+1h"}}`},
		"both": {weekends{now.Add(-time.Hour), now.Add(time.Hour), now.Add(2 * time.Hour), now.Add(3 * time.Hour)},
			`{"next":{"from":"+2h","until":"+3h"},"now":{"from":"-1h","until":"+1h"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := resilience.NewRegistry("pension", resilience.Default(), noWire{}, nil, resilience.WithCalendar(tc.calendar))
			if err != nil {
				t.Fatal(err)
			}
			s := httptest.NewServer(operate.Observe(&gateway{policies: []*resilience.Registry{r}, ready: true}, telemetry.New("test").Registry()))
			defer s.Close()
			status, body := call{method: "GET", path: "/readyz?verbose"}.to(t, s.URL)
			var doc struct {
				Registries []struct {
					Gate        string         `json:"gate"`
					Maintenance map[string]any `json:"maintenance"`
				} `json:"registries"`
			}
			if err := json.Unmarshal([]byte(body), &doc); err != nil || status != 200 {
				t.Fatalf("%d, %v: a registry in maintenance makes no gateway unready", status, err)
			}
			got, _ := json.Marshal(doc.Registries[0].Maintenance)
			want := tc.want
			for _, hours := range []int{-1, 1, 2, 3} {
				want = strings.ReplaceAll(want, fmt.Sprintf("%+dh", hours), now.Add(time.Duration(hours)*time.Hour).Format(time.RFC3339))
			}
			if string(got) != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
			if holding := doc.Registries[0].Gate == "holding"; holding != strings.Contains(tc.want, "now") {
				t.Errorf("the gate is %s", doc.Registries[0].Gate)
			}
		})
	}
}
