package httpapi

import (
	"context"
	"net/http"

	"github.com/sverka/sverka/internal/fair"
	"github.com/sverka/sverka/internal/message"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// server is the front door. It is immutable after New and safe for concurrent use.
type server struct {
	deps     Deps
	texts    *message.Citizen
	lookups  []lookup
	byPath   map[string]*lookup
	checker  *strictjson.Checker
	contract *contract
	bodies   bodies
	room     *fair.Room // of requests in hand
	pages    map[string]http.HandlerFunc
}

// New returns the front door over d: the lookups under /v1/lookups/, the contract at /openapi.yaml, and /docs. Limits on
// connections, headers and whole requests are the http.Server's.
func New(d Deps) http.Handler {
	s := &server{deps: d.orDefaults(), texts: message.NewCitizen(), byPath: make(map[string]*lookup)}
	s.lookups = table(d.Lookups, s.texts)
	for i := range s.lookups {
		s.byPath[lookupsPath+s.lookups[i].name] = &s.lookups[i]
	}
	s.checker = newChecker(s.deps.MaxBody)
	s.contract = newContract()
	s.pages = pages()
	s.room = fair.NewRoom(s.deps.MaxRequests)
	return s
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, made := correlationID(r.Header)
	h := w.Header()
	h.Set("X-Correlation-Id", id)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	v := &visit{ResponseWriter: w, server: s, correlation: id, made: made}
	defer v.recovered(r.Context())
	if err := declaresLength(v, r); err != nil {
		v.refuse(r.Context(), err)
		return
	}
	s.route(v, r.WithContext(telemetry.WithCorrelation(r.Context(), id)))
}

// A visit is one request on its way: where its answer goes, and what is known for it so far.
type visit struct {
	http.ResponseWriter
	server *server
	lookup *lookup // nil until the path has named one
	wrote  bool

	correlation string // the id of the request, which the answer bears
	made        bool   // it is of the gateway's making
}

// WriteHeader implements http.ResponseWriter.
func (v *visit) WriteHeader(status int) {
	v.wrote = true
	v.ResponseWriter.WriteHeader(status)
}

// refuse answers a request that never became a lookup, and tells who counts them.
func (v *visit) refuse(ctx context.Context, err error) {
	status, reason := v.problem(err)
	name := ""
	if v.lookup != nil {
		name = v.lookup.name
	}
	v.server.deps.Refused(ctx, name, status, reason)
}
