package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/telemetry"
)

// pointed returns what the program printed for a gateway's registries.pension.transport, the last word being the one for mutual TLS.
func pointed(t *testing.T, printed string) map[string]any {
	t.Helper()
	transport := map[string]any{}
	for _, line := range regexp.MustCompile(`registries\.pension\.transport\.(.*)`).FindAllStringSubmatch(printed, -1) {
		text, _, _ := strings.Cut(line[1], "  (")
		var one map[string]any
		if err := yaml.Unmarshal([]byte(text), &one); err != nil {
			t.Fatal(err)
		}
		maps.Copy(transport, one)
	}
	return transport
}

// gatewayWith runs a gateway until the test ends, on configs/gateway.yaml with another transport of pension, and returns its API.
func gatewayWith(t *testing.T, shipped []byte, transport map[string]any) string {
	t.Helper()
	var document map[string]any
	if err := yaml.Unmarshal(shipped, &document); err != nil {
		t.Fatal(err)
	}
	for _, listener := range []string{"api", "observe", "operate"} {
		document[listener].(map[string]any)["listen"] = "127.0.0.1:0"
	}
	maps.Copy(document["registries"].(map[string]any)["pension"].(map[string]any)["transport"].(map[string]any), transport)
	text, err := yaml.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "gateway.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	gateway, err := app.New(demo.Quick(cfg), telemetry.NewLogger(io.Discard, "text", slog.LevelError), "test")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- gateway.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case <-gateway.Started():
	case err := <-ended:
		ended <- err
		t.Fatalf("the gateway did not start: %v", err)
	}
	return "http://" + gateway.API().String()
}

// A gateway that is configured as the program's own text says asks the pension fund by mutual TLS, and is answered; one that shows no
// certificate, or trusts another authority, is not.
func TestAGatewayAsksByMutualTLSAsTheStartSays(t *testing.T) {
	shipped, err := os.ReadFile("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	url, printed, _ := process(t, "-tls", "run/tls", "-secrets", "run", "-door", "tls", "-door", "mutual_tls")
	told := pointed(t, printed)
	files, ok := told["tls"].(map[string]any)
	if base, _ := told["base_url"].(string); !ok || !strings.HasPrefix(base, "https://127.0.0.1:") {
		t.Fatalf("it does not say how to reach it by mutual TLS: %s", printed)
	}
	_, question, err := call("GET", url+"/personas/patent-worker/pension/snils-check", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		tls           map[string]any
		outcome, kind string
	}{
		"as it says":            {files, "match", ""},
		"without a certificate": {map[string]any{"ca_file": files["ca_file"]}, "", "denied"},
		"without trust":         {map[string]any{"certificate_file": files["certificate_file"], "key_file": files["key_file"]}, "", "denied"},
	} {
		t.Run(name, func(t *testing.T) {
			api := gatewayWith(t, shipped, map[string]any{"base_url": told["base_url"], "tls": tc.tls})
			status, text, err := call("POST", api+"/v1/lookups/pension/snils-check", question)
			var got struct{ Outcome, Kind string }
			if err == nil {
				err = json.Unmarshal([]byte(text), &got)
			}
			if err != nil || got.Outcome != tc.outcome || got.Kind != tc.kind {
				t.Errorf("%d %s %v", status, text, err)
			}
		})
	}
	if status, text, err := call("POST", url+"/admin/verify", `{"lookup": "pension/snils-check", "persona": "patent-worker", "times": 1}`); status != 200 {
		t.Errorf("%d %s %v", status, text, err)
	}
}
