package transport_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// An authority issues certificates for tests.
type authority struct {
	t    testing.TB
	root *x509.Certificate
	key  *ecdsa.PrivateKey
	file string // PEM of the root
}

func newAuthority(t testing.TB) *authority {
	a := &authority{t: t}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "secret authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	a.root, a.key = root, newKey(t)
	der := a.sign(root, &a.key.PublicKey)
	a.file = writePEM(t, "CERTIFICATE", der)
	return a
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) sign(c *x509.Certificate, public *ecdsa.PublicKey) []byte {
	der, err := x509.CreateCertificate(rand.Reader, c, a.root, public, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

// issue returns a certificate for 127.0.0.1, changed by change.
func (a *authority) issue(change func(*x509.Certificate)) tls.Certificate {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "secret registry"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	if change != nil {
		change(c)
	}
	key := newKey(a.t)
	return tls.Certificate{Certificate: [][]byte{a.sign(c, &key.PublicKey)}, PrivateKey: key}
}

// files writes a certificate as Config wants it.
func (a *authority) files(c tls.Certificate) (certificate, key string) {
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		a.t.Fatal(err)
	}
	return writePEM(a.t, "CERTIFICATE", c.Certificate[0]), writePEM(a.t, "PRIVATE KEY", der)
}

func writePEM(t testing.TB, kind string, der []byte) string {
	path := filepath.Join(t.TempDir(), "secret.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// secured serves over TLS, and after a handshake that fails reads on until the client closes: bytes that arrive at a
// closed socket would throw away the alert.
func secured(config *tls.Config, serve func(net.Conn)) func(net.Conn) {
	return func(conn net.Conn) {
		server := tls.Server(conn, config)
		if server.Handshake() != nil {
			leave(conn)
			return
		}
		serve(server)
	}
}

func TestTrustInTheRegistry(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	days := func(from, to int) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().AddDate(0, 0, from), time.Now().AddDate(0, 0, to)
		}
	}
	otherHost := func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"registry.test"} }
	trust := func(c *transport.Config) { c.TLS.CAFile = ours.file }
	for _, c := range []struct {
		fault       string
		certificate tls.Certificate
		change      func(*transport.Config)
		detail      string // "": accepted
	}{
		{"good", ours.issue(nil), trust, ""},
		{"tls_expired", ours.issue(days(-9, -2)), trust, "the registry's certificate is not valid today: it holds from " +
			time.Now().UTC().AddDate(0, 0, -9).Format(time.DateOnly) + " to " + time.Now().UTC().AddDate(0, 0, -2).Format(time.DateOnly)},
		{"not yet valid", ours.issue(days(2, 9)), trust, "the registry's certificate is not valid today: it holds from " +
			time.Now().UTC().AddDate(0, 0, 2).Format(time.DateOnly) + " to " + time.Now().UTC().AddDate(0, 0, 9).Format(time.DateOnly)},
		{"tls_wrong_host", ours.issue(otherHost), trust, "the registry's certificate is for another host"},
		{"named host", ours.issue(otherHost), func(c *transport.Config) { trust(c); c.TLS.ServerName = "registry.test" }, ""},
		{"tls_unknown_ca", theirs.issue(nil), trust, "the registry's certificate is signed by an unknown authority"},
		{"system's authorities", ours.issue(nil), nil, "the registry's certificate is signed by an unknown authority"},
		{"of a client only", ours.issue(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }), trust,
			"the registry's certificate does not hold"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			r := listen(t, secured(&tls.Config{Certificates: []tls.Certificate{c.certificate}}, replying(ok)))
			_, wire, err := client(t, r.url("https"), c.change).Do(t.Context(), question(t, r.url("https")))
			if c.detail == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f := failed(t, err, adapters.Denied, adapters.ReasonTLS)
			if f.Detail != c.detail || wire.Phase != transport.PhaseHandshake {
				t.Errorf("got %q in phase %s, want %q", f.Detail, wire.Phase, c.detail)
			}
		})
	}
}

