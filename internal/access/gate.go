package access

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
)

// A Gate lets callers in. It implements httpapi.Access and is safe for concurrent use.
type Gate struct {
	ways    config.Access
	lookups []string
	metrics *telemetry.Metrics
	log     *slog.Logger
	seldom  *rate.Limiter // of what strangers can make it log
	tokens  *tokens       // nil: none is taken
	rules   atomic.Pointer[rules]

	reloading sync.Mutex
	meters    map[string]*meter
}

// rules are who may come in by one reading of the files. They are immutable, but for what they remember.
type rules struct {
	byName      map[string]*caller
	bySAN       map[string]*caller
	byClaim     map[string]*caller
	keys        []known
	authorities *authorities // nil: no certificate is taken
	verified    *verified
}

// A caller is one caller by one reading.
type caller struct {
	adapters.Caller
	meter *meter
}

// Check returns nil if the files that ways name can be used; else what is wrong, each error with the key that names its file.
// lookups are those that there are, as registry/lookup.
func Check(ways config.Access, lookups []string) error {
	_, _, err := read(ways, lookups)
	if ways.Tokens.Issuer == "" {
		return err
	}
	if wrong := wayTo(ways.Tokens).Validate(); wrong != nil {
		said := strings.NewReplacer("tls.ca_file", "ca_file", "base_url", "keys_url").Replace(wrong.Error())
		err = errors.Join(err, under("access.tokens", errors.New(said)))
	}
	return err
}

// Open reads who may come in. The error is Check's. Run the gate, so that it can verify tokens.
func Open(ways config.Access, lookups []string, metrics *telemetry.Metrics, log *slog.Logger) (*Gate, error) {
	g := &Gate{
		ways: ways, lookups: lookups, metrics: metrics, log: log, meters: make(map[string]*meter),
		seldom: rate.NewLimiter(1, 10),
	}
	if err := g.load(); err != nil {
		return nil, err
	}
	if ways.Tokens.Issuer != "" {
		var err error
		if g.tokens, err = newTokens(ways.Tokens, metrics, log); err != nil {
			return nil, fmt.Errorf("access.tokens: %w", err)
		}
	}
	metrics.Loaded()
	return g, nil
}

// Reload reads who may come in again. Requests that are on their way keep what they were granted; from then on the new holds, what
// is counted of a caller's rate and day stands. What cannot be used leaves everything as it was, and is the error.
func (g *Gate) Reload() error {
	err := g.load()
	g.metrics.Reloaded(err == nil)
	return err
}

func (g *Gate) load() error {
	callers, vouching, err := read(g.ways, g.lookups)
	if err != nil {
		return err
	}
	g.reloading.Lock()
	defer g.reloading.Unlock()
	g.rules.Store(g.ruled(callers, vouching))
	g.metrics.NameCallers(slices.Sorted(maps.Keys(callers.Callers))...)
	g.metrics.KeysEnd(callers.keyEnds())
	return nil
}

func read(ways config.Access, lookups []string) (Callers, *authorities, error) {
	callers, err := load(ways, lookups)
	err = under("access.callers_file", err)
	if ways.Certificates.CAFile == "" {
		return callers, nil, err
	}
	const key = "access.certificates.ca_file"
	bundle, unread := secret.Read(secret.File{Written: ways.Certificates.CAFile, Care: secret.Public})
	if unread != nil {
		return callers, nil, errors.Join(err, under(key, unread))
	}
	vouching, wrong := bundled(bundle)
	return callers, vouching, errors.Join(err, under(key, wrong))
}

// under puts the key in front of each of joined errors.
func under(key string, err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, under(key, e))
		}
		return errors.Join(all...)
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", key, err)
}

// ruled makes of the files what requests are held to. The caller holds reloading.
func (g *Gate) ruled(c Callers, vouching *authorities) *rules {
	r := &rules{
		byName: make(map[string]*caller), bySAN: make(map[string]*caller), byClaim: make(map[string]*caller),
		authorities: vouching, verified: newVerified(),
	}
	maps.DeleteFunc(g.meters, func(name string, _ *meter) bool { _, is := c.Callers[name]; return !is })
	for name, e := range c.Callers {
		m := g.meters[name]
		if m == nil {
			m = newMeter(&e)
			g.meters[name] = m
		}
		m.set(&e)
		r.add(&caller{Caller: adapters.Caller{Name: name, Grant: adapters.NewGrant(e.Lookups, e.Purposes, e.Bases)}, meter: m}, &e)
	}
	return r
}

func (r *rules) add(c *caller, e *Entry) {
	r.byName[c.Name] = c
	for _, written := range e.Certificates {
		san, _ := parseSAN(written) // validated
		r.bySAN[san] = c
	}
	for _, value := range e.Tokens {
		r.byClaim[value] = c
	}
	for _, k := range e.Keys {
		sum, _ := k.hash()
		until, _ := k.end()
		r.keys = append(r.keys, known{sum, until, c})
	}
}

