package httpapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
)

const lookupsPath = "/v1/lookups/"

// planVerb follows the path of a lookup that is to be planned and not asked.
const planVerb = ":plan"

// route finds what a request is for by its path, and refuses what nothing is for.
func (s *server) route(v *visit, r *http.Request) {
	path := r.URL.Path
	if page, ok := s.pages[path]; ok {
		v.only(r, page, http.MethodGet, http.MethodHead)
		return
	}
	if v.lookup = s.byPath[path]; v.lookup != nil {
		v.only(r, func(_ http.ResponseWriter, r *http.Request) { s.serve(v, r) }, http.MethodPost)
		return
	}
	if path == messagesPath {
		v.only(r, func(_ http.ResponseWriter, r *http.Request) { s.messages(v, r) }, http.MethodGet, http.MethodHead)
		return
	}
	if name, ok := strings.CutSuffix(path, planVerb); ok && s.byPath[name] != nil {
		v.lookup = s.byPath[name]
		v.only(r, func(_ http.ResponseWriter, r *http.Request) { s.plan(v, r) }, http.MethodPost)
		return
	}
	if id, ok := strings.CutPrefix(path, lookupsPath); ok && isUUID(id) {
		v.only(r, func(_ http.ResponseWriter, r *http.Request) { s.resume(v, r, id) }, http.MethodGet, http.MethodHead)
		return
	}
	v.refuse(r.Context(), noSuchPath())
}

// isUUID reports whether s is written as the one form of RFC 9562, section 4: another spelling of an id is another path.
func isUUID(s string) bool {
	const form = 36
	return len(s) == form && uuid.Validate(s) == nil && s == strings.ToLower(s)
}

// only lets the methods through to next, answers OPTIONS, and refuses every other method (RFC 9110, 15.5.6).
func (v *visit) only(r *http.Request, next http.HandlerFunc, methods ...string) {
	if slices.Contains(methods, r.Method) {
		next(v, r)
		return
	}
	v.Header().Set("Allow", strings.Join(append(methods, http.MethodOptions), ", "))
	if r.Method == http.MethodOptions {
		v.WriteHeader(http.StatusNoContent)
		return
	}
	v.refuse(r.Context(), wrongMethod(methods))
}
