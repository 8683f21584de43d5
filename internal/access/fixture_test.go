package access_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/telemetry"
)

var lookups = []string{"pension/snils-check", "tax/inn", "mvd/restrictions"}

// granted is what every caller of the tests has besides his credentials.
const granted = `
    lookups: {pension/snils-check: fields, tax/inn: record}
    purposes: [account_registration, data_prefill]
    bases: [public_service]
    rate: 1000
    day: 1000
`

// A world is a gate over files in a directory of the test's.
type world struct {
	*access.Gate
	t       testing.TB
	ways    config.Access
	log     *bytes.Buffer
	metrics *telemetry.Metrics
}

// opened returns a gate over this text of callers. change may configure ways besides.
func opened(t testing.TB, callers string, change ...func(*config.Access)) *world {
	t.Helper()
	w := &world{t: t, ways: config.DefaultAccess(), log: new(bytes.Buffer), metrics: telemetry.New("test")}
	w.ways.CallersFile = filepath.Join(t.TempDir(), "callers.yaml")
	w.write(callers)
	for _, c := range change {
		c(&w.ways)
	}
	var err error
	w.Gate, err = access.Open(w.ways, lookups, w.metrics, telemetry.NewLogger(w.log, "json", slog.LevelDebug))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) write(callers string) { replace(w.t, w.ways.CallersFile, callers) }

func replace(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// from asks with these Authorization lines, over a connection on which these certificates were shown.
func (w *world) from(shown []*x509.Certificate, authorization ...string) (adapters.Caller, error) {
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, "https://gateway.test/v1/lookups/tax/inn", http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	r.RemoteAddr = "192.0.2.1:1234"
	if shown != nil {
		r.TLS = &tls.ConnectionState{PeerCertificates: shown}
	}
	if len(authorization) > 0 {
		r.Header["Authorization"] = authorization
	}
	return w.Authenticate(r)
}

// reason returns kind/reason of the failure err.
func reason(err error) string {
	if err == nil {
		return ""
	}
	f := adapters.AsFailure(err)
	return string(f.Kind) + "/" + string(f.Reason)
}

// counted returns the sum of the series of a metric all of whose labels have these values.
func (w *world) counted(name string, labels ...string) (sum float64) {
	w.t.Helper()
	families, err := w.metrics.Registry().Gather()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var values []string
			for _, l := range m.GetLabel() {
				values = append(values, l.GetName()+"="+l.GetValue())
			}
			if f.GetName() == name && strings.Join(values, ",") == strings.Join(labels, ",") {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return sum
}

// An authority signs certificates.
type authority struct {
	t    testing.TB
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{t: t, key: newECDSA(t)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a.cert = a.signed(template, template, a.key)
	return a
}

func newECDSA(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) signed(template, parent *x509.Certificate, of *ecdsa.PrivateKey) *x509.Certificate {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &of.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

// client returns a client's certificate with these alternative names; change may alter it.
func (a *authority) client(names []string, change ...func(*x509.Certificate)) []*x509.Certificate {
	a.t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "portal"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	for _, n := range names {
		if dns, ok := strings.CutPrefix(n, "dns:"); ok {
			template.DNSNames = append(template.DNSNames, dns)
			continue
		}
		u, err := url.Parse(strings.TrimPrefix(n, "uri:"))
		if err != nil {
			a.t.Fatal(err)
		}
		template.URIs = append(template.URIs, u)
	}
	for _, c := range change {
		c(template)
	}
	return []*x509.Certificate{a.signed(template, a.cert, newECDSA(a.t))}
}

func (a *authority) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw}))
}

// vouching lets this authority vouch for callers.
func (a *authority) vouching(c *config.Access) {
	c.Certificates.CAFile = filepath.Join(a.t.TempDir(), "ca.pem")
	replace(a.t, c.Certificates.CAFile, a.pem())
}
