package transport_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// A wallet is the directory in which a certificate, its key and the authorities lie.
type wallet struct {
	t             *testing.T
	ca, cert, key string
}

func newWallet(t *testing.T) *wallet {
	d := t.TempDir()
	return &wallet{t, filepath.Join(d, "ca.pem"), filepath.Join(d, "cert.pem"), filepath.Join(d, "key.pem")}
}

// put writes a file by rename.
func (w *wallet) put(file, kind string, der []byte) {
	w.t.Helper()
	fresh := file + ".new"
	if err := os.WriteFile(fresh, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(fresh, file); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wallet) trust(a *authority) {
	w.put(w.ca, "CERTIFICATE", mustParse(w.t, a.sign(a.root, &a.key.PublicKey)).Raw)
}

func (w *wallet) show(c tls.Certificate) { w.put(w.cert, "CERTIFICATE", c.Certificate[0]) }

func (w *wallet) hold(c tls.Certificate) {
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey.(*ecdsa.PrivateKey))
	if err != nil {
		w.t.Fatal(err)
	}
	w.put(w.key, "PRIVATE KEY", der)
}

func (w *wallet) config(c *transport.Config) {
	c.TLS.CAFile, c.TLS.CertificateFile, c.TLS.KeyFile = w.ca, w.cert, w.key
}

// callers is a registry that asks for a certificate and says who called: the serial number of each connection's certificate.
func callers(t *testing.T, server tls.Certificate, trusted *authority) (*registry, chan int64) {
	pool := x509.NewCertPool()
	pool.AddCert(mustParse(t, trusted.sign(trusted.root, &trusted.key.PublicKey)))
	called := make(chan int64, 100)
	config := &tls.Config{Certificates: []tls.Certificate{server}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	config.SetSessionTicketKeys([][32]byte{{1}})
	return listen(t, func(conn net.Conn) {
		s := tls.Server(conn, config)
		if s.Handshake() != nil {
			leave(conn)
			return
		}
		called <- s.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
		replying(ok)(s)
	}), called
}

func numbered(n int64) func(*x509.Certificate) {
	return func(c *x509.Certificate) { c.SerialNumber.SetInt64(n) }
}

// said gathers what a Client says to operators.
func said(log *bytes.Buffer) transport.Option {
	return transport.WithLog(slog.New(slog.NewTextHandler(log, nil)))
}

func TestANewCertificateIsShownFromTheNextExchangeOn(t *testing.T) {
	a := newAuthority(t)
	r, called := callers(t, a.issue(nil), a)
	w := newWallet(t)
	first, second, third := a.issue(numbered(101)), a.issue(numbered(102)), a.issue(numbered(103))
	w.trust(a)
	w.show(first)
	w.hold(first)
	log := &bytes.Buffer{}
	c := client(t, r.url("https"), w.config, said(log))
	ask := func() {
		t.Helper()
		if _, _, err := c.Do(t.Context(), question(t, r.url("https"))); err != nil {
			t.Fatal(err)
		}
	}
	ask()
	ask()
	if got := <-called; got != 101 || len(called) != 0 {
		t.Fatalf("the first connection showed %d, and there were %d more", got, len(called))
	}

	w.show(second) // half a pair: the old one stays, and its connection too
	ask()
	if len(called) != 0 || c.Standing().Files.Refused == "" {
		t.Errorf("half a pair made a connection, or was not said: %+v", c.Standing().Files)
	}
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "and tls.key_file its key") {
		t.Errorf("the log says %s", log)
	}

	w.hold(second)
	ask()
	if got := <-called; got != 102 || c.Standing().Files.Refused != "" {
		t.Errorf("after the change %d was shown, %+v", got, c.Standing().Files)
	}
	w.hold(third) // the other order
	w.show(third)
	ask()
	if got := <-called; got != 103 {
		t.Errorf("after the second change %d was shown", got)
	}
	if strings.Contains(log.String(), "secret") {
		t.Errorf("the log tells a path or more: %s", log)
	}
}

func TestACertificateThatDoesNotHoldTakesNobodysPlace(t *testing.T) {
	a := newAuthority(t)
	r, called := callers(t, a.issue(nil), a)
	for name, span := range map[string]struct{ from, until time.Duration }{
		"ended": {-2 * time.Hour, -time.Hour}, "of tomorrow": {24 * time.Hour, 48 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWallet(t)
			good := a.issue(numbered(1))
			bad := a.issue(func(c *x509.Certificate) {
				c.NotBefore, c.NotAfter = time.Now().Add(span.from), time.Now().Add(span.until)
			})
			w.trust(a)
			w.show(good)
			w.hold(good)
			c := client(t, r.url("https"), w.config)
			w.show(bad)
			w.hold(bad)
			if _, _, err := c.Do(t.Context(), question(t, r.url("https"))); err != nil {
				t.Fatal(err)
			}
			if got := <-called; got != 1 || !strings.HasPrefix(c.Standing().Files.Refused, "tls.certificate_file: is not valid now: it holds from ") {
				t.Errorf("shown was %d; %+v", got, c.Standing().Files)
			}
		})
	}
}