// Authenticate returns who sends r, by the certificate of its connection or by its Authorization, and takes the request out of his
// rate. Who shows both must be the same by both.
func (g *Gate) Authenticate(r *http.Request) (adapters.Caller, error) {
	c, by, why := g.identify(r)
	if why != "" {
		return adapters.Caller{}, g.deny(r, by, why)
	}
	g.metrics.Admitted(c.Name, by)
	if by == telemetry.ByCertificate || by == telemetry.BySeveral {
		g.metrics.CertificateShown(c.Name, r.TLS.PeerCertificates[0].NotAfter)
	}
	if f := c.meter.request(); f != nil {
		g.metrics.CallerLimited(c.Name, f.Reason)
		return c.Caller, f
	}
	return c.Caller, nil
}

// Allow takes a question out of the day of the caller, by his name, or returns the *adapters.Failure limited.
func (g *Gate) Allow(name string) error {
	c := g.rules.Load().byName[name]
	if c == nil { // who was taken out while he was asking
		return adapters.Fail(adapters.Forbidden, adapters.ReasonLookup, "the caller is configured no longer")
	}
	if f := c.meter.question(); f != nil {
		g.metrics.CallerLimited(name, f.Reason)
		return f
	}
	return nil
}

func (g *Gate) identify(r *http.Request) (*caller, telemetry.Way, telemetry.Denial) {
	rules := g.rules.Load()
	certified := r.TLS != nil && len(r.TLS.PeerCertificates) > 0
	written := r.Header["Authorization"]
	switch {
	case !certified && len(written) == 0:
		return nil, telemetry.ByNothing, telemetry.DeniedMissing
	case len(written) == 0:
		c, why := rules.byCertificate(r.TLS.PeerCertificates)
		return c, telemetry.ByCertificate, why
	case !certified:
		return g.byBearer(r, rules, written)
	}
	bearer, by, why := g.byBearer(r, rules, written)
	if why != "" {
		return nil, by, why
	}
	c, why := rules.byCertificate(r.TLS.PeerCertificates)
	if why != "" {
		return nil, telemetry.ByCertificate, why
	}
	if c != bearer {
		return nil, telemetry.BySeveral, telemetry.DeniedConflict
	}
	return c, telemetry.BySeveral, ""
}

// byBearer returns whose the token or key is that stands in Authorization (RFC 6750, section 2.1). Neither is taken from anywhere
// else: URLs and bodies are logged, and kept, by others.
func (g *Gate) byBearer(r *http.Request, rules *rules, written []string) (*caller, telemetry.Way, telemetry.Denial) {
	if len(written) > 1 {
		return nil, telemetry.BySeveral, telemetry.DeniedConflict
	}
	scheme, text, _ := strings.Cut(written[0], " ")
	text = strings.Trim(text, " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer") || text == "":
		return nil, telemetry.ByNothing, telemetry.DeniedForm
	case isKey(text):
		c, why := rules.byKey(text)
		return c, telemetry.ByKey, why
	case g.tokens == nil && !isToken(text): // where no token is taken, it is meant for a key
		return nil, telemetry.ByKey, telemetry.DeniedForm
	case g.tokens == nil:
		return nil, telemetry.ByToken, telemetry.DeniedSwitchedOff
	}
	claim, why := g.tokens.verify(r.Context(), text)
	if why != "" {
		return nil, telemetry.ByToken, why
	}
	if c := rules.byClaim[claim]; c != nil {
		return c, telemetry.ByToken, ""
	}
	return nil, telemetry.ByToken, telemetry.DeniedUnknown
}

// deny counts a stranger, notes now and then who it was, and returns what he is told: not which part of his credential is wrong.
func (g *Gate) deny(r *http.Request, by telemetry.Way, why telemetry.Denial) *adapters.Failure {
	from, _, _ := net.SplitHostPort(r.RemoteAddr)
	g.metrics.Denied(by, why, from)
	if g.seldom.Allow() {
		g.log.InfoContext(r.Context(), "a caller is not known", "by", string(by), "cause", string(why), "from", from)
	}
	detail := string(by) + " " + string(why)
	switch why {
	case telemetry.DeniedMissing:
		return adapters.Fail(adapters.Unauthenticated, adapters.ReasonNoCredential, detail)
	case telemetry.DeniedExpired:
		return adapters.Fail(adapters.Unauthenticated, adapters.ReasonExpired, detail)
	case telemetry.DeniedConflict:
		return adapters.Fail(adapters.Unauthenticated, adapters.ReasonConflict, detail)
	case telemetry.DeniedUnavailable:
		return adapters.Fail(adapters.Refused, adapters.ReasonKeys, detail).After(leastPause)
	default:
		return adapters.Fail(adapters.Unauthenticated, adapters.ReasonBadCredential, detail)
	}
}

// leastPause is the least time between two fetches of the issuer's keys.
const leastPause = 10 * time.Second
