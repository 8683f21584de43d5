package e2e_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/client"
	"github.com/sverka/sverka/mock"
)

// An authority makes certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key}
	a.cert = a.sign(&x509.Certificate{Subject: pkix.Name{CommonName: "authority " + rand.Text()}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, &key.PublicKey)
	return a
}

func (a *authority) sign(template *x509.Certificate, of *ecdsa.PublicKey) *x509.Certificate {
	a.t.Helper()
	template.SerialNumber, template.NotBefore = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour)
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(time.Hour)
	}
	parent := a.cert
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, of, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

// pair returns a certificate of this name, for servers and clients, and its key, in PEM.
func (a *authority) pair(name string, change ...func(*x509.Certificate)) (certificate, private []byte) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "nobody looks at this"}, DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	for _, c := range change {
		c(template)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	return inPEM("CERTIFICATE", a.sign(template, &key.PublicKey).Raw), inPEM("EC PRIVATE KEY", der)
}

func inPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// secured lets the gateway speak TLS, and take client certificates of the authority callers.
func secured(t *testing.T, servers, callers *authority) func(*app.Config, *mock.Config) {
	return func(cfg *app.Config, _ *mock.Config) {
		certificate, private := servers.pair("gateway.test")
		replace(t, "run/api.pem", certificate)
		replace(t, "run/api.key", private)
		replace(t, "run/callers.pem", inPEM("CERTIFICATE", callers.cert.Raw))
		cfg.API.CertificateFile, cfg.API.KeyFile = "run/api.pem", "run/api.key"
		cfg.Access.Certificates.CAFile = "run/callers.pem"
		text, err := os.ReadFile("run/callers.yaml")
		if err != nil {
			t.Fatal(err)
		}
		replace(t, "run/callers.yaml", bytes.Replace(text, []byte("    keys:"), []byte("    certificates: [\"dns:portal.test\"]\n    keys:"), 1))
	}
}

// dialing is a client of the gateway that trusts servers, and shows this certificate.
func dialing(t *testing.T, servers *authority, certificate, private []byte) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(servers.cert)
	config := &tls.Config{RootCAs: roots, ServerName: "gateway.test", ClientSessionCache: tls.NewLRUClientSessionCache(4)}
	if certificate != nil {
		pair, err := tls.X509KeyPair(certificate, private)
		if err != nil {
			t.Fatal(err)
		}
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute}
}

// asks asks by c, and returns the status and the document, or 0 and the error's text.
func asks(t *testing.T, w *world, c *http.Client, query []byte, headers ...string) (int, string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+w.Gateway().API().String()+"/v1/lookups/pension/snils-check", bytes.NewReader(query))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(text)
}

