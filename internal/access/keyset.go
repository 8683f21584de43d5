package access

import (
	"context"
	"crypto"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
)

// keySet is the issuer's keys, as it last said which they are. It implements oidc.KeySet.
//
// go-oidc's own RemoteKeySet is not used: it fetches for each token that no key fits, never forgets a key but by fetching, and
// tells nobody which keys it has.
type keySet struct {
	config  config.Tokens
	client  *transport.Client
	metrics *telemetry.Metrics
	log     *slog.Logger
	saved   *savedKeys
	current atomic.Pointer[keysAt]

	mu      sync.Mutex
	fetched time.Time     // when the last fetch began
	done    chan struct{} // of the fetch that is on its way; nil: none is
	failing bool
}

// keysAt are the keys that the issuer has said at a moment.
type keysAt struct {
	keys []issuerKey
	has  map[thumbprint]bool
	at   time.Time // zero: it never has
}

// A thumbprint names a key by what it is (RFC 7638).
type thumbprint [32]byte

type issuerKey struct {
	jose.JSONWebKey
	thumb thumbprint
}

const (
	mostKeysOfIssuer = 64
	longestKeySet    = 256 << 10
	fetchLimit       = 5 * time.Second
	leastRSA         = 2048 // bits (RFC 7518, section 3.3)
)

func newKeySet(c config.Tokens, metrics *telemetry.Metrics, log *slog.Logger) (*keySet, error) {
	client, err := transport.New(wayTo(c), transport.WithLog(log))
	if err != nil {
		return nil, err
	}
	k := &keySet{config: c, client: client, metrics: metrics, log: log, saved: &savedKeys{file: c.SavedKeys, url: c.KeysURL}}
	k.current.Store(&keysAt{})
	metrics.TokenKeysMay(c.KeysAge)
	k.restore()
	return k, nil
}

// wayTo says how the issuer's keys are reached: by a way of their own, which follows no redirect and asks no environment for a proxy.
func wayTo(c config.Tokens) transport.Config {
	way := transport.Default()
	way.BaseURL, way.TLS.CAFile, way.Proxy, way.MaxBodyBytes, way.MaxConns, way.MaxIdle = c.KeysURL, c.CAFile, c.Proxy, longestKeySet, 2, 1
	return way
}

// restore takes the keys that were saved, if they are not too old.
func (k *keySet) restore() {
	document, at, err := k.saved.load()
	if err != nil {
		k.log.Warn("the saved keys of the issuer cannot be used; tokens are refused until the issuer tells its keys", "why", err.Error())
		return
	}
	if document == nil {
		return
	}
	if keys, err := parseKeys(document, at); err == nil {
		k.take(keys)
		k.log.Info("tokens are verified by the saved keys until the issuer tells its own", "keys", len(keys.keys), "of", at)
	}
}

