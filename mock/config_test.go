package mock

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestAZeroConfigIsTheDefaults(t *testing.T) {
	got, want := Config{}.complete(), Defaults()
	got.Now, want.Now = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWhatIsSetStays(t *testing.T) {
	c := Config{Seed: 7, MVD: MVDConfig{Processing: none}, Tax: TaxConfig{TokenTTL: Duration(time.Second)}}.complete()
	if c.MVD.Processing.std() != 0 || c.Tax.TokenTTL.std() != time.Second || c.Seed != 7 {
		t.Errorf("got %+v", c)
	}
}

func TestAWrongConfigurationIsAnErrorThatNamesItsKey(t *testing.T) {
	for text, says := range map[string]string{
		"addr: 0.0.0.0:8090":                "addr: expected",
		"addr: example.org:80":              "addr: expected",
		"tax: {taxpayer_limit: -1}":         "tax.taxpayer_limit: expected at least 1",
		"mvd: {poll_after: 1500ms}":         "mvd.poll_after: expected whole seconds",
		"population: -1":                    "population: expected 0 to 1000000 people",
		"population: 1000001":               "population: expected 0 to 1000000 people",
		"journal: {entries: -1}":            "journal.entries: expected at least 1",
		"mvd: {poll_gap: 2s}":               "mvd.poll_gap: expected at most",
		"mvd: {processing: soon}":           "line 1: mvd.processing: expected a duration",
		"tax:\n  token_ttl: 2 days":         "line 2: tax.token_ttl: expected a duration",
		"seed: abc":                         "[1:7] expected a whole number",
		"mvd: {processing: -1s}":            "expected a duration",
		"sede: 1":                           "unknown field",
		"seed: 1\nseed: 2":                  "already defined",
		"tax:\n  token_ttl: 1m\n  token: x": "[3:3]",
	} {
		path := filepath.Join(t.TempDir(), "mock.yaml")
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", text, err, says)
		}
	}
	if _, err := New(Config{Addr: "0.0.0.0:1"}); err == nil {
		t.Error("New took an address off loopback")
	}
}
