package app_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
)

// FuzzConfig reads any text as the gateway's whole configuration: an error names the file, and what is accepted comes to the same
// when it is printed and read again.
func FuzzConfig(f *testing.F) {
	documented, err := os.ReadFile("../../configs/gateway.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(documented))
	f.Add("registries:\n  tax:\n    limits: {retry: {budget: {ratio: 20%}}, quota: {share: 1/4, limits: [{count: 2, window: 1m}]}}\n")
	f.Add("registries: {migration: {transport: {base_url: 'http://127.0.0.1', max_body_bytes: 1}}}\n")
	f.Add("registries: &r\n  mvd: *r\n")
	f.Add("listen: [\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "_file") && strings.Contains(text, "/dev/") {
			return // a file that does not end
		}
		c := app.Default()
		if err := config.Parse("f.yaml", []byte(text), &c); err != nil {
			if !strings.HasPrefix(err.Error(), "f.yaml:") {
				t.Errorf("an error that does not name the file: %v", err)
			}
			return
		}
		printed, err := c.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again := app.Default()
		if err := config.Parse("again.yaml", printed, &again); err != nil {
			t.Fatalf("accepted, and refused as it is printed: %v\n%s", err, printed)
		}
		if twice, err := again.YAML(); err != nil || string(twice) != string(printed) {
			t.Errorf("printed as\n%s\nand read again\n%s, %v", printed, twice, err)
		}
	})
}
