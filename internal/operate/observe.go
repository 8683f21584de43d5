package operate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/internal/resilience"
)

// Observe returns the handler of the observe listener: /metrics, /healthz (the process answers) and /readyz (it wants
// questions; ?verbose: how each registry stands and why, ?verbose=text for people). It is read-only and needs no credential.
//
// A registry that is down does not make the gateway unready: taking every replica out of service would not bring the
// registry back, and would take the other registries from everybody. /readyz?verbose tells how each stands.
func Observe(g Gateway, metrics prometheus.Gatherer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", scrape(metrics))
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
		doc.Registries = anonymous(registries(g))
	}
	if wantsText(r) {
		writeText(w, status, doc)
		return
	}
	writeJSON(w, status, doc)
}

// anonymous leaves out who gave the overrides: whoever comes to this listener has shown nothing.
func anonymous(all []registry) []registry {
	for _, r := range all {
		if r.Override != nil {
			r.Override.By = ""
		}
		for _, l := range r.Lookups {
			if l.Override != nil {
				l.Override.By = ""
			}
		}
	}
	return all
}

// wantsText reports whether the reader is a person at a terminal: ?verbose=text, or Accept: text/plain.
func wantsText(r *http.Request) bool {
	return r.URL.Query().Get("verbose") == "text" || strings.HasPrefix(r.Header.Get("Accept"), "text/plain")
}

// writeText writes a readiness as lines: of each registry its gate, of each lookup its breaker, and why.
func writeText(w http.ResponseWriter, status int, doc readiness) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	lines := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, strings.TrimSuffix(doc.Status+": "+doc.Why, ": "))
	for _, r := range doc.Registries {
		fmt.Fprintf(lines, "\n%s\t%s\t%s\n", r.Registry, cmp.Or(steeredBy(r.Override), string(r.Gate)), r.Why)
		for _, l := range r.Lookups {
			fmt.Fprintf(lines, "  %s\t%s\t%s\n", l.Lookup, cmp.Or(steeredBy(l.Override), string(l.Breaker)), l.Why)
		}
	}
	_ = lines.Flush() // the reader has gone
}

// steeredBy is what a gate or breaker does by an override, whatever its own state; "": there is none.
func steeredBy(o *resilience.Override) string {
	if o == nil {
		return ""
	}
	return "on " + string(o.Mode)
}

// registry says how one registry stands, for people and scripts.
type registry struct {
	Registry        string               `json:"registry"`
	Gate            resilience.GateState `json:"gate"`
	Why             string               `json:"why,omitempty"` // it does not pass, or does as an operator says: a sentence
	Hold            *hold                `json:"hold,omitempty"`
	Override        *resilience.Override `json:"override,omitempty"`
	Maintenance     *maintenance         `json:"maintenance,omitempty"` // absent: its calendar has no window any more
	Waiting         int                  `json:"waiting"`
	InFlight        int                  `json:"in_flight"`
	RetryBudgetLeft int                  `json:"retry_budget_left"`
	Lookups         []lookup             `json:"lookups"`
}

type hold struct {
	Cause   resilience.HoldCause `json:"cause"`
	What    string               `json:"what,omitempty"`
	Since   time.Time            `json:"since,omitzero"`
	Until   time.Time            `json:"until,omitzero"`    // the next probe may go then
	Probing bool                 `json:"probing,omitempty"` // one is on its way
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
	Why       string                  `json:"why,omitempty"` // it is not closed, or does as an operator says: a sentence
	Since     time.Time               `json:"not_closed_since,omitzero"`
	OpenUntil time.Time               `json:"open_until,omitzero"` // the next probe may go then
	Reopened  int                     `json:"reopened,omitempty"`  // how often its open time has doubled
	Last      string                  `json:"last_failure,omitempty"`
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
	Since     time.Time           `json:"failing_since,omitzero"` // the first of the failures that is remembered
}

func registries(g Gateway) []registry {
	all := make([]registry, 0, len(g.Registries()))
	for _, r := range g.Registries() {
		all = append(all, describe(r.Snapshot(), time.Now()))
	}
	return all
}

func describe(s resilience.Snapshot, now time.Time) registry {
	r := registry{
		Registry: s.Registry, Gate: s.Gate.State, Why: s.Gate.Why(now), Override: override(s.Gate.Override),
		Maintenance: closures(s.Gate),
		Waiting:     s.Waiting, InFlight: s.InFlight, RetryBudgetLeft: s.BudgetLeft,
	}
	if s.Gate.State == resilience.Holding {
		h := s.Gate.Hold
		r.Hold = &hold{Cause: h.Cause, What: h.What.String(), Since: h.Since, Until: h.Until, Probing: s.Gate.Probing}
	}
	for _, l := range s.Lookups {
		r.Lookups = append(r.Lookups, describeLookup(l, now))
	}
	return r
}

func describeLookup(l resilience.LookupSnapshot, now time.Time) lookup {
	b := l.Breaker
	d := lookup{
		Lookup: l.Lookup, Breaker: b.State, Why: b.Why(now), OpenUntil: b.OpenUntil,
		Override: override(b.Override), Waiting: l.Waiting, InFlight: l.InFlight,
	}
	if t := b.Trip; b.State != resilience.Closed {
		d.Since, d.Reopened, d.Last = t.At, b.Reopened, b.LastFailure.String()
		d.Trip = &trip{At: t.At, Rule: t.Rule, Failures: t.Failures, Successes: t.Successes, InARow: t.InARow,
			Cause: t.Cause.String(), Slowest: t.Slowest.String(), Since: t.Since}
	}
	return d
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
