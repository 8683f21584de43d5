package operate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// Deps are what the operate listener is made of.
type Deps struct {
	Gateway   Gateway
	Operators []Operator
	// Hosts are the names, besides localhost and any address, by which the listener may be called.
	Hosts []string
	// Secure says that it speaks TLS.
	Secure bool
	// Ledger is where what is done is written down first; nil: in the log alone.
	Ledger Ledger
	Log    *slog.Logger
	// Refused is told each request that is refused before it is looked at; nil: nobody is.
	Refused func(telemetry.OperateRefusal)
	// Sources are what the console shows besides the registries' policies.
	Sources Sources
	// Ending is closed when the listener is about to end, which its streams then do too; nil: never.
	Ending <-chan struct{}
}

// Operate returns the handler of the operate listener:
//
//	GET    /                                                  the console, and where a person signs in
//	GET    /v1/stream                                         what changes in it, as server-sent events
//	POST   /v1/session                                        {"token": …}: begin a browser's session
//	GET    /v1/session                                        who one is
//	DELETE /v1/session                                        end it
//	GET    /v1/registries                                     how all stand
//	PUT    /v1/registries/{registry}/override                 a gate's override
//	DELETE /v1/registries/{registry}/override
//	PUT    /v1/registries/{registry}/lookups/{lookup}/override a breaker's
//	DELETE /v1/registries/{registry}/lookups/{lookup}/override
//	DELETE /v1/overrides                                      all of them, the configured ones too
//
// Every request but the signing in, and a page that tells nothing, needs "Authorization: Bearer" with an operator's token, or the
// cookie of a session; with the cookie, what changes something needs the proof too that its page got at the sign-in. All need a Host that is an address or a
// known name and not one that somebody could have pointed here (DNS rebinding), and no Origin but its own. What is done is
// written down before, by whom it is done, and logged.
func Operate(d Deps) http.Handler {
	if d.Refused == nil {
		d.Refused = func(telemetry.OperateRefusal) {}
	}
	o := &operator{Deps: d, tries: newTries(time.Now), sessions: sessions{now: time.Now, by: make(map[digest]*session)}, streams: streams{by: make(map[digest]int)}}
	for _, name := range d.Hosts {
		o.hosts = append(o.hosts, strings.ToLower(name))
	}
	mux := http.NewServeMux()
	o.pages(mux)
	mux.HandleFunc("POST "+sessionPath, o.signIn)
	mux.HandleFunc("GET "+sessionPath, o.whoami)
	mux.HandleFunc("DELETE "+sessionPath, o.signOut)
	mux.HandleFunc("GET "+streamPath, o.stream)
	mux.HandleFunc("GET /v1/registries", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"registries": registries(d.Gateway)})
	})
	mux.HandleFunc("PUT /v1/registries/{registry}/override", o.put)
	mux.HandleFunc("DELETE /v1/registries/{registry}/override", o.remove)
	mux.HandleFunc("PUT /v1/registries/{registry}/lookups/{lookup}/override", o.put)
	mux.HandleFunc("DELETE /v1/registries/{registry}/lookups/{lookup}/override", o.remove)
	mux.HandleFunc("DELETE /v1/overrides", o.removeAll)
	return o.guarded(mux)
}

type operator struct {
	Deps
	hosts    []string // in small letters
	tries    *tries
	sessions sessions
	streams  streams
	shown    showing
}

// A steered thing can be overridden: a registry's gate or a lookup's breaker.
type steered interface {
	Override(resilience.Override) (resilience.Override, error)
	Lift()
}

func (o *operator) find(w http.ResponseWriter, r *http.Request) (what string, s steered) {
	registryName, lookupName := r.PathValue("registry"), r.PathValue("lookup")
	for _, registry := range o.Gateway.Registries() {
		if registry.Name() != registryName {
			continue
		}
		if lookupName == "" {
			return registryName, registry
		}
		for _, l := range registry.Lookups() {
			if l.Name() == lookupName {
				return registryName + "/" + lookupName, l
			}
		}
	}
	problem(w, http.StatusNotFound, "unknown", "there is no such registry or lookup; GET /v1/registries lists them")
	return "", nil
}

// written writes down what is about to be done. If that cannot be done it answers so, and returns false.
func (o *operator) written(w http.ResponseWriter, r *http.Request, d Deed) bool {
	if o.Ledger == nil {
		return true
	}
	d.At = time.Now()
	// Who goes away does not take back what he has asked for, and half a line helps nobody.
	if err := o.Ledger.Record(context.WithoutCancel(r.Context()), d); err != nil {
		o.Log.Error("what an operator wanted cannot be written down, and is not done", "by", d.Operator, "action", string(d.Action), "of", d.Of, "error", err)
		w.Header().Set("Retry-After", "5")
		o.refuse(w, http.StatusServiceUnavailable, telemetry.OperateLedger, "it cannot be written down at the moment, and so is not done")
		return false
	}
	return true
}

// order is the body of a PUT. For is the other way to say Until.
type order struct {
	Mode   resilience.Mode `json:"mode"`
	Reason string          `json:"reason"`
	Until  time.Time       `json:"until"`
	For    string          `json:"for"`
}

// Bounds of an order: a body in bytes, its reason in characters, and how long it may last.
const (
	maxOrder    = 4 << 10
	maxReason   = 200
	maxOverride = resilience.OverrideMost
	maxPass     = 24 * time.Hour
)

