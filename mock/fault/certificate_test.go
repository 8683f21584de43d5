package fault_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

func authority(t *testing.T) *fault.Authority {
	t.Helper()
	a, err := fault.NewAuthority(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// secured asks a TLS server that shows certificate, trusting a.
func secured(t *testing.T, a *fault.Authority, certificate tls.Certificate) error {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: a.Pool()}, DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Get(server.URL)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func TestTheGoodCertificateHolds(t *testing.T) {
	a := authority(t)
	certificate, err := a.Server()
	if err != nil {
		t.Fatal(err)
	}
	if err := secured(t, a, certificate); err != nil {
		t.Error(err)
	}
}

func TestBadCertificatesAreBadInTheWayTheySay(t *testing.T) {
	a := authority(t)
	checks := map[string]func(error) bool{
		"tls_expired": func(err error) bool {
			var e x509.CertificateInvalidError
			return errors.As(err, &e) && e.Reason == x509.Expired
		},
		"tls_wrong_host": func(err error) bool { var e x509.HostnameError; return errors.As(err, &e) },
		"tls_unknown_ca": func(err error) bool { var e x509.UnknownAuthorityError; return errors.As(err, &e) },
	}
	for _, f := range fault.Catalogue() {
		if f.Place != fault.InHandshake {
			continue
		}
		certificate, err := a.Bad(f.Name)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		if err := secured(t, a, certificate); !checks[f.Name](err) {
			t.Errorf("%s: the client says %v", f.Name, err)
		}
	}
	if _, err := a.Bad("tls_ok"); err == nil {
		t.Error("an unknown name gave a certificate")
	}
}

func TestAClientIsKnownByItsCertificate(t *testing.T) {
	a := authority(t)
	server, err := a.Server()
	if err != nil {
		t.Fatal(err)
	}
	client, err := a.Client("SVERKA01")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.PeerCertificates[0].Subject.CommonName)
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{server}, ClientCAs: a.Pool(), ClientAuth: tls.RequireAndVerifyClientCert}
	s.StartTLS()
	defer s.Close()
	transport := &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{RootCAs: a.Pool(), Certificates: []tls.Certificate{client}}}
	resp, err := (&http.Client{Transport: transport}).Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if name, _ := io.ReadAll(resp.Body); string(name) != "SVERKA01" {
		t.Errorf("the server knows %q", name)
	}
}
