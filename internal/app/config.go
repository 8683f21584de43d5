package app

import (
	"errors"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/internal/probe"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/trace/otlp"
	"github.com/sverka/sverka/internal/transport"
)

// Config is the gateway's whole configuration.
type Config struct {
	config.Program `yaml:",inline"`
	Traces         otlp.Config `yaml:"traces"`
	Registries     Registries  `yaml:"registries"`
}

// AnyRegistry is what every registry is configured by: how it is reached, how it is treated, when it is closed, what it is
// measured by, what it is asked about a test subject, and until when it lets us in.
type AnyRegistry struct {
	Transport   transport.Config   `yaml:"transport"`
	Limits      resilience.Config  `yaml:"limits"`
	Maintenance maintenance.Config `yaml:"maintenance"`
	SLO         config.Objectives  `yaml:"slo"`
	Probe       probe.Config       `yaml:"probe"`
	// CredentialUntil is the last day (Moscow) on which the registry takes the password, token or key that its driver shows, as its
	// operators said; empty: not known. Nothing is refused by it: it is told of beforehand.
	CredentialUntil string `yaml:"credential_until"`
}

// Registry is the configuration of one registry, with what its drivers need.
type Registry[D config.Validator] struct {
	AnyRegistry `yaml:",inline"`
	Driver      D `yaml:"driver"`
}

func defaultRegistry[D config.Validator]() Registry[D] {
	return Registry[D]{AnyRegistry: AnyRegistry{
		Transport: transport.Default(), Limits: resilience.Default(), Maintenance: maintenance.Default(), SLO: config.DefaultObjectives(), Probe: probe.Default(),
	}}
}

func (r Registry[D]) validate() error {
	var until error
	if _, ok := config.EndOf(r.CredentialUntil); !ok {
		until = errors.New("credential_until: must be a day, YYYY-MM-DD, the last on which the registry takes it")
	}
	return errors.Join(
		until,
		config.At("transport", r.Transport.Validate()),
		config.At("limits", r.Limits.Validate()),
		config.At("maintenance", r.Maintenance.Validate()),
		config.At("slo", r.SLO.Validate()),
		config.At("probe", r.Probe.Validate()),
		config.At("driver", r.Driver.Validate()),
	)
}

// Default returns the documented defaults; what has none (addresses and secrets of the registries, access, audit) has to
// be configured.
func Default() Config {
	return Config{Program: config.DefaultProgram(), Traces: otlp.Default(), Registries: defaultRegistries()}
}

// Validate implements config.Validator.
func (c *Config) Validate() error {
	return errors.Join(c.Program.Validate(), c.validateAccess(), config.At("traces", c.Traces.Validate()), config.At("registries", c.Registries.validate()), c.validateProbes())
}

// Load reads a configuration file over the defaults. Its errors name file, line and key.
func Load(file string) (Config, error) {
	c := Default()
	err := config.Load(file, &c)
	return c, err
}

// Look is Load for who looks at a configuration from beside the unit that runs with it, to which alone systemd hands its credentials:
// that they cannot be read is no error then. unseen says of each, with file, line and key, that it was not looked at.
func Look(file string) (cfg Config, unseen []error, err error) {
	cfg, err = Load(file)
	var errs []error
	for _, e := range each(err) {
		if errors.Is(e, secret.ErrNotHanded) {
			unseen = append(unseen, e)
		} else {
			errs = append(errs, e)
		}
	}
	return cfg, unseen, errors.Join(errs...)
}

// each returns the errors that were joined, one by one.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// YAML returns the effective configuration. Secrets stand in files of their own, so that none is in it.
func (c Config) YAML() ([]byte, error) {
	return yaml.MarshalWithOptions(c, yaml.Indent(2), yaml.IndentSequence(true))
}
