package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/maintenance"
)

// Each way of TLS with a registry, against a real server.
func TestTheTLSOfARegistry(t *testing.T) {
	root := issue(t, nil, 900*day, authority)
	other := issue(t, nil, 900*day, authority)
	old := func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS12, tls.VersionTLS12 }
	mutual := func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }
	elsewhere := func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = []string{"elsewhere.test"}, nil }
	plain := httptest.NewServer(http.HandlerFunc(well))
	defer plain.Close()
	for _, tc := range []struct {
		name   string
		url    string
		min    string
		result Result
		says   string
		do     string
		reply  Result
	}{
		{"well", serving(t, well, nil, issue(t, root, 90*day)), "", OK, "signed by whom we trust; it holds until", "", OK},
		{"it has two weeks", serving(t, well, nil, issue(t, root, 15*day)), "", OK, "(15 days)", "", OK},
		{"it ends soon", serving(t, well, nil, issue(t, root, 10*day)), "", Warn, "(10 days)", "operators", OK},
		{"it ends in two days", serving(t, well, nil, issue(t, root, 2*day)), "", Bad, "(2 days)", "operators", OK},
		{"it has ended", serving(t, well, nil, issue(t, root, -day)), "", Bad, "not valid today", "clock", Skipped},
		{"it is for another host", serving(t, well, nil, issue(t, root, 90*day, elsewhere)), "", Bad, "another host", "server_name", Skipped},
		{"it is of another authority", serving(t, well, nil, issue(t, other, 90*day)), "", Bad, "unknown authority", "ca_file", Skipped},
		{"it wants ours", serving(t, well, mutual, issue(t, root, 90*day)), "", Bad, "none is configured", "certificate_file and key_file", Skipped},
		{"it is too old", serving(t, well, old, issue(t, root, 90*day)), "1.3", Bad, "", "min_version", Skipped},
		{"it speaks none", "https" + strings.TrimPrefix(plain.URL, "http"), "", Bad, "", "min_version", Skipped},
	} {
		t.Run(tc.name, func(t *testing.T) {
			trusted := chain(t, root)
			file := patient(t, plain.URL, func(c *app.Config) {
				tax := &c.Registries.Tax
				tax.Transport.BaseURL, tax.Transport.TLS.CAFile = tc.url, trusted
				if tc.min != "" {
					tax.Transport.TLS.MinVersion = tc.min
				}
			})
			r := Examine(t.Context(), file, "test")
			f := found(t, r, "tax", "tls")
			f.is(t, tc.result, tc.says)
			if !strings.Contains(f.Do, tc.do) {
				t.Errorf("to do is %q, want %q", f.Do, tc.do)
			}
			if got := found(t, r, "tax", "reply").Result; got != tc.reply {
				t.Errorf("the reply is %s, want %s", got, tc.reply)
			}
			if got := found(t, r, "pension", "tls"); got.Result != Skipped {
				t.Errorf("http on loopback: %+v", got)
			}
			if want := map[Result]int{Bad: ExitBad}[tc.result]; want != 0 && r.Exit() != want {
				t.Errorf("exit code %d, want %d", r.Exit(), want)
			}
		})
	}
}

func TestTheClockOfARegistry(t *testing.T) {
	for _, tc := range []struct {
		name   string
		ahead  time.Duration
		date   bool
		result Result
		says   string
	}{
		{"alike", 0, true, OK, "agree"},
		{"ten seconds behind", -10 * time.Second, true, Warn, "behind ours"},
		{"a minute behind", -time.Minute, true, Bad, "behind ours"},
		{"a minute ahead", time.Minute, true, Bad, "ahead of ours"},
		{"no Date", 0, false, Skipped, "no reply had a Date"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Date"] = nil
				if tc.date {
					w.Header().Set("Date", time.Now().Add(tc.ahead).UTC().Format(http.TimeFormat))
				}
			}))
			defer server.Close()
			r := Examine(t.Context(), patient(t, server.URL, nil), "test")
			found(t, r, "mvd", "clock").is(t, tc.result, tc.says)
		})
	}
}

