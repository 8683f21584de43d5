package app

import (
	"errors"

	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/httpapi"
)

// Registries is the one list of registries. internal/docs/add-a-registry.md says how to add one, and
// TestEveryRegistryHasItsRooms what is lacking then.
type Registries struct {
	Migration Registry[migration.Config] `yaml:"migration"`
	Pension   Registry[pension.Config]   `yaml:"pension"`
	Tax       Registry[tax.Config]       `yaml:"tax"`
	MVD       Registry[mvd.Config]       `yaml:"mvd"`
}

func defaultRegistries() Registries {
	return Registries{
		Migration: defaultRegistry[migration.Config](),
		Pension:   defaultRegistry[pension.Config](),
		Tax:       defaultRegistry[tax.Config](),
		MVD:       defaultRegistry[mvd.Config](),
	}
}

func (r Registries) validate() error {
	return errors.Join(
		config.At("migration", r.Migration.validate()),
		config.Secret("migration.driver.password_file", r.Migration.Driver.PasswordFile),
		config.At("pension", r.Pension.validate()),
		config.At("tax", r.Tax.validate()),
		config.Secret("tax.driver.master_token_file", r.Tax.Driver.MasterTokenFile),
		config.At("mvd", r.MVD.validate()),
		config.Secret("mvd.driver.key_file", r.MVD.Driver.KeyFile),
	)
}

// Each calls f for every registry, with what all of them are configured by: for those who treat them alike.
func (r *Registries) Each(f func(name string, c *AnyRegistry)) {
	f("migration", &r.Migration.AnyRegistry)
	f("pension", &r.Pension.AnyRegistry)
	f("tax", &r.Tax.AnyRegistry)
	f("mvd", &r.MVD.AnyRegistry)
}

// registries builds all lookups. On an error, what was built by then is in b.parts, to be given back.
func (b *builder) registries(c Registries) (httpapi.Lookups, error) {
	var l httpapi.Lookups
	err := errors.Join(b.migration(c.Migration, &l), b.pension(c.Pension, &l), b.tax(c.Tax, &l), b.mvd(c.MVD, &l))
	return l, err
}

func (b *builder) migration(c Registry[migration.Config], l *httpapi.Lookups) error {
	password, err := b.secrets.open("registries.migration.driver.password_file", c.Driver.PasswordFile)
	if err != nil {
		return err
	}
	client, err := migration.NewClient(c.Transport.BaseURL, c.Driver, password)
	if err != nil {
		return err
	}
	policy, err := b.policy("migration", c.AnyRegistry)
	if err != nil {
		return err
	}
	status, err := client.Status()
	if err != nil {
		return err
	}
	registration, err := client.Registration()
	if err != nil {
		return err
	}
	document, err := client.Document()
	if err != nil {
		return err
	}
	identity, err := client.IdentityDocument()
	if err != nil {
		return err
	}
	l.MigrationStatus = add(b, policy, status)
	l.MigrationRegistration = add(b, policy, registration)
	l.MigrationDocument = add(b, policy, document)
	l.MigrationIdentityDocument = add(b, policy, identity)
	return nil
}

func (b *builder) pension(c Registry[pension.Config], l *httpapi.Lookups) error {
	client, err := pension.NewClient(c.Transport.BaseURL, c.Driver)
	if err != nil {
		return err
	}
	policy, err := b.policy("pension", c.AnyRegistry)
	if err != nil {
		return err
	}
	snils, err := client.SNILS()
	if err != nil {
		return err
	}
	check, err := client.SNILSCheck()
	if err != nil {
		return err
	}
	payments, err := client.Payments()
	if err != nil {
		return err
	}
	l.PensionSNILS = add(b, policy, snils)
	l.PensionSNILSCheck = add(b, policy, check)
	l.PensionPayments = add(b, policy, payments)
	return nil
}

func (b *builder) tax(c Registry[tax.Config], l *httpapi.Lookups) error {
	master, err := b.secrets.open("registries.tax.driver.master_token_file", c.Driver.MasterTokenFile)
	if err != nil {
		return err
	}
	client, err := tax.NewClient(c.Transport.BaseURL, c.Driver, master)
	if err != nil {
		return err
	}
	policy, err := b.policy("tax", c.AnyRegistry)
	if err != nil {
		return err
	}
	b.working(client.WorkingToken)
	l.TaxINN = add(b, policy, client.INN())
	l.TaxTaxpayer = add(b, policy, client.Taxpayer())
	l.TaxObligations = add(b, policy, client.Obligations())
	return nil
}

func (b *builder) mvd(c Registry[mvd.Config], l *httpapi.Lookups) error {
	key, err := b.secrets.open("registries.mvd.driver.key_file", c.Driver.KeyFile)
	if err != nil {
		return err
	}
	client, err := mvd.NewClient(c.Transport.BaseURL, c.Driver, key)
	if err != nil {
		return err
	}
	policy, err := b.policy("mvd", c.AnyRegistry)
	if err != nil {
		return err
	}
	l.MVDRestrictions = add(b, policy, client.Restrictions())
	l.MVDCriminalRecord = add(b, policy, client.CriminalRecord())
	return nil
}
