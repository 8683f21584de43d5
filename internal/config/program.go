package config

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sverka/sverka/internal/secret"
)

// Program is the configuration of the gateway but for its registries, whose parts stand beside their drivers.
type Program struct {
	API      API      `yaml:"api"`
	Observe  Observe  `yaml:"observe"`
	Operate  Operate  `yaml:"operate"`
	Access   Access   `yaml:"access"`
	Audit    Audit    `yaml:"audit"`
	SLO      SLO      `yaml:"slo"`
	Log      Log      `yaml:"log"`
	Shutdown Shutdown `yaml:"shutdown"`
	Cache    Cache    `yaml:"cache"`
	Pending  Pending  `yaml:"pending"`
	State    State    `yaml:"state"`
}

// API is the listener that the callers use.
type API struct {
	Listen string `yaml:"listen"`
	// CertificateFile and KeyFile make it speak TLS; both or none.
	CertificateFile string `yaml:"certificate_file" secret:"public"`
	KeyFile         string `yaml:"key_file" secret:"private"`
	// Plaintext says that somebody else ends TLS in front of it: without it, and without TLS, it serves loopback only.
	Plaintext bool `yaml:"plaintext"`
	// Ceiling is the longest that a question may take, whatever its Prefer: wait=N; Wait is how long it may without one.
	Ceiling time.Duration `yaml:"ceiling"`
	Wait    time.Duration `yaml:"wait"`
	// MaxBody bounds a request's body in bytes, MaxRequests the requests in hand and MaxConnections the connections, at a time.
	MaxBody        int `yaml:"max_body"`
	MaxRequests    int `yaml:"max_requests"`
	MaxConnections int `yaml:"max_connections"`
}

// Observe is the listener for monitoring.
type Observe struct {
	Listen string `yaml:"listen"`
	// NativeHistograms has histograms kept as native ones besides, for a Prometheus that was told to ingest them.
	NativeHistograms bool `yaml:"native_histograms"`
}

// Log says how the log is written.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

// Shutdown says how the gateway goes: unready but serving for Drain, then at most Limit for what is in flight.
type Shutdown struct {
	Drain time.Duration `yaml:"drain"`
	Limit time.Duration `yaml:"limit"`
}

// Cache bounds what is kept.
type Cache struct {
	// Entries is how many answers each lookup keeps at most; 0: none.
	Entries int `yaml:"entries"`
}

// Pending bounds the tickets of each lookup.
type Pending struct {
	Keep    time.Duration `yaml:"keep"`    // how long a collected answer stays readable
	Open    time.Duration `yaml:"open"`    // how long a ticket may stay open
	Tickets int           `yaml:"tickets"` // held at a time
}

// State says where what is to survive a restart is kept: day quotas, holds, open breakers and overrides. Nothing personal.
type State struct {
	File  string        `yaml:"file"`  // empty: nowhere
	Every time.Duration `yaml:"every"` // it is written at most so often while only counts move
}

// DefaultProgram returns the defaults of the design's sections 5 and 8. Access and audit have none.
func DefaultProgram() Program {
	return Program{
		API: API{Listen: "127.0.0.1:8080", Ceiling: 30 * time.Second, Wait: 10 * time.Second,
			MaxBody: 64 << 10, MaxRequests: 1_000, MaxConnections: 2_000},
		Observe:  Observe{Listen: "127.0.0.1:9464"},
		Operate:  Operate{Listen: "127.0.0.1:9465"},
		SLO:      SLO{Target: 0.9995, OwnTime: 100 * time.Millisecond},
		Log:      Log{Level: "info", Format: "json"},
		Shutdown: Shutdown{Drain: 5 * time.Second, Limit: 30 * time.Second},
		Cache:    Cache{Entries: 10_000},
		Pending:  Pending{Keep: time.Hour, Open: 30 * 24 * time.Hour, Tickets: 10_000},
		State:    State{Every: time.Second},
	}
}

