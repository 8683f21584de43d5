package transport_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/transport"
)

func TestDefaultNeedsOnlyAnAddress(t *testing.T) {
	c := transport.Default()
	if err := c.Validate(); err == nil || err.Error() != "base_url: must be https://host[:port][/path]" {
		t.Errorf("without: %v", err)
	}
	c.BaseURL = "https://registry.test/ws"
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestAddressesThatAreAllowed(t *testing.T) {
	for url, allowed := range map[string]bool{
		"https://registry.test": true, "https://registry.test:8443/ws/v1": true, "https://10.0.0.1": true,
		"http://127.0.0.1:8090": true, "http://[::1]:8090": true, "http://localhost/x": true,
		"http://registry.test": false, "http://10.0.0.1": false, "ftp://registry.test": false, "registry.test": false,
		"https://": false, "https://:443": false, "https:registry.test": false, "https://a b": false, "": false,
		"https://user:secret@registry.test": false, "https://registry.test?key=secret": false, "https://registry.test/#secret": false,
	} {
		c := transport.Default()
		c.BaseURL = url
		err := c.Validate()
		if (err == nil) != allowed {
			t.Errorf("%s: %v", url, err)
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "base_url: must ") || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v", url, err)
		}
	}
	c := transport.Default()
	c.BaseURL, c.Plaintext = "http://registry.test", true
	if err := c.Validate(); err != nil {
		t.Errorf("plaintext allowed: %v", err)
	}
}

// Each wrong key is named, with what it must be, and all of them at once.
func TestEachWrongKeyIsNamed(t *testing.T) {
	absent := filepath.Join(t.TempDir(), "absent.pem")
	junk := filepath.Join(t.TempDir(), "junk.pem")
	if err := os.WriteFile(junk, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := newAuthority(t)
	certificate, _ := a.files(a.issue(nil))
	_, otherKey := a.files(a.issue(nil))
	for _, c := range []struct {
		change func(*transport.Config)
		want   []string
	}{
		{func(c *transport.Config) { c.Proxy = "" }, []string{"proxy: must be none, or http://host:port or https://host:port"}},
		{func(c *transport.Config) { c.Proxy = "proxy.test:3128" }, []string{"proxy: must be none, or http://host:port or https://host:port"}},
		{func(c *transport.Config) { c.Proxy = "http://me:secret@proxy.test" },
			[]string{"proxy: must have no user or password: they would be printed with the configuration"}},
		{func(c *transport.Config) { c.DialTimeout, c.HandshakeTimeout, c.IdleTimeout = 0, -1, 0 },
			[]string{"dial_timeout: must be longer than 0s, is 0s", "handshake_timeout: must be longer than 0s, is -1ns", "idle_timeout: must be longer than 0s, is 0s"}},
		{func(c *transport.Config) { c.MaxIdle, c.MaxConns = 0, -1 },
			[]string{"max_idle: must be at least 1, is 0", "max_conns: must be 0 (no bound) or more, is -1"}},
		{func(c *transport.Config) { c.MaxBodyBytes, c.MaxHeaderBytes = 0, 1<<30 },
			[]string{"max_body_bytes: must be from 1024 to 67108864, is 0", "max_header_bytes: must be from 1024 to 1048576, is 1073741824"}},
		{func(c *transport.Config) { c.TLS.MinVersion = "1.1" }, []string{`tls.min_version: must be "1.2" or "1.3"`}},
		{func(c *transport.Config) { c.TLS.CAFile = absent }, []string{"tls.ca_file: cannot be read: no such file or directory"}},
		{func(c *transport.Config) { c.TLS.CAFile = junk }, []string{"tls.ca_file: must hold a certificate in PEM"}},
		{func(c *transport.Config) { c.TLS.CertificateFile = certificate }, []string{"tls.key_file: must be given with tls.certificate_file"}},
		{func(c *transport.Config) { c.TLS.KeyFile = otherKey }, []string{"tls.certificate_file: must be given with tls.key_file"}},
		{func(c *transport.Config) { c.TLS.CertificateFile, c.TLS.KeyFile = absent, otherKey },
			[]string{"tls.certificate_file: cannot be read: no such file or directory"}},
		{func(c *transport.Config) { c.TLS.CertificateFile, c.TLS.KeyFile = certificate, absent },
			[]string{"tls.key_file: cannot be read: no such file or directory"}},
		{func(c *transport.Config) { c.TLS.CertificateFile, c.TLS.KeyFile = certificate, otherKey },
			[]string{"tls.certificate_file: must be a certificate in PEM, and tls.key_file its key"}},
	} {
		cfg := transport.Default()
		cfg.BaseURL = "https://registry.test"
		c.change(&cfg)
		_, err := transport.New(cfg)
		for _, err := range []error{err, cfg.Validate()} {
			if err == nil || !slices.Equal(strings.Split(err.Error(), "\n"), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		}
	}
}

// Every key can be written in a file and lands where it is meant to.
func TestKeysOfTheFile(t *testing.T) {
	const file = `
base_url: http://registry.test/ws
plaintext: true
tls: {ca_file: a, server_name: b, min_version: "1.3", certificate_file: c, key_file: d}
proxy: http://proxy.test:3128
dial_timeout: 1s
handshake_timeout: 2s
idle_timeout: 3s
max_idle: 4
max_conns: 5
max_body_bytes: 6000
max_header_bytes: 7000
`
	got := transport.Default()
	if err := yaml.UnmarshalWithOptions([]byte(file), &got, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	want := transport.Config{
		BaseURL: "http://registry.test/ws", Plaintext: true,
		TLS:         transport.TLS{CAFile: "a", ServerName: "b", MinVersion: "1.3", CertificateFile: "c", KeyFile: "d"},
		Proxy:       "http://proxy.test:3128",
		DialTimeout: 1e9, HandshakeTimeout: 2e9, IdleTimeout: 3e9, MaxIdle: 4, MaxConns: 5, MaxBodyBytes: 6000, MaxHeaderBytes: 7000,
	}
	if got != want {
		t.Errorf("got %+v", got)
	}
	kept := transport.Default()
	if err := yaml.UnmarshalWithOptions([]byte("tls: {server_name: b}"), &kept, yaml.Strict()); err != nil || kept.TLS.MinVersion != "1.2" {
		t.Errorf("defaults beside a given key: %+v, %v", kept, err)
	}
}
