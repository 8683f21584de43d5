package mock

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// through asks by a client that trusts the mock's authority and nobody else.
func through(t testing.TB, s *Server, certificates ...tls.Certificate) (status int, err error) {
	t.Helper()
	ca, err := s.CA()
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("the authority is no PEM")
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: certificates, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true,
	}}
	body := envelope12(snilsQuestion(stated(t, "patent-worker", lookupSNILS)))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Registry("pension"), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/soap+xml")
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func behind(t testing.TB, s *Server, kind string) *Server {
	t.Helper()
	door, err := s.Door(kind)
	if err != nil {
		t.Fatal(err)
	}
	return door
}

// What a door is said to do wrong it does, on a real socket; what is in order lets one in.
func TestDoorsDoWhatTheyAreCalled(t *testing.T) {
	s, _ := started(t)
	if status, err := through(t, behind(t, s, DoorTLS)); status != 200 || err != nil {
		t.Errorf("tls: %d %v", status, err)
	}
	if _, err := through(t, behind(t, s, DoorMutualTLS)); err == nil {
		t.Error("mutual_tls lets in whoever shows no certificate")
	}
	certificate, key, err := s.ClientCertificate("SVERKA01")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	if status, err := through(t, behind(t, s, DoorMutualTLS), pair); status != 200 || err != nil {
		t.Errorf("mutual_tls: %d %v", status, err)
	}
	if _, err := through(t, behind(t, s, "refuse")); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("refuse: %v", err)
	}
	var unknown x509.UnknownAuthorityError
	if _, err := through(t, behind(t, s, "tls_unknown_ca")); !errors.As(err, &unknown) {
		t.Errorf("tls_unknown_ca: %v", err)
	}
	var host x509.HostnameError
	if _, err := through(t, behind(t, s, "tls_wrong_host")); !errors.As(err, &host) {
		t.Errorf("tls_wrong_host: %v", err)
	}
	var invalid x509.CertificateInvalidError
	if _, err := through(t, behind(t, s, "tls_expired")); !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		t.Errorf("tls_expired: %v", err)
	}
}

func TestDoorsAreOpenedOverTheAdminAPI(t *testing.T) {
	s, _ := started(t)
	in := s.In("door")
	base := strings.TrimSuffix(in.Registry(""), "/")
	r := post(t, base+"/admin/doors", `{"kind":"tls"}`, "Content-Type", "application/json")
	if url := member(t, r, "url"); !strings.HasPrefix(url, "https://127.0.0.1:") || !strings.HasSuffix(url, "/ns/door") {
		t.Errorf("%d %s", r.status, r.body)
	}
	again := post(t, base+"/admin/doors", `{"kind":"tls"}`, "Content-Type", "application/json")
	if again.body != r.body {
		t.Errorf("a second door of a kind: %s", again.body)
	}
	if bad := post(t, base+"/admin/doors", `{"kind":"hang"}`, "Content-Type", "application/json"); bad.status != 400 || !strings.Contains(bad.body, "tls_expired") {
		t.Errorf("%d %s", bad.status, bad.body)
	}
	if list := get(t, s.URL+"/admin/doors"); !strings.Contains(list.body, `"kind": "tls"`) {
		t.Errorf("%s", list.body)
	}
	for path, holds := range map[string][]string{"/admin/ca.pem": {"BEGIN CERTIFICATE"}, "/admin/client.pem": {"BEGIN CERTIFICATE", "BEGIN PRIVATE KEY"}} {
		for _, text := range holds {
			if r := get(t, s.URL+path); !strings.Contains(r.body, text) {
				t.Errorf("%s: %d %s", path, r.status, r.body)
			}
		}
	}
	s.Close()
	if _, err := s.Door(DoorTLS); err == nil {
		t.Error("a mock that has ended opens doors")
	}
	if !slices.Contains(Doors(), "refuse") {
		t.Errorf("the kinds: %v", Doors())
	}
}