// Validate returns nil, or errors "key: what it must be".
func (p Program) Validate() error {
	return errors.Join(
		At("api", p.API.validate(p.Access)),
		p.apart(),
		At("observe", address(p.Observe.Listen)),
		At("operate", p.Operate.validate()),
		p.Access.Validate(p.API),
		p.Audit.validate(p.API, p.Access.IsOff()),
		At("slo", p.SLO.validate()),
		At("log", p.Log.validate()),
		At("shutdown", errors.Join(atLeast("drain", p.Shutdown.Drain, 0), atLeast("limit", p.Shutdown.Limit, time.Second))),
		At("cache", notNegative("entries", p.Cache.Entries)),
		At("pending", errors.Join(atLeast("keep", p.Pending.Keep, time.Second), atLeast("open", p.Pending.Open, time.Minute),
			positive("tickets", p.Pending.Tickets))),
		At("state", p.State.validate()),
	)
}

// apart returns an error if two listeners have one address. Port 0 is a free one for each.
func (p Program) apart() error {
	seen := map[string]string{}
	for _, l := range []struct{ key, address string }{
		{"api", p.API.Listen}, {"observe", p.Observe.Listen}, {"operate", p.Operate.Listen},
	} {
		if other, taken := seen[l.address]; taken && !strings.HasSuffix(l.address, ":0") {
			return fmt.Errorf("%s.listen: must be another address than %s.listen", l.key, other)
		}
		seen[l.address] = l.key
	}
	return nil
}

func (a API) validate(access Access) error {
	errs := []error{
		address(a.Listen), atLeast("ceiling", a.Ceiling, time.Second), atLeast("wait", a.Wait, 100*time.Millisecond),
		positive("max_body", a.MaxBody), positive("max_requests", a.MaxRequests), positive("max_connections", a.MaxConnections),
	}
	if a.Wait > a.Ceiling {
		errs = append(errs, fmt.Errorf("wait: must be at most ceiling (%s)", a.Ceiling))
	}
	tls := a.CertificateFile != ""
	errs = append(errs, pair(a.CertificateFile, a.KeyFile))
	switch {
	case IsLoopback(a.Listen):
	case access.IsOff():
		errs = append(errs, errors.New("listen: must be a loopback address while access is off"))
	case !tls && !a.Plaintext:
		errs = append(errs, errors.New("listen: off loopback it needs certificate_file and key_file, or plaintext: true"))
	}
	return errors.Join(errs...)
}

func (s State) validate() error {
	err := atLeast("every", s.Every, 100*time.Millisecond)
	if s.File == "" {
		return err
	}
	if at, failed := os.Stat(filepath.Dir(s.File)); failed != nil || !at.IsDir() {
		err = errors.Join(err, errors.New("file: must lie in a directory that is there"))
	}
	return err
}

func (l Log) validate() error {
	return errors.Join(oneOf("level", l.Level, "debug", "info", "warn", "error"), oneOf("format", l.Format, "json", "text"))
}

func oneOf(key, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("%s: must be one of %s", key, strings.Join(words, ", "))
}

func positive(key string, n int) error {
	if n < 1 {
		return fmt.Errorf("%s: must be at least 1, is %d", key, n)
	}
	return nil
}

func notNegative(key string, n int) error {
	if n < 0 {
		return fmt.Errorf("%s: must not be negative, is %d", key, n)
	}
	return nil
}

func atLeast(key string, d, least time.Duration) error {
	if d < least {
		return fmt.Errorf("%s: must be at least %s, is %s", key, least, d)
	}
	return nil
}

func address(listen string) error {
	if _, _, err := net.SplitHostPort(listen); err != nil {
		return errors.New("listen: must be host:port, such as 127.0.0.1:8080")
	}
	return nil
}

// pair returns an error unless a listener's certificate and key are both named and fit, or neither is named.
func pair(certificate, key string) error {
	if (certificate != "") != (key != "") {
		return errors.New("certificate_file: needs key_file, and key_file it")
	}
	if certificate == "" {
		return nil
	}
	if err := Secret("key_file", key); err != nil {
		return err
	}
	if _, err := secret.Pair(certificate, key, nil); err != nil {
		return fmt.Errorf("certificate_file: %w", err)
	}
	return nil
}

// IsLoopback reports whether a listening address can be reached from this machine only.
func IsLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
