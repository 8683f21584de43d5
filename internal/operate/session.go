package operate

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"
)

// sessionPath is where a browser signs in (POST), asks who it is (GET) and signs out (DELETE).
const sessionPath = "/v1/session"

const (
	sessionLife = time.Hour        // whatever happens
	sessionIdle = 15 * time.Minute // without a request
	sessionMost = 100              // at a time; the oldest makes room
)

// A session is what stands for an operator's token in a browser, for a short while. It ends when the token changes.
type session struct {
	operator string
	token    digest // of the operator, as it was at the sign-in
	proof    digest
	until    time.Time
	idle     time.Time // it ends earlier, unless it is used
}

// sessions are those that stand, by the digest of what the cookie holds. They end with the process.
type sessions struct {
	now func() time.Time

	mu sync.Mutex
	by map[digest]*session
}

// begin returns a session's cookie and proof.
func (s *sessions) begin(o Operator) (cookie, proof string, until time.Time) {
	cookie, proof = rand.Text(), rand.Text()
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makeRoom(now)
	until = now.Add(sessionLife)
	s.by[digestOf(cookie)] = &session{
		operator: o.Name, token: digest(o.digest()), proof: digestOf(proof), until: until, idle: now.Add(sessionIdle),
	}
	return cookie, proof, until
}

// makeRoom forgets what has ended, and the one that ends first if there are too many. The caller holds mu.
func (s *sessions) makeRoom(now time.Time) {
	var first digest
	for id, one := range s.by {
		if one.ended(now) {
			delete(s.by, id)
		} else if f := s.by[first]; f == nil || one.until.Before(f.until) {
			first = id
		}
	}
	if len(s.by) >= sessionMost {
		delete(s.by, first)
	}
}

func (s *session) ended(now time.Time) bool { return !now.Before(s.until) || !now.Before(s.idle) }

// of returns a copy of the request's session, which lives on by that; nil: it has none that stands.
func (s *sessions) of(r *http.Request, d Deps) *session { return s.found(r, d, true) }

// look is of without a use: the session does not live on by it.
func (s *sessions) look(r *http.Request, d Deps) *session { return s.found(r, d, false) }

func (s *sessions) found(r *http.Request, d Deps, used bool) *session {
	id, now := cookieDigest(r, d), s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.by[id]
	if one == nil || one.ended(now) || !d.has(one.operator, one.token) {
		delete(s.by, id)
		return nil
	}
	if used {
		one.idle = now.Add(sessionIdle)
	}
	held := *one
	return &held
}

// cookieDigest returns what a session of the request's is kept under; of a request without a cookie, what none is kept under.
func cookieDigest(r *http.Request, d Deps) digest {
	cookie, err := r.Cookie(d.cookieName())
	if err != nil {
		return digest{}
	}
	return digestOf(cookie.Value)
}

// ends returns when the session ends, if it is not used.
func (s *session) ends() time.Time {
	if s.idle.Before(s.until) {
		return s.idle
	}
	return s.until
}

// has reports whether the operator still has the token.
func (d Deps) has(name string, token digest) bool {
	for _, o := range d.Operators {
		if o.Name == name && subtle.ConstantTimeCompare(o.digest(), token[:]) == 1 {
			return true
		}
	}
	return false
}

func (s *sessions) end(r *http.Request, d Deps) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.by, cookieDigest(r, d))
}

// proves reports whether the request may do what it asks by s: reading, and signing out, need the cookie alone.
func (s *session) proves(r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.URL.Path == sessionPath {
		return true
	}
	given := digestOf(r.Header.Get(proofHeader))
	return subtle.ConstantTimeCompare(given[:], s.proof[:]) == 1
}

// cookieName: over TLS a browser sees to it that nobody else has set it.
func (d Deps) cookieName() string {
	if d.Secure {
		return "__Host-sverka-operate"
	}
	return "sverka-operate"
}

func (d Deps) cookie(value string, life time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // Secure where there is TLS: else it is loopback
		Name: d.cookieName(), Value: value, Path: "/", MaxAge: int(life / time.Second),
		Secure: d.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// signedIn is what a page is told of its session.
type signedIn struct {
	Operator string    `json:"operator"`
	Until    time.Time `json:"until"`
	Proof    string    `json:"proof,omitempty"` // once, at the sign-in: to be sent as X-Sverka-Proof with whatever changes something
}

// signIn begins a session for who has a token.
func (o *operator) signIn(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Token string `json:"token"`
	}
	if err := readJSON(w, r, &asked, "token"); err != nil {
		problem(w, http.StatusUnprocessableEntity, "invalid", err.Error())
		return
	}
	who, ok := o.byToken(w, r, asked.Token)
	if !ok || !o.written(w, r, Deed{Operator: who.Name, Action: SignIn}) {
		return
	}
	o.Log.Info("an operator has signed in", "by", who.Name)
	cookie, proof, until := o.sessions.begin(who)
	http.SetCookie(w, o.cookie(cookie, sessionLife))
	writeJSON(w, http.StatusOK, signedIn{who.Name, until, proof})
}

// whoami tells a page whose session it has; of a token that it is no session.
func (o *operator) whoami(w http.ResponseWriter, r *http.Request) {
	doc := signedIn{Operator: operatorOf(r.Context())}
	if s := o.sessions.of(r, o.Deps); s != nil && r.Header.Get("Authorization") == "" {
		doc.Until = s.ends()
	}
	writeJSON(w, http.StatusOK, doc)
}

func (o *operator) signOut(w http.ResponseWriter, r *http.Request) {
	o.sessions.end(r, o.Deps)
	http.SetCookie(w, o.cookie("", -time.Second))
	w.WriteHeader(http.StatusNoContent)
}

type operatorKey struct{}

func as(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, operatorKey{}, name)
}

// operatorOf returns the name of who asks.
func operatorOf(ctx context.Context) string {
	name, _ := ctx.Value(operatorKey{}).(string)
	return name
}
