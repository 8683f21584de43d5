package mock

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/sverka/sverka/mock/population"
)

// Config is how a mock behaves. The zero Config means Defaults in every member that is zero.
type Config struct {
	// Addr is where cmd/mock listens. Off loopback it is refused: the mock is no service for a network.
	Addr string `yaml:"addr"`
	// Ports are addresses, by registry, at which that one is served alone, besides Addr: its root is the registry. Only cmd/mock takes them.
	Ports map[string]string `yaml:"ports"`
	// Doors are addresses, by a kind of Doors, that are open from the start. Only cmd/mock takes them; OpenDoor opens more.
	Doors map[string]string `yaml:"doors"`
	// TLSDirectory is where cmd/mock writes what WriteTLS does. Where it is named, the doors tls and mutual_tls are open, at
	// 127.0.0.1:8453 and 8454 unless Doors has them elsewhere.
	TLSDirectory string `yaml:"tls_directory"`
	// Seed decides everything random: delays, garbage, which of many. 0: the program takes one and prints it.
	Seed uint64 `yaml:"seed"`
	// Population is how many people there are besides the personas, up to population.Max: the seed decides them, and none is kept.
	Population int `yaml:"population"`
	// Gateway is the address at which the page says that the gateway is.
	Gateway string `yaml:"gateway"`
	// SystemID is the mnemonic that the registries know (мнемоника ИС); another system is not admitted.
	SystemID  string          `yaml:"system_id"`
	Migration MigrationConfig `yaml:"migration"`
	Tax       TaxConfig       `yaml:"tax"`
	MVD       MVDConfig       `yaml:"mvd"`
	Faults    FaultConfig     `yaml:"faults"`
	Journal   JournalConfig   `yaml:"journal"`
	// Now is the registries' clock; nil: time.Now.
	Now func() time.Time `yaml:"-"`
}

// MigrationConfig is of the registry migration. Its password is no secret: whoever runs the mock knows it.
type MigrationConfig struct {
	Username string `yaml:"username"`
	Password string `yaml:"password"`
	// Freshness is how old, or how far ahead, a UsernameToken may be.
	Freshness Duration `yaml:"freshness"`
}

// TaxConfig is of the registry tax.
type TaxConfig struct {
	MasterToken string   `yaml:"master_token"`
	TokenTTL    Duration `yaml:"token_ttl"` // how long a token lives
	// TaxpayerLimit is how many questions tax/taxpayer answers in a TaxpayerWindow; without a window, written "none", as many as come.
	TaxpayerLimit  int      `yaml:"taxpayer_limit"`
	TaxpayerWindow Duration `yaml:"taxpayer_window"`
}

// MVDConfig is of the registry mvd.
type MVDConfig struct {
	Key        string   `yaml:"key"`        // X-System-Key
	Processing Duration `yaml:"processing"` // from request to answer, where a persona does not say; 0 is written "none"
	PollAfter  Duration `yaml:"poll_after"` // what a reply asks to wait between polls; whole seconds
	PollGap    Duration `yaml:"poll_gap"`   // a ticket polled more often is refused
	Keep       Duration `yaml:"keep"`       // how long an answer that is ready is kept; then its ticket is forgotten
}

// FaultConfig is of the faults that take time.
type FaultConfig struct {
	Drip       Duration `yaml:"drip"`        // between two bytes
	SlowMedian Duration `yaml:"slow_median"` // of the log-normal delay
	SlowSigma  float64  `yaml:"slow_sigma"`
}

// Duration is a time.Duration that YAML writes as Go does: 800ms, 10m.
type Duration time.Duration

var errDuration = errors.New("expected a duration such as 800ms or 10m, or none")

// UnmarshalText reads what time.ParseDuration does, and not below zero; "none" is zero on purpose, where a zero would be the default.
func (d *Duration) UnmarshalText(text []byte) error {
	if string(text) == noneText {
		*d = none
		return nil
	}
	v, err := time.ParseDuration(string(text))
	if err != nil || v < 0 {
		return errDuration
	}
	if v == 0 {
		*d = none
		return nil
	}
	*d = Duration(v)
	return nil
}

// UnmarshalYAML reads what UnmarshalText does; the error names line and key.
func (d *Duration) UnmarshalYAML(n ast.Node) error {
	if err := d.UnmarshalText([]byte(n.GetToken().Value)); err != nil {
		return fmt.Errorf("line %d: %s: %w", n.GetToken().Position.Line, strings.TrimPrefix(n.GetPath(), "$."), err)
	}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Duration) MarshalText() ([]byte, error) {
	if d.std() == 0 {
		return []byte(noneText), nil
	}
	return []byte(time.Duration(d).String()), nil
}

// none is a duration of nothing that is not the zero value; noneText is how it is written.
const (
	none     Duration = -1
	noneText          = "none"
)

// Unlimited returns c with a tax service that answers as many questions as come. The real one answers two about taxpayers a minute, which is
// too few for asking about everybody in turn.
func (c Config) Unlimited() Config {
	c.Tax.TaxpayerWindow = none
	return c
}

// Seeded returns c with a seed that was drawn where it has none.
func (c Config) Seeded() Config {
	for c.Seed == 0 {
		c.Seed = rand.Uint64() //nolint:gosec // a seed to be repeated, not a secret
	}
	return c
}

// std returns d for the use of package time.
func (d Duration) std() time.Duration { return max(0, time.Duration(d)) }