func TestTrustInUs(t *testing.T) {
	registrys, ours, strangers := newAuthority(t), newAuthority(t), newAuthority(t)
	pool := x509.NewCertPool()
	pool.AddCert(mustParse(t, ours.sign(ours.root, &ours.key.PublicKey)))
	certificate := func(a *authority, change func(*x509.Certificate)) func(*transport.Config) {
		cert, key := a.files(a.issue(change))
		return func(c *transport.Config) { c.TLS.CertificateFile, c.TLS.KeyFile = cert, key }
	}
	expired := func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, c := range []struct {
			name   string
			change func(*transport.Config)
			detail string // how it begins; "": accepted
		}{
			{"ours", certificate(ours, nil), ""},
			{"none", func(*transport.Config) {}, "the registry asks for a certificate, none is configured: tls: "},
			{"a stranger's", certificate(strangers, nil), "the registry refuses our certificate: tls: "},
			{"expired", certificate(ours, expired), "the registry refuses our certificate: tls: "},
		} {
			t.Run(tls.VersionName(version)+", "+c.name, func(t *testing.T) {
				r := listen(t, secured(&tls.Config{
					Certificates: []tls.Certificate{registrys.issue(nil)}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert,
					MinVersion: version, MaxVersion: version,
				}, replying(ok)))
				_, _, err := client(t, r.url("https"), func(cfg *transport.Config) {
					cfg.TLS.CAFile = registrys.file
					c.change(cfg)
				}).Do(t.Context(), question(t, r.url("https")))
				if c.detail == "" {
					if err != nil {
						t.Fatal(err)
					}
					return
				}
				if f := failed(t, err, adapters.Denied, adapters.ReasonTLS); !strings.HasPrefix(f.Detail, c.detail) {
					t.Errorf("got %q", f.Detail)
				}
			})
		}
	}
}

func mustParse(t testing.TB, der []byte) *x509.Certificate {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOtherTroubleWithTLSIsHandshake(t *testing.T) {
	t.Setenv("GODEBUG", "tls10server=1") // for the registry's side
	a := newAuthority(t)
	for name, c := range map[string]struct {
		serve  func(net.Conn)
		change func(*transport.Config)
	}{
		"plain HTTP": {serve: func(conn net.Conn) {
			_, _ = conn.Write([]byte("HTTP/1.1 400 secret\r\n\r\n"))
			leave(conn)
		}},
		"closes": {serve: func(net.Conn) {}},
		"resets": {serve: func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 1))
			reset(conn)
		}},
		"older version": {
			serve:  secured(&tls.Config{Certificates: []tls.Certificate{a.issue(nil)}, MaxVersion: tls.VersionTLS12}, replying(ok)),
			change: func(c *transport.Config) { c.TLS.MinVersion = "1.3" },
		},
		"oldest version": {serve: secured(&tls.Config{
			Certificates: []tls.Certificate{a.issue(nil)}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
		}, replying(ok))},
		"no common cipher": {serve: secured(&tls.Config{
			Certificates: []tls.Certificate{a.issue(nil)}, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA},
		}, replying(ok))},
	} {
		t.Run(name, func(t *testing.T) {
			r := listen(t, c.serve)
			_, wire, err := client(t, r.url("https"), c.change).Do(t.Context(), question(t, r.url("https")))
			failed(t, err, adapters.Unavailable, adapters.ReasonHandshake)
			if wire.Phase != transport.PhaseHandshake {
				t.Errorf("in phase %s", wire.Phase)
			}
		})
	}
}

// HTTP/2 is never offered, so one connection that hangs cannot take all exchanges along.
func TestOnlyHTTP1IsOffered(t *testing.T) {
	a := newAuthority(t)
	offered := make(chan []string, 1)
	r := listen(t, secured(&tls.Config{
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			offered <- hello.SupportedProtos
			c := a.issue(nil)
			return &c, nil
		},
	}, replying(ok)))
	_, _, err := client(t, r.url("https"), func(c *transport.Config) { c.TLS.CAFile = a.file }).Do(t.Context(), question(t, r.url("https")))
	if got := <-offered; err != nil || len(got) != 1 || got[0] != "http/1.1" {
		t.Errorf("offered %v, %v", got, err)
	}
}

// A session is resumed on the next connection, which spares the registry and us a whole handshake.
func TestSessionsAreResumed(t *testing.T) {
	a := newAuthority(t)
	resumed := make(chan bool, 2)
	config := &tls.Config{Certificates: []tls.Certificate{a.issue(nil)}}
	config.SetSessionTicketKeys([][32]byte{{1}})
	r := listen(t, func(conn net.Conn) {
		server := tls.Server(conn, config)
		if server.Handshake() == nil {
			resumed <- server.ConnectionState().DidResume
			replying("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")(server)
		}
	})
	c := client(t, r.url("https"), func(c *transport.Config) { c.TLS.CAFile = a.file })
	for range 2 {
		if _, _, err := c.Do(t.Context(), question(t, r.url("https"))); err != nil {
			t.Fatal(err)
		}
	}
	if first, second := <-resumed, <-resumed; first || !second {
		t.Errorf("resumed: %v, then %v", first, second)
	}
}