func TestACallerIsKnownByHisCertificate(t *testing.T) {
	servers, clients, strangers := newAuthority(t), newAuthority(t), newAuthority(t)
	keys := callers{}
	w := newWorld(t, keys.guarded(t, "portal", "batch"), secured(t, servers, clients))
	query := w.query(t, known, "pension/snils-check")
	by := func(a *authority, name string, change ...func(*x509.Certificate)) *http.Client {
		certificate, private := a.pair(name, change...)
		return dialing(t, servers, certificate, private)
	}
	ended := func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }
	for name, tc := range map[string]struct {
		client  *http.Client
		headers []string
		status  int
		said    string
	}{
		"his certificate":              {by(clients, "portal.test"), nil, 200, `"match"`},
		"a key of his besides":         {by(clients, "portal.test"), keys.as("portal"), 200, `"match"`},
		"a key of another's":           {by(clients, "portal.test"), keys.as("batch"), 401, `"conflict"`},
		"nobody's certificate":         {by(clients, "other.test"), nil, 401, `"bad_credential"`},
		"none":                         {dialing(t, servers, nil, nil), nil, 401, `"no_credential"`},
		"none, and a key":              {dialing(t, servers, nil, nil), keys.as("batch"), 200, `"match"`},
		"of an authority of servers":   {by(servers, "portal.test"), nil, 0, ""},
		"of an authority of strangers": {by(strangers, "portal.test"), nil, 0, ""},
		"one that has run out":         {by(clients, "portal.test", ended), nil, 0, ""},
		"what a proxy would have said": {dialing(t, servers, nil, nil), []string{"X-Forwarded-Client-Cert", "Subject=portal.test", "X-SSL-Client-S-DN", "CN=portal.test"}, 401, `"no_credential"`},
	} {
		for range 2 { // the second time over the connection, or the session, of the first
			if status, said := asks(t, w, tc.client, query, tc.headers...); status != tc.status || !strings.Contains(said, tc.said) {
				t.Errorf("%s: %d %s", name, status, said)
			}
		}
	}
	plain, err := net.Dial("tcp", w.Gateway().API().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(plain, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	_, _ = io.ReadAll(plain)
	plain.Close()
	scrape := w.metrics(t)
	for series, least := range map[string]string{"plain": "1", "certificate": "6"} {
		if n := counter(t, scrape, `sverka_access_handshakes_failed_total{cause="`+series+`"}`); n < least {
			t.Errorf("%s failed handshakes by %s are counted", n, series)
		}
	}
	if strings.Contains(w.log.String(), "nobody looks at this") || strings.Contains(w.log.String(), "portal.test") {
		t.Error("the log tells what stands in a certificate")
	}
}

// Everything is read again under load: certificates, authorities, callers; none of the requests fails, the new holds at once, and a
// bad one changes nothing.
func TestAReloadDropsNothing(t *testing.T) {
	servers, before, after := newAuthority(t), newAuthority(t), newAuthority(t)
	keys := callers{}
	w := newWorld(t, keys.guarded(t, "portal"), secured(t, servers, before))
	query := w.query(t, known, "pension/snils-check")
	ctx, stop := context.WithCancel(t.Context())
	var asked atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		c := dialing(t, servers, nil, nil)
		all.Go(func() {
			for ctx.Err() == nil {
				if status, said := asks(t, w, c, query, keys.as("portal")...); status != http.StatusOK {
					t.Errorf("while it is read again: %d %s", status, said)
				}
				asked.Add(1)
			}
		})
	}
	oldCertificate, oldPrivate := before.pair("portal.test")
	old := dialing(t, servers, oldCertificate, oldPrivate)
	newCertificate, newPrivate := after.pair("portal.test")
	next := dialing(t, servers, newCertificate, newPrivate)
	if status, said := asks(t, w, old, query); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	good, _ := os.ReadFile("run/callers.yaml")
	for range 10 {
		certificate, private := servers.pair("gateway.test")
		replace(t, "run/api.key", private) // not the key of what is there: neither is taken yet
		replace(t, "run/callers.yaml", []byte("callers: {}"))
		if err := w.Gateway().Reload(); err == nil || !strings.Contains(err.Error(), "access.callers_file") || !strings.Contains(err.Error(), "api.certificate_file") {
			t.Errorf("a file without callers and half a pair are taken: %v", err)
		}
		replace(t, "run/api.pem", certificate)
		replace(t, "run/callers.yaml", good)
		if err := w.Gateway().Reload(); err != nil {
			t.Error(err)
		}
	}
	replace(t, "run/callers.pem", inPEM("CERTIFICATE", after.cert.Raw))
	if err := w.Gateway().Reload(); err != nil {
		t.Error(err)
	}
	if status, _ := asks(t, w, old, query); status == http.StatusOK { // over the connection that is open
		t.Error("an authority that was taken out still vouches")
	}
	if status, said := asks(t, w, next, query); status != http.StatusOK {
		t.Errorf("the new authority does not vouch: %d %s", status, said)
	}
	stop()
	all.Wait()
	if asked.Load() == 0 {
		t.Error("nothing was asked meanwhile")
	}
	if n := counter(t, w.metrics(t), `sverka_reloads_total{result="refused"}`); n != "10" {
		t.Errorf("%s refused reloads are counted", n)
	}
}

// The command line comes in by a key and by a certificate.
func TestTheCommandLineMakesItselfKnown(t *testing.T) {
	servers, clients := newAuthority(t), newAuthority(t)
	keys := callers{}
	w := newWorld(t, keys.guarded(t, "portal"), secured(t, servers, clients))
	replace(t, "run/query.json", w.query(t, known, "pension/snils-check"))
	replace(t, "run/servers.pem", inPEM("CERTIFICATE", servers.cert.Raw))
	replace(t, "run/portal.key", []byte(keys["portal"]+"\n"))
	stranger, _ := access.NewKey()
	replace(t, "run/stranger.key", []byte(stranger.Reveal()))
	certificate, private := clients.pair("portal.test")
	replace(t, "run/client.pem", certificate)
	replace(t, "run/client-key.pem", private)
	for name, tc := range map[string]struct {
		flags []string
		code  int
	}{
		"a key":         {[]string{"-token-file", "run/portal.key"}, client.ExitAnswered},
		"a certificate": {[]string{"-cert", "run/client.pem", "-key", "run/client-key.pem"}, client.ExitAnswered},
		"both":          {[]string{"-token-file", "run/portal.key", "-cert", "run/client.pem", "-key", "run/client-key.pem"}, client.ExitAnswered},
		"a stranger's":  {[]string{"-token-file", "run/stranger.key"}, client.ExitCaller},
		"nothing":       {nil, client.ExitCaller},
	} {
		var out, failed bytes.Buffer
		args := append([]string{"-url", "https://" + w.Gateway().API().String(), "-ca", "run/servers.pem", "-file", "run/query.json", "pension/snils-check"}, tc.flags...)
		code := client.Lookup(t.Context(), args, client.Streams{In: strings.NewReader(""), Out: &out, Err: &failed})
		if code != tc.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", name, code, tc.code, &out, &failed)
		}
	}
}
