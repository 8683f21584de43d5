package doctor

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
)

const day = 24 * time.Hour

// An issued is a certificate with its key, and who signed it.
type issued struct {
	*x509.Certificate
	key *ecdsa.PrivateKey
}

// issue signs a certificate that holds for so long from an hour ago: by itself, if by is nil.
func issue(t *testing.T, by *issued, left time.Duration, change ...func(*x509.Certificate)) *issued {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: fmt.Sprintf("certificate %d", serial)},
		NotBefore: time.Now().Add(-time.Hour - max(0, -left)), NotAfter: time.Now().Add(left + time.Minute),
		DNSNames: []string{"registry.test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	for _, c := range change {
		c(template)
	}
	signer := &issued{template, key}
	if by != nil {
		signer = by
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.Certificate, key.Public(), signer.key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issued{c, key}
}

func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage, c.DNSNames, c.IPAddresses = true, true, x509.KeyUsageCertSign, nil, nil
}

// chain writes the certificates to a file, in their order, and returns its name.
func chain(t *testing.T, all ...*issued) string {
	t.Helper()
	var text []byte
	for _, c := range all {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	file := filepath.Join(t.TempDir(), "chain.pem")
	write(t, file, string(text))
	return file
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// serving returns a registry that speaks TLS with these certificates, as base_url has it.
func serving(t *testing.T, handler http.HandlerFunc, change func(*tls.Config), all ...*issued) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	shown := tls.Certificate{PrivateKey: all[0].key}
	for _, c := range all {
		shown.Certificate = append(shown.Certificate, c.Raw)
	}
	server.TLS = &tls.Config{Certificates: []tls.Certificate{shown}}
	if change != nil {
		change(server.TLS)
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes are to fail
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

func well(http.ResponseWriter, *http.Request) {}

// patient returns a configuration that holds, of registries at this address, and the file it is written to by write. It changes the
// directory.
func patient(t *testing.T, url string, change func(*app.Config)) string {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "secret", "a secret that is long enough")
	text := `
access: off
audit: off
operate: {token_file: secret}
registries:
  migration: {driver: {system_id: S1, username: u, password_file: secret}, transport: {base_url: URL}}
  pension: {driver: {system_id: S1}, transport: {base_url: URL}}
  tax:
    driver: {system_id: S1, organisation: {name: "Org", inn: "7700000000", ogrn: "1027700000000"}, master_token_file: secret}
    transport: {base_url: URL}
  mvd: {driver: {system_id: S1, key_file: secret}, transport: {base_url: URL}}
`
	write(t, "plain.yaml", strings.ReplaceAll(text, "URL", `"`+url+`"`))
	cfg, err := app.Load("plain.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&cfg)
	}
	whole, err := cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	write(t, "gateway.yaml", string(whole))
	return "gateway.yaml"
}

// found returns what was found of a check, the last of them.
func found(t *testing.T, r *Report, group, check string) (last Finding) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Group == group && f.Check == check {
			last = f
		}
	}
	if last.Check == "" {
		t.Fatalf("nothing is found of %s %s: %+v", group, check, r.Findings)
	}
	return last
}

// is fails the test unless a finding has this result, says this, and says what to do where something is wrong.
func (f Finding) is(t *testing.T, result Result, says string) {
	t.Helper()
	if f.Result != result || !strings.Contains(f.Text, says) || (f.Result == Bad || f.Result == Warn) != (f.Do != "") {
		t.Errorf("found %+v, want %s: %s", f, result, says)
	}
}
