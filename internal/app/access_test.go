package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
)

// The section on access that configs/gateway.yaml shows, with its signs of comment taken away, is the defaults.
func TestTheDocumentedAccessIsTheDefaults(t *testing.T) {
	text, err := os.ReadFile(configs(t, "gateway.yaml")[0])
	if err != nil {
		t.Fatal(err)
	}
	callers := configs(t, "callers.yaml")[0]
	inFreshDirectory(t)
	_, section, ok := strings.Cut(string(text), "\n# access:\n")
	if !ok {
		t.Fatal("it shows no section on access")
	}
	section, _, _ = strings.Cut(section, "\naudit:")
	shown := "access:\n" + strings.ReplaceAll("\n"+section, "\n# ", "\n")
	changed := strings.Replace(string(text), "\naccess: off", "\n"+shown+"\n#", 1)
	changed = strings.Replace(changed, "callers_file: callers.yaml", "callers_file: run/callers.yaml", 1)
	// The example has callers of every way, so that it wants them all.
	if err := os.WriteFile("run/callers.yaml", onlyKeys(t, callers), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("shown.yaml", []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load("shown.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := config.DefaultAccess()
	want.CallersFile = "run/callers.yaml"
	if !equalYAML(t, cfg.Access, want) {
		t.Error("it shows others than the defaults")
	}
	again, err := cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("effective.yaml", again, 0o600); err != nil {
		t.Fatal(err)
	}
	if back, err := app.Load("effective.yaml"); err != nil || !equalYAML(t, cfg, back) {
		t.Errorf("read back it is another: %v", err)
	}
}

// onlyKeys is the example without what needs certificates and tokens.
func onlyKeys(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	portal, _, _ := strings.Cut(string(text), "\n  recheck:")
	before, after, ok := strings.Cut(portal, "    certificates:")
	_, after, ok2 := strings.Cut(after, "    keys:")
	if !ok || !ok2 {
		t.Fatal("the example is another than it was")
	}
	return []byte(before + "    keys:" + after)
}

// The example of a file of callers is one, where all that it wants is configured.
func TestTheExampleOfCallersIsOne(t *testing.T) {
	file := configs(t, "callers.yaml")[0]
	gateway, err := os.ReadFile(configs(t, "gateway.yaml")[0])
	if err != nil {
		t.Fatal(err)
	}
	inFreshDirectory(t)
	certificate, private, authority := certified(t, time.Hour)
	for name, text := range map[string][]byte{"api.pem": certificate, "api.key": private, "ca.pem": authority} {
		if err := os.WriteFile(filepath.Join("run", name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text := strings.Replace(string(gateway), "\naccess: off", "\naccess: {callers_file: "+file+", certificates: {ca_file: run/ca.pem}, "+
		"tokens: {issuer: \"https://issuer.example\", audience: sverka, keys_url: \"https://issuer.example/keys\"}} #", 1)
	text = strings.Replace(text, "api:                            #", "api:\n  certificate_file: run/api.pem\n  key_file: run/api.key\n  #", 1)
	if err := os.WriteFile("example.yaml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Load("example.yaml"); err != nil {
		t.Error(err)
	}
}
