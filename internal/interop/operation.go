package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/mock"
)

// An operation is one of a SOAP contract, with the lookup of the gateway that asks by it.
type operation struct {
	registry string
	name     string
	lookup   string // the gateway's
	faults   []string
}

// operations are those of both contracts, in their order.
func operations() []operation {
	migrationFaults := []string{"fault_business", "fault_validation", "fault_access:password", "fault_quota", "fault_200:server"}
	pensionFaults := []string{
		"fault_business", "fault_validation", "fault_access:ACCESS_DENIED", "fault_quota:QUOTA_EXCEEDED", "fault_200:server.MAINTENANCE",
	}
	return []operation{
		{"migration", "status", "migration/status", migrationFaults},
		{"migration", "registration", "migration/registration", migrationFaults},
		{"migration", "document", "migration/document", migrationFaults},
		{"migration", "identityDocument", "migration/identity-document", migrationFaults},
		{"pension", "SnilsValidation", "pension/snils-check", pensionFaults},
		{"pension", "SnilsByAdditionalData", "pension/snils", pensionFaults},
		{"pension", "Payments", "pension/payments", pensionFaults},
	}
}

// soapRegistries are the registries that speak SOAP.
func soapRegistries() []string { return []string{"migration", "pension"} }

// version is the SOAP version that a registry speaks.
func version(registry string) string {
	if registry == "pension" {
		return "1.2"
	}
	return "1.1"
}

// namespace is that of all elements of a registry's contract.
func namespace(registry string) string {
	if registry == "pension" {
		return "http://kvs.sfr.gov.ru/insured-person/1.0.0"
	}
	return "urn://mvd/gismu/foreign-citizen/1.0.0"
}

// A fetch puts a query by one of the gateway's drivers. The reply is an adapters.Reply of the driver's record.
type fetch func(ctx context.Context, q adapters.Query, x adapters.Exchanger) (reply any, err error)

// fetches returns the drivers' by lookup. They ask at path /migration and /pension of any address; password is migration's.
func fetches(password string) (map[string]fetch, error) {
	c := mock.Defaults()
	m, err1 := migration.NewClient("http://127.0.0.1/migration",
		migration.Config{SystemID: c.SystemID, Username: c.Migration.Username, PasswordFile: "given"}, adapters.NewSecret(password))
	p, err2 := pension.NewClient("http://127.0.0.1/pension", pension.Config{SystemID: c.SystemID})
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	all := map[string]fetch{}
	err := errors.Join(
		addDriver(all, m.Status), addDriver(all, m.Registration), addDriver(all, m.Document), addDriver(all, m.IdentityDocument),
		addDriver(all, p.SNILSCheck), addDriver(all, p.SNILS), addDriver(all, p.Payments),
	)
	return all, err
}

// addDriver adds what open gives under its lookup.
func addDriver[R any, D adapters.Driver[R]](all map[string]fetch, open func() (D, error)) error {
	driver, err := open()
	if err != nil {
		return err
	}
	spec := driver.Spec()
	all[fmt.Sprintf("%s/%s", spec.Registry, spec.Lookup)] = func(ctx context.Context, q adapters.Query, x adapters.Exchanger) (any, error) {
		return driver.Fetch(ctx, q, x)
	}
	return nil
}
