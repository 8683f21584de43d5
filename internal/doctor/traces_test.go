package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
)

// collects is a collector as OTLP has it, which lets in who shows the credential.
func collects(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	switch {
	case r.URL.Path != "/v1/traces":
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("Authorization") != "Bearer canary":
		w.WriteHeader(http.StatusUnauthorized)
	case err != nil || len(body) > 0 || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-protobuf":
		w.WriteHeader(http.StatusBadRequest) // it is to be no span
	default:
		w.Header().Set("Content-Type", "application/x-protobuf")
	}
}

// Each way in which a collector may stand, against a real server: nothing that is wrong with it is more than to be looked at.
func TestTheCollectorOfTraces(t *testing.T) {
	root, other := issue(t, nil, 900*day, authority), issue(t, nil, 900*day, authority)
	elsewhere := func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = []string{"elsewhere.test"}, nil }
	mutual := func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String()
	closed.Close()
	server := func(h http.HandlerFunc) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	plain := server(collects)
	secure := func(by *issued, change func(*tls.Config), of ...func(*x509.Certificate)) string {
		return serving(t, collects, change, issue(t, by, 90*day, of...))
	}
	replies := func(status int, kind string) string {
		return server(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
		})
	}
	for _, tc := range []struct {
		name, url, path, headers string
		result                   Result
		says, do                 string
	}{
		{"well", plain, "/v1/traces", "Authorization: Bearer canary", OK, "takes what it is sent", ""},
		{"well, by TLS", secure(root, nil), "/v1/traces", "Authorization: Bearer canary", OK, "its certificate: it holds until", ""},
		{"it ends soon", serving(t, collects, nil, issue(t, root, 10*day)), "/v1/traces", "Authorization: Bearer canary", Warn, "(10 days)", "operators"},
		{"it ends in a day", serving(t, collects, nil, issue(t, root, day)), "/v1/traces", "Authorization: Bearer canary", Warn, "(1 days)", "operators"},
		{"another credential", plain, "/v1/traces", "Authorization: Bearer other", Warn, "status 401", "traces.headers_file"},
		{"another path", plain, "/api/traces", "Authorization: Bearer canary", Warn, "status 404", "traces.endpoint"},
		{"a page", replies(http.StatusOK, "text/html; charset=utf-8"), "/v1/traces", "", Warn, "a page for people", "traces.endpoint"},
		{"busy", replies(http.StatusServiceUnavailable, "text/plain"), "/v1/traces", "", Warn, "status 503", "operators"},
		{"nobody listens", nobody, "/v1/traces", "", Warn, "unavailable/connect", "Start the collector"},
		{"no such name", "https://no-such-name.invalid", "/v1/traces", "", Warn, "unavailable/dns", "traces.endpoint"},
		{"of another authority", secure(other, nil), "/v1/traces", "", Warn, "unknown authority", "traces.tls.ca_file"},
		{"for another host", secure(root, nil, elsewhere), "/v1/traces", "", Warn, "another host", "traces.tls.server_name"},
		{"it wants a certificate", secure(root, mutual), "/v1/traces", "", Warn, "none is configured", "traces.tls.certificate_file"},
		{"it speaks no TLS", "https" + strings.TrimPrefix(plain, "http"), "/v1/traces", "", Warn, "unavailable/handshake", "traces.tls.min_version"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			trusted := chain(t, root)
			file := patient(t, server(well), func(c *app.Config) {
				c.Traces.Endpoint, c.Traces.TLS.CAFile = tc.url+tc.path, trusted
				if tc.headers != "" {
					c.Traces.HeadersFile = "headers"
					write(t, "headers", tc.headers)
				}
			})
			r := Examine(t.Context(), file, "test")
			f := found(t, r, groupItself, "traces")
			f.is(t, tc.result, tc.says)
			if !strings.Contains(f.Do, tc.do) || strings.Contains(f.Text+f.Do, "transport.") || strings.Contains(f.Text+f.Do, "canary") {
				t.Errorf("to do is %q, want %q: %s", f.Do, tc.do, f.Text)
			}
			if r.Exit() == ExitBad {
				t.Errorf("no lookup depends on it, and the exit code is %d: %+v", r.Exit(), r.Findings)
			}
		})
	}
}

func TestOfTracesThatAreOffNothingIsToBeLookedAt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(well))
	defer server.Close()
	found(t, Examine(t.Context(), patient(t, server.URL, nil), "test"), groupItself, "traces").is(t, Skipped, "nothing is traced")
}

func TestOurCertificateForTheCollector(t *testing.T) {
	for left, want := range map[int]bool{20: true, 90: false} {
		var cfg app.Config
		cfg.Traces.Endpoint, cfg.Traces.TLS.CertificateFile = "https://collector.invalid/v1/traces", chain(t, issue(t, nil, day*time.Duration(left)))
		var r Report
		r.traces(t.Context(), cfg)
		f := r.Findings[0]
		if got := strings.HasPrefix(f.Text, "our certificate for the collector: it holds until"); got != want || f.Result != Warn {
			t.Errorf("of %d days: %+v", left, f)
		}
	}
}