// plain reports whether a reason is one line that can be read.
func plain(reason string) bool {
	return strings.TrimSpace(reason) != "" && utf8.ValidString(reason) && utf8.RuneCountInString(reason) <= maxReason &&
		!strings.ContainsFunc(reason, func(c rune) bool {
			return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029'
		})
}

func (o *operator) put(w http.ResponseWriter, r *http.Request) {
	what, target := o.find(w, r)
	if target == nil {
		return
	}
	wanted, err := readOrder(w, r, time.Now())
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "invalid", err.Error())
		return
	}
	by := operatorOf(r.Context())
	wanted.By = by
	deed := Deed{Operator: by, Action: Overrode, Of: what, Mode: wanted.Mode, Reason: wanted.Reason, Until: wanted.Until}
	if !o.written(w, r, deed) {
		return
	}
	standing, err := target.Override(wanted)
	if err != nil { // it ended while it was written down
		if deed.Action = Undone; o.written(w, r, deed) {
			problem(w, http.StatusUnprocessableEntity, "invalid", err.Error())
		}
		return
	}
	o.Log.Warn("override", "of", what, "mode", string(standing.Mode), "why", standing.Reason, "until", standing.Until, "by", by)
	writeJSON(w, http.StatusOK, standing)
}

// readOrder reads an override whole: what it returns can be written down and then be done.
func readOrder(w http.ResponseWriter, r *http.Request, now time.Time) (resilience.Override, error) {
	var o order
	if err := readJSON(w, r, &o, "mode, reason and one of for (a duration) and until (RFC 3339)"); err != nil {
		return resilience.Override{}, err
	}
	if !plain(o.Reason) {
		return resilience.Override{}, fmt.Errorf("reason: must be given, as one line of at most %d characters", maxReason)
	}
	if adapters.HoldsNumber(o.Reason) { // it goes into the audit, the log and the state
		return resilience.Override{}, errors.New("reason: must not hold a SNILS or an INN, nor what looks like one: it is written down as it is")
	}
	if !slices.Contains(resilience.Modes(), o.Mode) {
		return resilience.Override{}, fmt.Errorf("mode: must be one of %v", resilience.Modes())
	}
	until, err := o.until(now)
	if err == nil && o.Mode == resilience.Pass && until.Sub(now) > maxPass {
		return resilience.Override{}, fmt.Errorf("mode: pass may last at most %s: nothing protects the registry meanwhile; observe may last longer", maxPass)
	}
	return resilience.Override{Mode: o.Mode, Reason: o.Reason, Until: until}, err
}

// until returns when the order ends.
func (o order) until(now time.Time) (time.Time, error) {
	until := o.Until
	if o.For != "" {
		d, err := time.ParseDuration(o.For)
		if err != nil || d <= 0 || !o.Until.IsZero() {
			return until, errors.New("for: must be a duration like 30m, and stand without until")
		}
		until = now.Add(d)
	}
	switch {
	case until.IsZero():
		return now.Add(resilience.OverrideFor), nil
	case !until.After(now):
		return until, errors.New("until: must be in the future")
	case until.Sub(now) > maxOverride:
		return until, fmt.Errorf("an override may last at most %s: it is to be forgotten by itself", maxOverride)
	}
	return until, nil
}

// readJSON reads the request's body into doc, strictly. members names what doc has, for the error.
func readJSON(w http.ResponseWriter, r *http.Request, doc any, members string) error {
	var text bytes.Buffer
	if _, err := text.ReadFrom(http.MaxBytesReader(w, r.Body, maxOrder)); err != nil {
		return fmt.Errorf("the body must be whole, and at most %d bytes", maxOrder)
	}
	checked, err := strictjson.New(strictjson.Default()).Check(text.Bytes())
	if err != nil {
		return errors.New("the body must be one JSON object without doubled members")
	}
	// encoding/json takes a member by any of its letters' cases, so that one could stand twice.
	var given map[string]json.RawMessage
	decoder := json.NewDecoder(bytes.NewReader(checked))
	decoder.DisallowUnknownFields()
	if json.Unmarshal(checked, &given) != nil || !exact(given, doc) || decoder.Decode(doc) != nil {
		return errors.New("the body must be an object of the texts " + members + ", and no other members")
	}
	return nil
}

// exact reports whether each member of given is one of doc's, letter by letter.
func exact(given map[string]json.RawMessage, doc any) bool {
	known := map[string]bool{}
	for f := range reflect.TypeOf(doc).Elem().Fields() {
		known[f.Tag.Get("json")] = true
	}
	for name := range given {
		if !known[name] {
			return false
		}
	}
	return given != nil
}

func (o *operator) remove(w http.ResponseWriter, r *http.Request) {
	what, target := o.find(w, r)
	if target == nil {
		return
	}
	by := operatorOf(r.Context())
	if !o.written(w, r, Deed{Operator: by, Action: Lifted, Of: what}) {
		return
	}
	target.Lift()
	o.Log.Warn("override lifted", "of", what, "by", by)
	w.WriteHeader(http.StatusNoContent)
}

func (o *operator) removeAll(w http.ResponseWriter, r *http.Request) {
	by := operatorOf(r.Context())
	if !o.written(w, r, Deed{Operator: by, Action: Armed, Of: "all"}) {
		return
	}
	for _, registry := range o.Gateway.Registries() {
		registry.Arm()
	}
	o.Log.Warn("override lifted", "of", "all gates and breakers", "by", by)
	w.WriteHeader(http.StatusNoContent)
}

// problem writes an RFC 9457 document.
func problem(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "code": code, "detail": detail})
}
