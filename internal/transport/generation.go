package transport

import (
	"crypto/tls"
	"errors"
	"net/http"
	"time"

	"github.com/sverka/sverka/internal/secret"
)

// A generation is the connections that were made by the same files. When a file changes the next one takes its place, with a pool
// and TLS sessions of its own: a session that is resumed would show the registry who we were. What is under way in the old one
// ends there.
type generation struct {
	*http.Transport
	us *identity
}

// generations returns the Client's connections, by its files as they are.
func (c *Client) generations(cfg Config, s settings) (*secret.Watched[*generation], error) {
	w, err := secret.Watch(func(contents [][]byte, old *generation) (*generation, error) {
		g, err := c.generation(cfg, s, contents)
		now := time.Now()
		if err == nil && old == nil && len(g.us.certificate.Certificate) > 0 && !g.us.lifetime.holds(now) {
			s.log.Warn("our certificate is not valid now: the registry will refuse it", "why", "it "+held(g.us.lifetime))
		}
		if err != nil || old == nil {
			return g, err
		}
		if old.us.lifetime.holds(now) && !g.us.lifetime.holds(now) && len(g.us.certificate.Certificate) > 0 {
			return nil, errors.New("tls.certificate_file: is not valid now: it " + held(g.us.lifetime))
		}
		old.CloseIdleConnections()
		return g, nil
	}, func(n secret.Notice) { c.changed(s, n) }, cfg.TLS.files()...)
	return w, cfg.TLS.keyed(err)
}

func (c *Client) generation(cfg Config, s settings, contents [][]byte) (*generation, error) {
	config, us, err := cfg.TLS.made(contents)
	if err != nil {
		return nil, err
	}
	config.VerifyConnection = func(state tls.ConnectionState) error {
		if l := longest(state.VerifiedChains); !l.until.IsZero() {
			c.theirs.Store(&l)
		}
		return nil
	}
	proxy, dial := route(cfg.Proxy, s.dial, config.RootCAs)
	return &generation{us: us, Transport: &http.Transport{
		Proxy:                  proxy,
		DialContext:            dial.within(cfg.DialTimeout),
		TLSClientConfig:        config,
		TLSHandshakeTimeout:    cfg.HandshakeTimeout,
		DisableCompression:     true, // what comes packed is unpacked within the cap, by us
		MaxIdleConnsPerHost:    cfg.MaxIdle,
		MaxConnsPerHost:        cfg.MaxConns,
		IdleConnTimeout:        cfg.IdleTimeout,
		MaxResponseHeaderBytes: cfg.MaxHeaderBytes,
	}}, nil
}

// changed says what became of files that have changed.
func (c *Client) changed(s settings, n secret.Notice) {
	if n.Why != "" {
		s.log.Warn("certificates have changed and cannot be used; those of before stay in use", "why", n.Why)
		return
	}
	s.log.Info("certificates have changed; connections are made with the new ones")
}