// Defaults returns the configuration of a mock that nobody configured.
func Defaults() Config {
	return Config{
		Addr: "127.0.0.1:8090", Gateway: "http://127.0.0.1:8080", SystemID: "SVERKA01",
		Migration: MigrationConfig{Username: "sverka", Password: "mock-password", Freshness: Duration(5 * time.Minute)},
		Tax: TaxConfig{MasterToken: "mock-master-token", TokenTTL: Duration(10 * time.Minute),
			TaxpayerLimit: 2, TaxpayerWindow: Duration(time.Minute)},
		MVD: MVDConfig{Key: "mock-system-key", Processing: Duration(800 * time.Millisecond), PollAfter: Duration(time.Second),
			PollGap: Duration(500 * time.Millisecond), Keep: Duration(time.Hour)},
		Faults:  FaultConfig{Drip: Duration(time.Second), SlowMedian: Duration(1500 * time.Millisecond), SlowSigma: 0.6},
		Journal: JournalConfig{Entries: 1000, Body: 16 << 10, Bytes: 2 << 20},
		Now:     time.Now,
	}
}

// Load reads a configuration from a YAML file over Defaults. An unknown key, a doubled one or a wrong value is an error with its
// line.
func Load(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("mock: %w", err)
	}
	c := Defaults()
	if err := yaml.UnmarshalWithOptions(text, &c, yaml.Strict()); err != nil {
		return Config{}, fmt.Errorf("mock: %s: %w", path, plainly(err))
	}
	c = c.complete()
	return c, c.Check()
}

// plainly words the error of a value of the wrong type without Go's names, and keeps its line.
func plainly(err error) error {
	var mistyped *yaml.TypeError
	if !errors.As(err, &mistyped) {
		return err
	}
	return errors.New(strings.Replace(err.Error(), mistyped.GetMessage(), "expected "+kindOf(mistyped.DstType), 1))
}

// complete fills what is zero.
func (c Config) complete() Config {
	d := Defaults()
	fill(&c.Addr, d.Addr)
	fill(&c.Gateway, d.Gateway)
	fill(&c.SystemID, d.SystemID)
	fill(&c.Migration.Username, d.Migration.Username)
	fill(&c.Migration.Password, d.Migration.Password)
	fill(&c.Migration.Freshness, d.Migration.Freshness)
	fill(&c.Tax.MasterToken, d.Tax.MasterToken)
	fill(&c.Tax.TokenTTL, d.Tax.TokenTTL)
	fill(&c.Tax.TaxpayerLimit, d.Tax.TaxpayerLimit)
	fill(&c.Tax.TaxpayerWindow, d.Tax.TaxpayerWindow)
	fill(&c.MVD.Key, d.MVD.Key)
	fill(&c.MVD.Processing, d.MVD.Processing)
	fill(&c.MVD.PollAfter, d.MVD.PollAfter)
	fill(&c.MVD.PollGap, d.MVD.PollGap)
	fill(&c.MVD.Keep, d.MVD.Keep)
	fill(&c.Faults.Drip, d.Faults.Drip)
	fill(&c.Faults.SlowMedian, d.Faults.SlowMedian)
	fill(&c.Faults.SlowSigma, d.Faults.SlowSigma)
	fill(&c.Journal.Entries, d.Journal.Entries)
	fill(&c.Journal.Body, d.Journal.Body)
	fill(&c.Journal.Bytes, d.Journal.Bytes)
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

func fill[T comparable](member *T, standard T) {
	var zero T
	if *member == zero {
		*member = standard
	}
}

// Check says everything that is wrong with c, each by its key; nil is nothing. Members that are zero stand for their default.
func (c Config) Check() error {
	c = c.complete()
	errs := c.listens()
	wrong := func(is bool, text string) {
		if is {
			errs = append(errs, errors.New(text))
		}
	}
	wrong(c.Population < 0 || c.Population > population.Max, fmt.Sprintf("population: expected 0 to %d people", population.Max))
	gateway, err := url.Parse(c.Gateway)
	wrong(err != nil || gateway.Scheme != "http" && gateway.Scheme != "https" || gateway.Host == "", "gateway: expected a URL such as http://127.0.0.1:8080")
	wrong(c.Migration.Freshness.std() == 0, "migration.freshness: expected more than nothing, or no token is ever fresh")
	wrong(c.Tax.TokenTTL.std() == 0, "tax.token_ttl: expected more than nothing, or no token ever holds")
	wrong(c.Tax.TaxpayerLimit < 1, "tax.taxpayer_limit: expected at least 1; taxpayer_window: none lifts the limit")
	wrong(c.MVD.PollAfter.std()%time.Second != 0, "mvd.poll_after: expected whole seconds, for the contract counts in them")
	wrong(c.MVD.PollGap.std() > c.MVD.PollAfter.std(), "mvd.poll_gap: expected at most mvd.poll_after")
	wrong(c.MVD.Keep.std() == 0, "mvd.keep: expected more than nothing, or no answer can be collected")
	wrong(c.Faults.SlowMedian.std() == 0, "faults.slow_median: expected more than nothing")
	wrong(!(c.Faults.SlowSigma > 0 && c.Faults.SlowSigma <= maxSigma), "faults.slow_sigma: expected more than 0, and at most 5")
	wrong(c.Journal.Entries < 1, "journal.entries: expected at least 1")
	wrong(c.Journal.Body < -1, "journal.body: expected a number of bytes, or -1 for none")
	wrong(c.Journal.Bytes < 1, "journal.bytes: expected at least 1; body: -1 keeps no bodies")
	return errors.Join(errs...)
}

// maxSigma bounds a log-normal delay whose every hundredth value would be days long.
const maxSigma = 5
