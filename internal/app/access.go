package app

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"sync"

	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/httpapi"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/probe"
	"github.com/sverka/sverka/internal/telemetry"
)

// validateAccess looks at the files that say who may come in, where the section that names them is right.
func (c *Config) validateAccess() error {
	if whole := c.Access.Validate(c.API) == nil; whole && !c.Access.IsOff() {
		return access.Check(c.Access, httpapi.LookupNames())
	}
	return nil
}

// guard reads who may come in, if callers are told apart, and bounds what they may ask.
func (a *App) guard() error {
	if a.cfg.Access.IsOff() {
		a.metrics.NameCallers(httpapi.Anonymous)
		return nil
	}
	gate, err := access.Open(a.cfg.Access, httpapi.LookupNames(), a.metrics, a.log)
	if err != nil {
		return err
	}
	a.gate = gate
	a.secrets.own = append(a.secrets.own, own{of: telemetry.OwnAuthority, end: gate.AuthorityEnd})
	a.house.Allow, a.house.Guesses = func(name string) error {
		if name == probe.Caller {
			return nil // it is nobody who was granted anything, and is bounded by how often it asks
		}
		return gate.Allow(name)
	}, lookup.NewGuesses(a.cfg.Access.Guesses == config.GuessStatements)
	return nil
}

// letsIn returns who says who callers are.
func (a *App) letsIn() httpapi.Access {
	if a.gate == nil {
		return httpapi.AccessOff{}
	}
	return a.gate
}

// watch runs what access runs in the background, until end is called.
func (a *App) watch() (end func()) {
	if a.gate == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { a.gate.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

// Reload reads again who may come in, and the certificate of the API: what SIGHUP asks for. Nothing that is on its way is
// dropped. What cannot be used leaves the old in use; the log says what is wrong with it, and a metric that there is something. Files
// of the registries, and the API's certificate, are read again by themselves when they change; the configuration itself at a restart.
func (a *App) Reload() error {
	var errs []error
	if a.gate != nil {
		errs = append(errs, a.gate.Reload())
	}
	for _, f := range a.secrets.files() { // which looks at each
		if f.Refused {
			errs = append(errs, fmt.Errorf("%s: what lies there now cannot be used", f.Key))
		}
	}
	err := errors.Join(errs...)
	a.reloads.note(err)
	if err != nil {
		a.log.Error("not all that was read again can be used; what cannot stays as it was", "why", err.Error())
		return err
	}
	a.log.Info("read again: callers, authorities, certificates and secrets")
	return nil
}

// certify makes the API's server speak TLS, if it has a certificate, and look at those of callers.
func (a *App) certify(s *server) error {
	s.http.ErrorLog = log.New(withheld{a.log, s.name, a.metrics.HandshakeFailed}, "", 0)
	config, err := a.secrets.serving("api", a.cfg.API.CertificateFile, a.cfg.API.KeyFile)
	if err != nil {
		return err
	}
	if config != nil && a.gate != nil && a.cfg.Access.Certificates.CAFile != "" {
		// Whether it holds is for Verify to say, so that it is counted, and looked at again when a session is resumed.
		config.ClientAuth, config.VerifyConnection = tls.RequestClientCert, a.gate.Verify
	}
	s.http.TLSConfig = config
	return nil
}

// handshakeFailed tells from a line of net/http's whether it is about a TLS handshake with a caller, and why that failed.
func handshakeFailed(line []byte) (telemetry.Handshake, bool) {
	if !bytes.Contains(line, []byte("TLS handshake error")) {
		return "", false
	}
	for _, by := range [...]struct {
		text string
		why  telemetry.Handshake
	}{
		{access.CertificateRefused, telemetry.HandshakeCertificate},
		{"client sent an HTTP request", telemetry.HandshakePlain}, {"first record does not look like", telemetry.HandshakePlain},
		{"remote error", telemetry.HandshakeRefused},
		{"no cipher suite", telemetry.HandshakeVersion}, {"unsupported versions", telemetry.HandshakeVersion},
		{"no mutually supported", telemetry.HandshakeVersion}, {"unsupported application protocols", telemetry.HandshakeVersion},
		{"timeout", telemetry.HandshakeSlow}, {"EOF", telemetry.HandshakeClosed}, {"reset by peer", telemetry.HandshakeClosed},
	} {
		if bytes.Contains(line, []byte(by.text)) {
			return by.why, true
		}
	}
	return telemetry.HandshakeOther, true
}