func TestWhatARegistryReplies(t *testing.T) {
	for status, want := range map[int]Result{200: OK, 404: OK, 405: OK, 500: OK, 502: Warn, 503: Warn, 504: Warn} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		r := Examine(t.Context(), patient(t, server.URL, nil), "test")
		server.Close()
		if f := found(t, r, "mvd", "reply"); f.Result != want || (want == Warn) != (f.Do != "") {
			t.Errorf("%d: %+v", status, f)
		}
	}
}

// Where the way ends, what lies behind is not looked at.
func TestTheWayToARegistry(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + closed.Addr().String()
	closed.Close()
	breaking, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and breaks each off
	if err != nil {
		t.Fatal(err)
	}
	defer breaking.Close()
	go func() {
		for conn, err := breaking.Accept(); err == nil; conn, err = breaking.Accept() {
			conn.Close()
		}
	}()
	server := httptest.NewServer(http.HandlerFunc(well))
	defer server.Close()
	for _, tc := range []struct {
		name, url, proxy, check, says string
		result                        Result
		behind                        string
	}{
		{"nobody listens", nobody, "", "connect", "0 of 1 addresses of the registry take connections", Bad, "reply"},
		{"no such name", "https://no-such-name.invalid", "", "dns", "cannot be looked up", Bad, "connect"},
		{"by address", server.URL, "", "dns", "named by its address", Skipped, ""},
		{"the proxy is not there", server.URL, nobody, "connect", "of the proxy", Bad, "reply"},
		{"it breaks off", "http://" + breaking.Addr().String(), "", "reply", "", Bad, ""},
		{"it breaks off in the handshake", "https://" + breaking.Addr().String(), "", "tls", "", Bad, "reply"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			file := patient(t, server.URL, func(c *app.Config) {
				c.Registries.Tax.Transport.BaseURL = tc.url
				if tc.proxy != "" {
					c.Registries.Tax.Transport.Proxy = tc.proxy
				}
			})
			r := Examine(t.Context(), file, "test")
			found(t, r, "tax", tc.check).is(t, tc.result, tc.says)
			if tc.behind != "" {
				found(t, r, "tax", tc.behind).is(t, Skipped, "")
			}
			if got := found(t, r, "mvd", "reply").Result; got != OK {
				t.Errorf("its sibling: %s", got)
			}
		})
	}
}

// Of several addresses behind a name one may be down: every few connections would fail.
func TestAnAddressThatIsDown(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	v := visit{Report: new(Report), x: app.Examined{Name: "tax"}}
	if !v.connected(t.Context(), "the registry", port, []string{"127.0.0.1", "127.0.0.2"}) {
		t.Error("it goes no further, though one address takes connections")
	}
	found(t, v.Report, "tax", "connect").is(t, Warn, "1 of 2 addresses of the registry take connections; not 127.0.0.2: connection refused")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if v.connected(ended, "the registry", port, []string{"127.0.0.1"}) {
		t.Error("it goes on when it is cut off")
	}
}

func TestWordsForFailures(t *testing.T) {
	for err, want := range map[error]string{
		&net.DNSError{IsNotFound: true}:                                 "no such name",
		&net.DNSError{IsTimeout: true}:                                  "no answer in time",
		&net.DNSError{Err: "server misbehaving with " + "secret words"}: "the resolver failed",
	} {
		if got := dnsText(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
	for err, want := range map[error]string{
		&net.OpError{Err: os.ErrDeadlineExceeded}:                   "no answer in time",
		&net.OpError{Err: os.NewSyscallError("x", errors.New("y"))}: "y",
		errors.New("anything"):                                      "it failed",
	} {
		if got := dialText(err); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestARegistryThatIsClosedIsNotAsked(t *testing.T) {
	asked := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer server.Close()
	file := patient(t, server.URL, func(c *app.Config) {
		c.Registries.Each(func(_ string, r *app.AnyRegistry) {
			of := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
			r.Maintenance.Dates = []maintenance.Date{{First: of(-2), Last: of(2)}}
		})
	})
	r := Examine(t.Context(), file, "test")
	found(t, r, "tax", "maintenance").is(t, Skipped, "closed by its calendar")
	found(t, r, "tax", "connect").is(t, OK, "")
	found(t, r, "tax", "reply").is(t, Skipped, "not asked")
	if asked || r.Exchanges["tax"] != 0 {
		t.Error("it was asked")
	}
}
