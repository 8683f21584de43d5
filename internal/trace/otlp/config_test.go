package otlp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// What is wrong is said by its key, and nothing of a URL or a file is quoted.
func TestWhatIsWrongIsSaidByItsKey(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"endpoint: must be the URL":     func(c *Config) { c.Endpoint = "collector:4318" },
		"endpoint: must have its path":  func(c *Config) { c.Endpoint = "https://collector:4318" },
		"endpoint: must be https":       func(c *Config) { c.Endpoint = "http://collector:4318/v1/traces" },
		"endpoint: must have no user":   func(c *Config) { c.Endpoint = "https://u:canary@collector/v1/traces" },
		"sample: must be from":          func(c *Config) { c.Sample = 1.5 },
		"follow: must be from":          func(c *Config) { c.Follow = -1 },
		"queue: must be from":           func(c *Config) { c.Queue = 1 << 20 },
		"batch: must be at most queue":  func(c *Config) { c.Queue = 10 },
		"every: must be from":           func(c *Config) { c.Every = 0 },
		"timeout: must be from":         func(c *Config) { c.Timeout = time.Hour },
		"instance: must be letters":     func(c *Config) { c.Instance = "узел 1" },
		"instance: must be of at most":  func(c *Config) { c.Instance = strings.Repeat("a", 65) },
		"tls.min_version: must be":      func(c *Config) { c.TLS.MinVersion = "1.0" },
		"tls.ca_file: cannot be read":   func(c *Config) { c.TLS.CAFile = "nowhere" },
		"tls.key_file: must be given":   func(c *Config) { c.TLS.CertificateFile = "nowhere" },
		"headers_file: ":                func(c *Config) { c.HeadersFile = "nowhere" },
		`must hold lines "Name: value"`: func(c *Config) { c.HeadersFile = written(t, "canary") },
		"tells of the request itself":   func(c *Config) { c.HeadersFile = written(t, "Content-Type: canary") },
	} {
		c := Default()
		c.Endpoint = "https://collector:4318/v1/traces"
		change(&c)
		err := c.Validate()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "\n") && !strings.Contains(want, "tls") {
			t.Errorf("want %s: %v", want, err)
		}
	}
	for _, good := range []string{"", "http://127.0.0.1:4318/v1/traces", "http://localhost:4318/v1/traces", "http://[::1]:4318/v1/traces", "https://collector/tenant/v1/traces"} {
		c := Default()
		c.Endpoint = good
		if err := c.Validate(); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func written(t *testing.T, text string) string {
	file := filepath.Join(t.TempDir(), "headers")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestItIsSaidWhatIsTraced(t *testing.T) {
	c := Default()
	if c.Text() != "off" {
		t.Error(c.Text())
	}
	c.Endpoint = "https://collector/v1/traces"
	if got := c.Text(); !strings.HasPrefix(got, "1% of lookups") || !strings.HasSuffix(got, "go to https://collector/v1/traces") {
		t.Error(got)
	}
}

// FuzzReply: whatever a collector answers, it is read without a panic, and no more is rejected than a batch has.
func FuzzReply(f *testing.F) {
	f.Add([]byte{0x0a, 0x02, 0x08, 0x02})
	f.Add([]byte{0x0a, 0x06, 0x12, 0x02, 'n', 'o', 0x08, 0xff})
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if n := rejectedOf(body); n < 0 || n > mostBatch {
			t.Errorf("%d are rejected", n)
		}
		_ = received(adapters.Response{Status: 200, Body: body})
	})
}

// FuzzHeaders: a text is either refused whole, without being quoted, or makes headers that net/http sends.
func FuzzHeaders(f *testing.F) {
	f.Add("Authorization: Bearer x\nX-Scope-OrgID: 1")
	f.Add("Host: x")
	f.Add("a:b\x00")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := headersOf(text)
		if err == nil && h.Get("Host") != "" {
			t.Error("it tells of the request itself")
		}
	})
}