// A registry that moves to another authority is met by changing the file.
func TestNewAuthoritiesAreTrustedFromTheNextExchangeOn(t *testing.T) {
	before, after := newAuthority(t), newAuthority(t)
	var serves atomic.Pointer[tls.Certificate]
	serve := func(a *authority) {
		c := a.issue(nil)
		serves.Store(&c)
	}
	serve(before)
	r := listen(t, func(conn net.Conn) {
		secured(&tls.Config{Certificates: []tls.Certificate{*serves.Load()}}, replying("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))(conn)
	})
	w := newWallet(t)
	w.trust(before)
	c := client(t, r.url("https"), func(c *transport.Config) { c.TLS.CAFile = w.ca })
	do := func() error {
		_, _, err := c.Do(t.Context(), question(t, r.url("https")))
		return err
	}
	if err := do(); err != nil {
		t.Fatal(err)
	}
	serve(after)
	failed(t, do(), adapters.Denied, adapters.ReasonTLS)
	w.trust(after)
	if err := do(); err != nil {
		t.Errorf("with the new authority: %v", err)
	}
	serve(before)
	failed(t, do(), adapters.Denied, adapters.ReasonTLS) // no session of the old authority is resumed
}

func TestItIsToldWhenCertificatesEnd(t *testing.T) {
	a := newAuthority(t)
	ends := time.Now().Add(30 * time.Minute).Truncate(time.Second).UTC()
	r, _ := callers(t, a.issue(func(c *x509.Certificate) { c.NotAfter = ends }), a)
	w := newWallet(t)
	ours := a.issue(func(c *x509.Certificate) { c.NotAfter = ends.Add(-time.Minute) })
	w.trust(a)
	w.show(ours)
	w.hold(ours)
	c := client(t, r.url("https"), w.config)
	if s := c.Standing(); !s.OurEnd.Equal(ends.Add(-time.Minute)) || !s.TheirEnd.IsZero() || s.ClockKnown {
		t.Errorf("before an exchange: %+v", s)
	}
	if _, _, err := c.Do(t.Context(), question(t, r.url("https"))); err != nil {
		t.Fatal(err)
	}
	if s := c.Standing(); !s.TheirEnd.Equal(ends) {
		t.Errorf("their certificate ends %v, told is %v", ends, s.TheirEnd)
	}
}

// Where the authority ends before the certificate, that is when it does not hold any more.
func TestAChainEndsWithItsFirst(t *testing.T) {
	a := newAuthority(t)
	w := newWallet(t)
	ours := a.issue(nil)
	w.trust(a)
	w.show(ours)
	w.hold(ours)
	r, _ := callers(t, a.issue(func(c *x509.Certificate) { c.NotAfter = a.root.NotAfter.Add(time.Hour) }), a)
	c := client(t, r.url("https"), w.config)
	if _, _, err := c.Do(t.Context(), question(t, r.url("https"))); err != nil {
		t.Fatal(err)
	}
	if s := c.Standing(); !s.TheirEnd.Equal(a.root.NotAfter.Truncate(time.Second)) {
		t.Errorf("their authority ends %v, told is %v", a.root.NotAfter, s.TheirEnd)
	}
}

func TestWithoutFilesNothingIsWatched(t *testing.T) {
	c := client(t, "https://registry.test", nil)
	if s := c.Standing(); s.Named || !s.OurEnd.IsZero() {
		t.Errorf("got %+v", s)
	}
}

// A redirect is answered for as what it is, and nobody goes there.
func TestNoRedirectIsFollowed(t *testing.T) {
	for _, status := range []string{"301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"} {
		t.Run(status, func(t *testing.T) {
			var dialled []string
			r := listen(t, replying("HTTP/1.1 "+status+"\r\nLocation: http://elsewhere.test/\r\nContent-Length: 0\r\n\r\n"))
			c := client(t, r.url("http"), nil, transport.WithDial(func(ctx context.Context, network, address string) (net.Conn, error) {
				dialled = append(dialled, address)
				return new(net.Dialer).DialContext(ctx, network, address)
			}))
			_, _, err := c.Do(t.Context(), question(t, r.url("http")))
			failed(t, err, adapters.Malformed, adapters.ReasonRedirect)
			if len(dialled) != 1 || dialled[0] != r.address {
				t.Errorf("dialled %v", dialled)
			}
		})
	}
}