// run keeps the keys fresh until ctx ends.
func (k *keySet) run(ctx context.Context) {
	defer k.client.Close()
	for {
		pause := k.config.Refresh
		if !k.fetch(ctx) {
			pause = min(pause, leastPause)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// has reports whether the issuer still has that key.
func (k *keySet) has(thumb thumbprint) bool { return k.usable(time.Now()).has[thumb] }

// usable returns the keys, none of which may be used when the issuer has not said so for too long.
func (k *keySet) usable(now time.Time) *keysAt {
	c := k.current.Load()
	if now.Sub(c.at) > k.config.KeysAge {
		return &keysAt{}
	}
	return c
}

// VerifySignature implements oidc.KeySet. The signer of ctx is told by which key.
func (k *keySet) VerifySignature(ctx context.Context, text string) ([]byte, error) {
	found, ok := ctx.Value(signerKey{}).(*signer)
	if !ok {
		return nil, errUnverified
	}
	signed, err := jose.ParseSignedCompact(text, found.algorithms)
	if err != nil || len(signed.Signatures) != 1 {
		found.why = telemetry.DeniedForm
		return nil, errUnverified
	}
	keys := k.usable(time.Now())
	if !keys.names(signed.Signatures[0].Header.KeyID) {
		k.ask(ctx)
		keys = k.usable(time.Now())
	}
	return keys.verify(signed, found)
}

// names reports whether a token that names its key by id may be of one of them; "" is any.
func (k *keysAt) names(id string) bool {
	for i := range k.keys {
		if id == "" || k.keys[i].KeyID == id {
			return true
		}
	}
	return false
}

func (k *keysAt) verify(signed *jose.JSONWebSignature, found *signer) ([]byte, error) {
	header := signed.Signatures[0].Header
	if len(k.keys) == 0 {
		found.why = telemetry.DeniedUnavailable
		return nil, errUnverified
	}
	found.why = telemetry.DeniedSigner
	for i := range k.keys {
		key := &k.keys[i]
		if header.KeyID != "" && key.KeyID != header.KeyID || key.Algorithm != "" && key.Algorithm != header.Algorithm {
			continue
		}
		found.why = telemetry.DeniedSignature
		if payload, err := signed.Verify(key.Key); err == nil {
			found.why, found.key, found.payload = "", key.thumb, payload
			return payload, nil
		}
	}
	return nil, errUnverified
}

// ask has the keys fetched, for a token names one that is not known, and waits for it. Whoever makes up names must not have us
// besiege the issuer: soon after the last fetch nothing is fetched.
func (k *keySet) ask(ctx context.Context) {
	k.mu.Lock()
	if k.done == nil && time.Since(k.fetched) < leastPause {
		k.mu.Unlock()
		k.metrics.TokenKeys(telemetry.KeysSpared)
		return
	}
	k.mu.Unlock()
	k.fetch(ctx)
}

// fetch fetches the keys, or waits for whoever does; ok: they are fresh. The fetch goes on when ctx ends.
func (k *keySet) fetch(ctx context.Context) (ok bool) {
	k.mu.Lock()
	if k.done == nil {
		k.done, k.fetched = make(chan struct{}), time.Now()
		go k.fetchOnce(context.WithoutCancel(ctx), k.done)
	}
	done := k.done
	k.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return !k.failing
}

func (k *keySet) fetchOnce(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeoutCause(ctx, fetchLimit, adapters.TimedOut)
	defer cancel()
	document, err := k.get(ctx)
	var keys *keysAt
	if err == nil {
		keys, err = parseKeys(document, time.Now())
	}
	if err == nil {
		k.take(keys)
		if unsaved := k.saved.save(document, keys.at); unsaved != nil {
			k.log.Warn("the keys of the issuer cannot be saved: a start while it is down would refuse tokens", "why", unsaved.Error())
		}
	}
	k.report(err)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failing, k.done = err != nil, nil
	close(done)
}

func (k *keySet) get(ctx context.Context) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, k.config.KeysURL, http.NoBody)
	if err != nil {
		return nil, errors.New("no request can be made of keys_url")
	}
	r.Header.Set("Accept", "application/jwk-set+json, application/json")
	response, _, err := k.client.Do(ctx, r)
	switch {
	case err != nil:
		return nil, errors.New(adapters.AsFailure(err).Error())
	case response.Status != http.StatusOK:
		return nil, fmt.Errorf("it answers with status %d", response.Status)
	default:
		return response.Body, nil
	}
}

func (k *keySet) take(keys *keysAt) {
	k.current.Store(keys)
	k.metrics.TokenKeysAre(len(keys.keys), keys.at)
}

// report says in the log when fetching begins to fail, and when it is over.
func (k *keySet) report(err error) {
	k.mu.Lock()
	before := k.failing
	k.mu.Unlock()
	switch {
	case err == nil:
		k.metrics.TokenKeys(telemetry.KeysFetched)
		if before {
			k.log.Info("the issuer tells its keys again")
		}
	default:
		k.metrics.TokenKeys(telemetry.KeysFailed)
		if !before {
			k.log.Warn("the keys of the issuer cannot be fetched; those of before are used for keys_age", "why", err.Error())
		}
	}
}

// parseKeys reads a key set (RFC 7517). Keys that cannot verify what may be allowed are left out; a set without any other is an
// error, for it would shut everybody out.
func parseKeys(document []byte, at time.Time) (*keysAt, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if json.Unmarshal(document, &set) != nil {
		return nil, errors.New("it is no key set")
	}
	keys := &keysAt{has: make(map[thumbprint]bool), at: at}
	for _, text := range set.Keys[:min(len(set.Keys), mostKeysOfIssuer)] {
		var key jose.JSONWebKey
		if json.Unmarshal(text, &key) != nil || !verifies(&key) {
			continue
		}
		thumb, err := key.Thumbprint(crypto.SHA256)
		if err != nil {
			continue
		}
		keys.keys = append(keys.keys, issuerKey{key, thumbprint(thumb)})
		keys.has[thumbprint(thumb)] = true
	}
	if len(keys.keys) == 0 {
		return nil, errors.New("the key set holds no key that verifies signatures")
	}
	return keys, nil
}

// verifies reports whether key is a public one, for signatures, and long enough.
func verifies(key *jose.JSONWebKey) bool {
	if !key.Valid() || !key.IsPublic() || key.Use != "" && key.Use != "sig" {
		return false
	}
	if public, ok := key.Key.(*rsa.PublicKey); ok {
		return public.N.BitLen() >= leastRSA
	}
	return true
}
