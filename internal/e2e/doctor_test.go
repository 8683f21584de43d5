package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/doctor"
	"github.com/sverka/sverka/mock"
)

// A patient is a configuration on mocks, to be looked at.
type patient struct {
	mocks *mock.Server
	cfg   app.Config
}

func newPatient(t *testing.T) *patient {
	t.Helper()
	p := &patient{mocks: mock.Start(t)}
	p.cfg = configured(t, mock.Defaults())
	p.cfg.Registries.Each(func(name string, r *app.AnyRegistry) { r.Transport.BaseURL = p.mocks.Registry(name) })
	return p
}

// probed has pension asked about a persona.
func (p *patient) probed(t *testing.T, persona string) {
	t.Helper()
	r := do(t, http.MethodGet, p.mocks.URL+"/personas/"+persona+"/pension/snils-check", nil)
	if err := os.WriteFile("question.json", r.body, 0o600); err != nil || r.status != http.StatusOK {
		t.Fatal(err, r.status)
	}
	p.cfg.Registries.Pension.Probe.Lookup, p.cfg.Registries.Pension.Probe.QueryFile = "snils-check", "question.json"
}

// seen runs the command on the configuration.
func (p *patient) seen(t *testing.T) (report doctor.Report, code int) {
	t.Helper()
	text, err := p.cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("patient.yaml", text, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, failed bytes.Buffer
	code = doctor.Run(t.Context(), []string{"-config", "patient.yaml", "-json"}, "test", &out, &failed)
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v: %s%s", err, out.String(), failed.String())
	}
	for _, private := range []string{"Намунаев", "NAMUNAEV", "99000000153", mock.Defaults().Migration.Password, mock.Defaults().MVD.Key} {
		if strings.Contains(out.String(), private) {
			t.Errorf("it tells what is nobody's business:\n%s", out.String())
		}
	}
	for _, f := range report.Findings {
		if !slices.Contains(doctor.Checks(), f.Check) {
			t.Errorf("%+v is of no check that there is", f)
		}
		if (f.Result == doctor.Bad || f.Result == doctor.Warn) && f.Do == "" {
			t.Errorf("%+v does not say what to do", f)
		}
	}
	return report, code
}

func find(t *testing.T, r doctor.Report, group, check string) doctor.Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Group == group && f.Check == check {
			return f
		}
	}
	t.Fatalf("nothing is found of %s %s: %+v", group, check, r.Findings)
	return doctor.Finding{}
}

func TestTheDoctorFindsAWellRegistryWell(t *testing.T) {
	p := newPatient(t)
	p.probed(t, "patent-worker")
	r, code := p.seen(t)
	if code != doctor.ExitWarn || r.Result != doctor.Warn { // access and audit are off
		t.Errorf("%d %s", code, r.Result)
	}
	for _, check := range []string{"connect", "reply", "clock", "lookup", "maintenance"} {
		if f := find(t, r, "pension", check); f.Result != doctor.OK {
			t.Errorf("%+v", f)
		}
	}
	if find(t, r, "tax", "lookup").Result != doctor.Skipped {
		t.Error("tax is asked, without a test subject")
	}
	for _, name := range []string{"migration", "pension", "tax", "mvd"} {
		if r.Exchanges[name] != 1 {
			t.Errorf("%s was asked %d exchanges", name, r.Exchanges[name])
		}
	}
}

func TestTheDoctorSaysWhatIsWrongWithAWay(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections, and never says anything
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	late := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))
	}))
	defer late.Close()
	p := newPatient(t)
	ca, err := p.mocks.CA()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("ca.pem", ca, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		at, check, says string
		result          doctor.Result
	}{
		{"refuse", "connect", "refused", doctor.Bad},
		{mock.DoorTLS, "tls", "days", doctor.Warn},
		{mock.DoorMutualTLS, "tls", "none is configured", doctor.Bad},
		{"http://" + silent.Addr().String(), "reply", "timeout", doctor.Bad},
		{late.URL, "clock", "behind", doctor.Bad},
		{"https://no-such-name.invalid", "dns", "name", doctor.Bad},
	} {
		url := tc.at
		if !strings.Contains(url, "://") {
			door, err := p.mocks.OpenDoor(tc.at)
			if err != nil {
				t.Fatal(err)
			}
			url = door.URL + "/pension"
		}
		c := &p.cfg.Registries.Pension
		c.Transport.BaseURL, c.Transport.TLS.CAFile = url, "ca.pem"
		c.Limits.ExchangeLimit, c.Limits.SlowAfter = 500*time.Millisecond, 500*time.Millisecond
		r, code := p.seen(t)
		f := find(t, r, "pension", tc.check)
		if tc.at == mock.DoorTLS { // how long the mock's certificates hold is the mock's
			if f.Result == doctor.Bad || f.Result == doctor.Skipped {
				t.Errorf("%s: %+v", tc.at, f)
			}
			continue
		}
		if f.Result != tc.result || !strings.Contains(f.Text, tc.says) || code != doctor.ExitBad {
			t.Errorf("%s: %d %+v", tc.at, code, f)
		}
	}
	for _, kind := range mock.Doors() {
		if !strings.Contains(kind, "cert") && !strings.Contains(kind, "tls_") {
			continue
		}
		door, err := p.mocks.OpenDoor(kind)
		if err != nil {
			t.Fatal(err)
		}
		p.cfg.Registries.Pension.Transport.BaseURL = door.URL + "/pension"
		r, code := p.seen(t)
		if f := find(t, r, "pension", "tls"); f.Result != doctor.Bad || code != doctor.ExitBad {
			t.Errorf("%s: %d %+v", kind, code, f)
		}
	}
}

