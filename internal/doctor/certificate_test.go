package doctor

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
)

func TestTheCertificateOfAListener(t *testing.T) {
	root := issue(t, nil, 900*day, authority)
	between, shortly := issue(t, root, 500*day, authority), issue(t, root, 10*day, authority)
	leaf := func(left time.Duration, change ...func(*x509.Certificate)) *issued {
		return issue(t, between, left, change...)
	}
	nameless := func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, nil }
	early := func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour) }
	for _, tc := range []struct {
		name   string
		chain  []*issued
		hosts  []string
		result Result
		says   string
	}{
		{"holds for long", []*issued{leaf(90 * day), between}, []string{"registry.test"}, OK, "(90 days), 2 in its chain, its key fits, for registry.test, 127.0.0.1"},
		{"a day more than soon", []*issued{leaf(31 * day)}, nil, OK, "(31 days)"},
		{"soon", []*issued{leaf(29 * day)}, nil, Warn, "(29 days)"},
		{"late", []*issued{leaf(6 * day)}, nil, Bad, "(6 days)"},
		{"ended", []*issued{leaf(-day)}, nil, Bad, "it ended on"},
		{"not yet", []*issued{leaf(90*day, early)}, nil, Bad, "it holds only from"},
		{"of its chain another ends soon", []*issued{issue(t, shortly, 90*day), shortly}, nil, Warn, "(10 days)"},
		{"in the wrong order", []*issued{between, leaf(90 * day)}, nil, Bad, "certificate 2 of its file did not sign certificate 1"},
		{"somebody else's in between", []*issued{leaf(90 * day), shortly}, nil, Bad, "did not sign"},
		{"twice the wrong way on", []*issued{leaf(90 * day), between, shortly}, nil, Bad, "certificate 3 of its file did not sign certificate 2"},
		{"no name", []*issued{leaf(90*day, nameless)}, nil, Bad, "no alternative name"},
		{"another name", []*issued{leaf(90 * day)}, []string{"registry.test", "operate.test"}, Bad, "does not hold for operate.test"},
		{"late and for another name", []*issued{leaf(day)}, []string{"operate.test"}, Bad, "(1 days)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var r Report
			r.served("operate", chain(t, tc.chain...), tc.hosts)
			found(t, &r, groupItself, "certificate").is(t, tc.result, tc.says)
		})
	}
	var none, unread Report
	none.served("api", "", nil)
	found(t, &none, groupItself, "certificate").is(t, Skipped, "api: it speaks no TLS")
	unread.served("api", t.TempDir()+"/no such file", nil)
	found(t, &unread, groupItself, "certificate").is(t, Bad, "api.certificate_file: cannot be read")
}

func TestTheCertificateThatARegistryIsShown(t *testing.T) {
	root := issue(t, nil, 900*day, authority)
	forClients := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }
	forServers := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }
	for _, tc := range []struct {
		name   string
		chain  []*issued
		result Result
		says   string
	}{
		{"for whatever", []*issued{issue(t, root, 90*day), root}, OK, "(90 days), 2 in its chain, its key fits"},
		{"for clients", []*issued{issue(t, root, 90*day, forClients)}, OK, "(90 days)"},
		{"for servers", []*issued{issue(t, root, 90*day, forServers)}, Bad, "none for clients"},
		{"soon", []*issued{issue(t, root, 20*day)}, Warn, "(20 days)"},
		{"late", []*issued{issue(t, root, 5*day)}, Bad, "(5 days)"},
		{"the wrong order", []*issued{root, issue(t, root, 90*day)}, Bad, "did not sign"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := visit{Report: new(Report), x: app.Examined{Name: "tax"}}
			v.x.Reach.TLS.CertificateFile = chain(t, tc.chain...)
			v.ours()
			found(t, v.Report, "tax", "certificate").is(t, tc.result, tc.says)
		})
	}
	v := visit{Report: new(Report), x: app.Examined{Name: "tax"}}
	v.ours()
	found(t, v.Report, "tax", "certificate").is(t, Skipped, "shown no certificate")
	v.x.Reach.TLS.CertificateFile = t.TempDir() + "/no such file"
	v.ours()
	found(t, v.Report, "tax", "certificate").is(t, Bad, "cannot be read")
}

func TestWhoVouchesForCallers(t *testing.T) {
	good, soon := issue(t, nil, 90*day, authority), issue(t, nil, 20*day, authority)
	var cfg app.Config
	cfg.Access = config.DefaultAccess()
	cfg.Access.CallersFile = "callers.yaml"
	cfg.Access.Certificates.CAFile = chain(t, good, soon)
	var r Report
	r.authorities(cfg)
	if len(r.Findings) != 1 {
		t.Fatalf("%+v", r.Findings)
	}
	r.Findings[0].is(t, Warn, "authority 2 of it: it holds until")
}

func TestUntilWhenARegistryLetsUsIn(t *testing.T) {
	in := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	for until, want := range map[string]struct {
		result Result
		says   string
	}{
		"": {Skipped, "not configured"}, in(90): {OK, "days)"}, in(20): {Warn, "days)"}, in(3): {Bad, "days)"}, in(-3): {Bad, "it ended on"},
	} {
		v := visit{Report: new(Report), x: app.Examined{Name: "tax", CredentialUntil: until}}
		v.credential()
		found(t, v.Report, "tax", "credential").is(t, want.result, want.says)
	}
}
