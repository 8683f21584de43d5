package app_test

import (
	"context"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
)

// put writes files into run, each whole, as who rotates them does.
func put(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name, text := range files {
		fresh := filepath.Join("run", name+".new")
		if err := os.WriteFile(fresh, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(fresh, filepath.Join("run", name)); err != nil {
			t.Fatal(err)
		}
	}
}

// days returns the series of a gauge by the value of its one label.
func days(t *testing.T, a *app.App, name string) map[string]float64 {
	t.Helper()
	families, err := a.Metrics().Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]float64)
	for _, f := range families {
		if f.GetName() == name {
			for _, m := range f.GetMetric() {
				all[m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue()
			}
		}
	}
	return all
}

// Whatever callers, operators or registries let us in or come in by is told of before its end, by the whole program.
func TestAllThatEndsIsToldOf(t *testing.T) {
	gateway, err := os.ReadFile(configs(t, "gateway.yaml")[0])
	if err != nil {
		t.Fatal(err)
	}
	callers := onlyKeys(t, configs(t, "callers.yaml")[0])
	inFreshDirectory(t)
	certificate, private, authority := certified(t, time.Hour)
	put(t, map[string][]byte{
		"api.pem": certificate, "api.key": private, "operate.pem": certificate, "operate.key": private, "ca.pem": authority, "callers.yaml": callers,
	})
	text := strings.Replace(string(gateway), "\naccess: off", "\naccess: {callers_file: run/callers.yaml, certificates: {ca_file: run/ca.pem}} #", 1)
	text = strings.Replace(text, "api:                            #", "api:\n  certificate_file: run/api.pem\n  key_file: run/api.key\n  #", 1)
	if err := os.WriteFile("example.yaml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load("example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cfg.API.Listen, cfg.Observe.Listen, cfg.Operate.Listen, cfg.Shutdown.Drain = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0", 0
	cfg.Operate.CertificateFile, cfg.Operate.KeyFile = "run/operate.pem", "run/operate.key"
	cfg.Registries.Tax.CredentialUntil = time.Now().AddDate(0, 0, 10).Format(time.DateOnly)
	a, err := app.New(cfg, slog.New(slog.DiscardHandler), "test")
	if err != nil {
		t.Fatal(err)
	}
	own := days(t, a, "sverka_own_certificate_days_left")
	for _, of := range []string{"api", "operate", "callers_authority"} {
		if left, ok := own[of]; !ok || left <= 0 || left > 1 {
			t.Errorf("%s has %v days left, %t", of, left, ok)
		}
	}
	if left := days(t, a, "sverka_registry_credential_days_left"); len(left) != 1 || math.Abs(left["tax"]-10.5) > 1 {
		t.Errorf("what registries let us in by: %v", left)
	}
	if left := days(t, a, "sverka_caller_key_days_left"); len(left) != 1 || left["portal"] == 0 {
		t.Errorf("what callers come in by: %v", left)
	}
	certificate, private, _ = certified(t, 90*24*time.Hour)
	put(t, map[string][]byte{"api.key": private, "api.pem": certificate})
	if left := days(t, a, "sverka_own_certificate_days_left")["api"]; math.Abs(left-90) > 1 {
		t.Errorf("it was replaced, and has %v days left", left)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Run(ended); err != nil {
		t.Error(err)
	}
}