func TestTheDoctorFindsWrongCredentialsAndBadDisks(t *testing.T) {
	p := newPatient(t)
	r := do(t, http.MethodGet, p.mocks.URL+"/personas/patent-worker/migration/status", nil)
	if err := os.WriteFile("question.json", r.body, 0o600); err != nil {
		t.Fatal(err)
	}
	p.cfg.Registries.Migration.Probe.Lookup, p.cfg.Registries.Migration.Probe.QueryFile = "status", "question.json"
	if err := os.WriteFile("run/migration.password", []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.cfg.State.File = "/proc/self/state" // where nobody can write
	report, code := p.seen(t)
	if f := find(t, report, "migration", "lookup"); f.Result != doctor.Bad || !strings.Contains(f.Text, "denied") || !strings.Contains(f.Do, "accounts lock") {
		t.Errorf("%+v", f)
	}
	if f := find(t, report, "gateway", "state"); f.Result != doctor.Bad || code != doctor.ExitBad {
		t.Errorf("%d %+v", code, f)
	}
	if report.Exchanges["migration"] != 1 {
		t.Errorf("%d exchanges were spent on an account that locks", report.Exchanges["migration"])
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".sverka-doctor") {
			t.Errorf("it left %s", e.Name())
		}
	}
}

// Before its first start a gateway's audit log is not there, and nothing is wrong with that; a disk that is too full for it is.
func TestTheDoctorLooksAtTheDiskOfTheAudit(t *testing.T) {
	p := newPatient(t)
	var err error
	if p.cfg, err = demo.Audited(p.cfg, "run"); err != nil {
		t.Fatal(err)
	}
	looked := func() (all []doctor.Finding) {
		report, _ := p.seen(t)
		for _, f := range report.Findings {
			if f.Check == "audit" {
				all = append(all, f)
			}
		}
		return all
	}
	bad := func(f doctor.Finding) bool { return f.Result == doctor.Bad }
	if all := looked(); len(all) != 2 || slices.ContainsFunc(all, bad) {
		t.Errorf("%+v", all)
	}
	p.cfg.Audit.Reserve.Bytes = 1 << 60
	if all := looked(); len(all) != 3 || !bad(all[1]) || !strings.Contains(all[1].Text, "audit.reserve") {
		t.Errorf("%+v", all)
	}
}

func TestTheDoctorsExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tc := range []struct {
		args []string
		want int
	}{
		{[]string{"-config", "nowhere.yaml"}, doctor.ExitBad},
		{[]string{"-h"}, doctor.ExitOK},
		{[]string{"-no-such-flag"}, doctor.ExitFailed},
		{[]string{"more"}, doctor.ExitFailed},
		{[]string{"-timeout", "0s"}, doctor.ExitFailed},
	} {
		var out, failed bytes.Buffer
		if code := doctor.Run(t.Context(), tc.args, "test", &out, &failed); code != tc.want {
			t.Errorf("%v: %d\n%s%s", tc.args, code, out.String(), failed.String())
		}
	}
}

// The running gateway asks about its test subject by itself, as caller probe, and its answer is kept for nobody.
func TestTheGatewayProbesByItself(t *testing.T) {
	w := newWorld(t, func(c *app.Config, _ *mock.Config) {
		s := mock.Start(t)
		question := do(t, http.MethodGet, s.URL+"/personas/patent-worker/tax/inn", nil)
		if err := os.WriteFile("question.json", question.body, 0o600); err != nil {
			t.Fatal(err)
		}
		c.Registries.Tax.Probe.Lookup, c.Registries.Tax.Probe.QueryFile, c.Registries.Tax.Probe.Every = "inn", "question.json", time.Minute
		*c = demo.Observing(*c)
	})
	// The first comes within a tenth of a minute. How loaded this machine is says nothing, so that no deadline is set. Of what is told
	// of a probe the time of its success is the last.
	for succeeded := regexp.MustCompile(`sverka_probe_last_success_timestamp_seconds{lookup="inn",registry="tax"} [1-9]`); !succeeded.MatchString(w.metrics(t)); {
		<-time.After(50 * time.Millisecond)
	}
	text := w.metrics(t)
	for _, line := range []string{
		`sverka_probes_total{lookup="inn",registry="tax",result="answered"}`,
		`sverka_caller_lookups_total{caller="probe",class="answered",origin="",registry="tax"}`,
		`sverka_slo_registry_lookups_total{judged="excluded",lookup="inn",registry="tax"}`,
		`sverka_slo_gateway_lookups_total{judged="excluded",registry="tax"}`,
	} {
		if !strings.Contains(text, line) || strings.Contains(text, line+" 0\n") {
			t.Errorf("no %s", line)
		}
	}
	for _, line := range []string{ // it is in no objective
		`sverka_slo_registry_lookups_total{judged="good",lookup="inn",registry="tax"} 0`, `sverka_slo_gateway_lookups_total{judged="good",registry="tax"} 0`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("not %s", line)
		}
	}
	if !strings.Contains(text, fmt.Sprintf("sverka_cache_entries{lookup=%q,registry=%q} 0", "inn", "tax")) {
		t.Error("the probe's answer is kept")
	}
}
