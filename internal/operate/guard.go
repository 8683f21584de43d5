package operate

import (
	"mime"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/internal/telemetry"
)

// proofHeader is where a page sends what it got at the sign-in. A cookie is sent to every port of a host and could be sent by a page that
// is not ours; a header of this name neither.
const proofHeader = "X-Sverka-Proof"

// guarded lets through who may operate. The order matters: who cannot prove himself learns nothing of the rest.
func (o *operator) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fence(w.Header())
		switch {
		case !o.addressed(r.Host):
			o.refuse(w, http.StatusMisdirectedRequest, telemetry.OperateHost, "the Host must be the listener's address, localhost, or one of operate.hosts")
		case !sameOrigin(r):
			o.refuse(w, http.StatusForbidden, telemetry.OperateOrigin, "requests from other sites' pages are refused")
		case r.Header.Get("Authorization") == "" && hasBody(r) && !isJSON(r):
			o.refuse(w, http.StatusUnsupportedMediaType, telemetry.OperateForm, "a body must be of Content-Type application/json")
		case open(r):
			next.ServeHTTP(w, r)
		default:
			o.admit(w, r, next)
		}
	})
}

// fence keeps a browser from doing with a reply what it is not for.
func fence(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "+
		"form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// addressed reports whether host is an IP address, localhost or a configured name. Any other name could be under somebody's control and
// resolve to this listener in a browser that holds no more than a page of his (DNS rebinding).
func (o *operator) addressed(host string) bool {
	name := hostName(host)
	return name == "localhost" || net.ParseIP(name) != nil || name != "" && slices.Contains(o.hosts, name)
}

// hostName returns the name of a Host, in small letters and without port and brackets; "": it is none.
func hostName(host string) string {
	if name, port, err := net.SplitHostPort(host); err == nil {
		if strings.Trim(port, "0123456789") != "" {
			return ""
		}
		return strings.ToLower(name)
	}
	if name, ok := strings.CutPrefix(host, "["); ok {
		name, ok = strings.CutSuffix(name, "]")
		if !ok {
			return ""
		}
		return name
	}
	if strings.Contains(host, ":") {
		return ""
	}
	return strings.ToLower(host)
}

// sameOrigin refuses what a browser sends for a page of another site or another port, by Fetch Metadata and by Origin: either may be
// absent in a browser, and both are in a script.
func sameOrigin(r *http.Request) bool {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead
	for _, site := range r.Header["Sec-Fetch-Site"] {
		if site != "same-origin" && (site != "none" || !safe) { // none: the person himself, by the address bar
			return false
		}
	}
	origins := r.Header["Origin"]
	if len(origins) == 0 {
		return true
	}
	// Without TLS of our own there may be somebody in front who ends it.
	ours := strings.EqualFold(origins[0], "https://"+r.Host) || r.TLS == nil && strings.EqualFold(origins[0], "http://"+r.Host)
	return ours && len(origins) == 1
}

// hasBody reports whether the request brings a body, or says that it is of a type, as a form's does even when it is empty.
func hasBody(r *http.Request) bool { return r.ContentLength != 0 || r.Header.Get("Content-Type") != "" }

// isJSON reports whether the body is said to be JSON, which a form cannot say, and a page of another site only after it has asked.
func isJSON(r *http.Request) bool {
	given := r.Header["Content-Type"]
	if len(given) != 1 {
		return false
	}
	kind, _, err := mime.ParseMediaType(given[0])
	return err == nil && kind == "application/json"
}

// open reports whether everybody may see it who has come so far: the page, which looks itself whether somebody has signed in, and the signing in.
func open(r *http.Request) bool {
	switch r.URL.Path {
	case "/", "/operate.js", "/operate.css", "/operate.svg":
		return r.Method == http.MethodGet || r.Method == http.MethodHead
	case sessionPath:
		return r.Method == http.MethodPost
	}
	return false
}

// admit lets through who shows a token, or a session.
func (o *operator) admit(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if _, ok := r.Header["Authorization"]; ok {
		if who, ok := o.byToken(w, r, bearer(r)); ok {
			next.ServeHTTP(w, r.WithContext(as(r.Context(), who.Name)))
		}
		return
	}
	find := o.sessions.of
	if r.URL.Path == streamPath {
		find = o.sessions.look // a page comes back by itself
	}
	s := find(r, o.Deps)
	switch {
	case s == nil:
		o.unknown(w)
	case !s.proves(r):
		o.refuse(w, http.StatusForbidden, telemetry.OperateProof, "a session may only read, unless "+proofHeader+" has what the sign-in gave")
	default:
		next.ServeHTTP(w, r.WithContext(as(r.Context(), s.operator)))
	}
}

func bearer(r *http.Request) string {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || len(r.Header["Authorization"]) != 1 {
		return ""
	}
	return given
}

// byToken returns whose the token is, or refuses. A token from an address that has tried too many is not looked at.
func (o *operator) byToken(w http.ResponseWriter, r *http.Request, token string) (Operator, bool) {
	if token == "" {
		o.unknown(w)
		return Operator{}, false
	}
	given := digestOf(token)
	if wait := o.tries.wait(r.RemoteAddr); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		o.refuse(w, http.StatusTooManyRequests, telemetry.OperateTries, "too many wrong tokens came from this address; none is looked at until then")
		return Operator{}, false
	}
	who, ok := o.whose(given)
	if !ok {
		if !o.tries.repeated(given) {
			o.Log.Warn("a wrong operate token", "from", addressOf(r.RemoteAddr))
		}
		o.tries.wrong(r.RemoteAddr, given)
		o.unknown(w)
		return Operator{}, false
	}
	o.tries.right(given)
	return who, true
}

func (o *operator) unknown(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="operate"`)
	o.refuse(w, http.StatusUnauthorized, telemetry.OperateUnknown, "give an operator's token as Authorization: Bearer, or sign in at /")
}

func (o *operator) refuse(w http.ResponseWriter, status int, why telemetry.OperateRefusal, detail string) {
	o.Refused(why)
	problem(w, status, string(why), detail)
}
