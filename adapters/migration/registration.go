package migration

import (
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// RegistrationDriver asks migration/registration: where is this person registered, and until when (регистрация по месту жительства,
// учёт по месту пребывания)? It implements adapters.Driver.
type RegistrationDriver struct {
	asker[wire.RegistrationRequest, wire.RegistrationResponse, Registration]
}

// Registration returns the driver of migration/registration.
func (c *Client) Registration() (*RegistrationDriver, error) {
	a, err := newAsker(c, "registration", c.registrationRequest, readRegistration)
	if err != nil {
		return nil, err
	}
	return &RegistrationDriver{a}, nil
}

// Spec implements adapters.Driver. The registry searches as for migration/status.
func (d *RegistrationDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "registration",
		Needs:    personNeeds(),
		Reads:    []adapters.Field{adapters.FieldName, adapters.FieldLatinName, adapters.FieldSex},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound, adapters.Ambiguous},
		Verdicts: []adapters.Verdict{adapters.Registered, adapters.Lapsed, adapters.None},
		Purposes: adapters.Purposes(),
		MaxAge:   time.Hour,
	}
}
