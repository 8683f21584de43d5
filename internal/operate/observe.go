package operate

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sverka/sverka/internal/resilience"
)

// Observe returns the handler of the observe listener: /metrics, /healthz (the process answers) and /readyz (it wants
// questions). It is read-only and needs no credential.
//
// A registry that is down does not make the gateway unready: taking every replica out of service would not bring the
// registry back, and would take the other registries from everybody. /readyz?verbose tells how each stands.
func Observe(g Gateway, metrics prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{EnableOpenMetrics: true, MaxRequestsInFlight: 3, Timeout: 10 * time.Second}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { readyz(w, r, g) })
	return mux
}

// readiness is the document of /readyz.
type readiness struct {
	Status     string     `json:"status"` // ready or unready
	Why        string     `json:"why,omitempty"`
	Registries []registry `json:"registries,omitempty"` // with ?verbose
}

func readyz(w http.ResponseWriter, r *http.Request, g Gateway) {
	doc, status := readiness{Status: "ready"}, http.StatusOK
	if ok, why := g.Ready(); !ok {
		doc, status = readiness{Status: "unready", Why: why}, http.StatusServiceUnavailable
	}
	if r.URL.Query().Has("verbose") {
		doc.Registries = registries(g)
	}
	writeJSON(w, status, doc)
}

// registry says how one registry stands, for people and scripts.
type registry struct {
	Registry        string               `json:"registry"`
	Gate            resilience.GateState `json:"gate"`
	Hold            *hold                `json:"hold,omitempty"`
	Override        *resilience.Override `json:"override,omitempty"`
	Maintenance     *maintenance         `json:"maintenance,omitempty"` // absent: its calendar has no window any more
	Waiting         int                  `json:"waiting"`
	InFlight        int                  `json:"in_flight"`
	RetryBudgetLeft int                  `json:"retry_budget_left"`
	Lookups         []lookup             `json:"lookups"`
}

type hold struct {
	Cause resilience.HoldCause `json:"cause"`
	What  string               `json:"what,omitempty"`
	Since time.Time            `json:"since,omitzero"`
	Until time.Time            `json:"until,omitzero"`
}

// maintenance is what the registry's calendar says.
type maintenance struct {
	Now  *window `json:"now,omitempty"`
	Next *window `json:"next,omitempty"`
}

type window struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until,omitzero"`
}

type lookup struct {
	Lookup    string                  `json:"lookup"`
	Breaker   resilience.BreakerState `json:"breaker"`
	OpenUntil time.Time               `json:"open_until,omitzero"`
	Trip      *trip                   `json:"trip,omitempty"` // of open and half open: what opened it
	Override  *resilience.Override    `json:"override,omitempty"`
	Waiting   int                     `json:"waiting"`
	InFlight  int                     `json:"in_flight"`
}

type trip struct {
	At        time.Time           `json:"at"`
	Rule      resilience.TripRule `json:"rule"`
	Failures  int                 `json:"failures"`
	Successes int                 `json:"successes"`
	InARow    int                 `json:"in_a_row"`
	Cause     string              `json:"cause"`
	Slowest   string              `json:"slowest"`
}

func registries(g Gateway) []registry {
	all := make([]registry, 0, len(g.Registries()))
	for _, r := range g.Registries() {
		all = append(all, describe(r.Snapshot()))
	}
	return all
}

func describe(s resilience.Snapshot) registry {
	r := registry{
		Registry: s.Registry, Gate: s.Gate.State, Override: override(s.Gate.Override),
		Maintenance: closures(s.Gate),
		Waiting:     s.Waiting, InFlight: s.InFlight, RetryBudgetLeft: s.BudgetLeft,
	}
	if s.Gate.State == resilience.Holding {
		h := s.Gate.Hold
		r.Hold = &hold{Cause: h.Cause, What: h.What.String(), Since: h.Since, Until: h.Until}
	}
	for _, l := range s.Lookups {
		d := lookup{
			Lookup: l.Lookup, Breaker: l.Breaker.State, OpenUntil: l.Breaker.OpenUntil,
			Override: override(l.Breaker.Override), Waiting: l.Waiting, InFlight: l.InFlight,
		}
		if t := l.Breaker.Trip; l.Breaker.State != resilience.Closed {
			d.Trip = &trip{At: t.At, Rule: t.Rule, Failures: t.Failures, Successes: t.Successes, InARow: t.InARow,
				Cause: t.Cause.String(), Slowest: t.Slowest.String()}
		}
		r.Lookups = append(r.Lookups, d)
	}
	return r
}

func closures(g resilience.GateSnapshot) *maintenance {
	if g.Closed == g.Next { // neither
		return nil
	}
	return &maintenance{Now: closed(g.Closed), Next: closed(g.Next)}
}

func closed(w resilience.Window) *window {
	if w.From.IsZero() {
		return nil
	}
	return &window{From: w.From, Until: w.Until}
}

func override(o resilience.Override) *resilience.Override {
	if o.Mode == "" {
		return nil
	}
	return &o
}

func writeJSON(w http.ResponseWriter, status int, doc any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(doc) // the reader has gone
}
