package operate

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// Operate returns the handler of the operate listener:
//
//	GET    /v1/registries                                     how all stand
//	PUT    /v1/registries/{registry}/override                 a gate's override
//	DELETE /v1/registries/{registry}/override
//	PUT    /v1/registries/{registry}/lookups/{lookup}/override a breaker's
//	DELETE /v1/registries/{registry}/lookups/{lookup}/override
//	DELETE /v1/overrides                                      all of them, the configured ones too
//
// Every request needs "Authorization: Bearer" with the token, a Host that is an address and not a name that somebody
// could have pointed here (DNS rebinding), and no Origin but its own. What is done is logged.
func Operate(g Gateway, token adapters.Secret, log *slog.Logger) http.Handler {
	o := &operator{gateway: g, log: log, token: sha256.Sum256([]byte(token.Reveal()))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/registries", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"registries": registries(g)})
	})
	mux.HandleFunc("PUT /v1/registries/{registry}/override", o.put)
	mux.HandleFunc("DELETE /v1/registries/{registry}/override", o.remove)
	mux.HandleFunc("PUT /v1/registries/{registry}/lookups/{lookup}/override", o.put)
	mux.HandleFunc("DELETE /v1/registries/{registry}/lookups/{lookup}/override", o.remove)
	mux.HandleFunc("DELETE /v1/overrides", o.removeAll)
	return o.guarded(mux)
}

type operator struct {
	gateway Gateway
	log     *slog.Logger
	token   [sha256.Size]byte
}

// guarded lets through who may operate. The order matters: who cannot prove himself learns nothing of the rest.
func (o *operator) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !addressed(r.Host):
			problem(w, http.StatusMisdirectedRequest, "host", "the Host must be the listener's address or localhost")
		case !sameOrigin(r):
			problem(w, http.StatusForbidden, "origin", "requests from other sites' pages are refused")
		case !o.knows(r):
			w.Header().Set("WWW-Authenticate", `Bearer realm="operate"`)
			problem(w, http.StatusUnauthorized, "unauthenticated", "give the operate token as Authorization: Bearer")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// addressed reports whether host is an IP address or localhost. A name under somebody's control could resolve to this
// listener in a browser that holds no more than a page of his.
func addressed(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil
}

// sameOrigin refuses what a browser sends for a page of another site (Fetch Metadata, and Origin where that is absent).
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host || origin == "https://"+r.Host
}

// knows compares digests, so that neither the token's length nor where it differs shows in time.
func (o *operator) knows(r *http.Request) bool {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	digest := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(digest[:], o.token[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}

// A steered thing can be overridden: a registry's gate or a lookup's breaker.
type steered interface {
	Override(resilience.Override) (resilience.Override, error)
	Lift()
}

func (o *operator) find(w http.ResponseWriter, r *http.Request) (what string, s steered) {
	registryName, lookupName := r.PathValue("registry"), r.PathValue("lookup")
	for _, registry := range o.gateway.Registries() {
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

// order is the body of a PUT. For is the other way to say Until.
type order struct {
	Mode   resilience.Mode `json:"mode"`
	Reason string          `json:"reason"`
	Until  time.Time       `json:"until"`
	For    string          `json:"for"`
}

// Bounds of an order: its body in bytes, its reason in characters, and how long it may last.
const (
	maxOrder    = 4 << 10
	maxReason   = 200
	maxOverride = resilience.OverrideMost
)

// plain reports whether a reason is one line that can be read.
func plain(reason string) bool {
	return strings.TrimSpace(reason) != "" && utf8.RuneCountInString(reason) <= maxReason &&
		!strings.ContainsFunc(reason, unicode.IsControl)
}

func (o *operator) put(w http.ResponseWriter, r *http.Request) {
	what, target := o.find(w, r)
	if target == nil {
		return
	}
	wanted, err := readOrder(http.MaxBytesReader(w, r.Body, maxOrder))
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "invalid", err.Error())
		return
	}
	standing, err := target.Override(wanted)
	if err != nil {
		problem(w, http.StatusUnprocessableEntity, "invalid", err.Error())
		return
	}
	o.log.Warn("override", "of", what, "mode", string(standing.Mode), "why", standing.Reason, "until", standing.Until)
	writeJSON(w, http.StatusOK, standing)
}

func readOrder(body io.Reader) (resilience.Override, error) {
	var o order
	text, err := io.ReadAll(body)
	if err != nil {
		return resilience.Override{}, fmt.Errorf("the body must be whole, and at most %d bytes", maxOrder)
	}
	if text, err = strictjson.New(strictjson.Default()).Check(text); err != nil {
		return resilience.Override{}, errors.New("the body must be one JSON object without doubled members")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&o) != nil {
		return resilience.Override{}, errors.New("the body must be an object of the texts mode, reason and one of for (a duration) and until (RFC 3339), and no other members")
	}
	if !plain(o.Reason) {
		return resilience.Override{}, fmt.Errorf("reason: must be given, as one line of at most %d characters", maxReason)
	}
	if o.For != "" {
		d, err := time.ParseDuration(o.For)
		if err != nil || d <= 0 || !o.Until.IsZero() {
			return resilience.Override{}, fmt.Errorf("for: must be a duration like 30m, and stand without until")
		}
		o.Until = time.Now().Add(d)
	}
	if time.Until(o.Until) > maxOverride {
		return resilience.Override{}, fmt.Errorf("an override may last at most %s: it is to be forgotten by itself", maxOverride)
	}
	return resilience.Override{Mode: o.Mode, Reason: o.Reason, Until: o.Until}, nil
}

func (o *operator) remove(w http.ResponseWriter, r *http.Request) {
	what, target := o.find(w, r)
	if target == nil {
		return
	}
	target.Lift()
	o.log.Warn("override lifted", "of", what)
	w.WriteHeader(http.StatusNoContent)
}

func (o *operator) removeAll(w http.ResponseWriter, _ *http.Request) {
	for _, registry := range o.gateway.Registries() {
		registry.Arm()
	}
	o.log.Warn("override lifted", "of", "all gates and breakers")
	w.WriteHeader(http.StatusNoContent)
}

// problem writes an RFC 9457 document.
func problem(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "code": code, "detail": detail})
}
