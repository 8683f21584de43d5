package migration

import (
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// StatusDriver asks migration/status: on what ground is this person in the country, and until when (правовое положение иностранного
// гражданина)? It implements adapters.Driver.
type StatusDriver struct {
	asker[wire.StatusRequest, wire.StatusResponse, Status]
}

// Status returns the driver of migration/status.
func (c *Client) Status() (*StatusDriver, error) {
	a, err := newAsker(c, "status", c.statusRequest, readStatus)
	if err != nil {
		return nil, err
	}
	return &StatusDriver{a}, nil
}

// Spec implements adapters.Driver. The registry takes full dates only, and a name in either alphabet.
func (d *StatusDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "status",
		Needs:    personNeeds(),
		Reads:    []adapters.Field{adapters.FieldName, adapters.FieldLatinName, adapters.FieldSex},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound, adapters.Ambiguous},
		Verdicts: []adapters.Verdict{adapters.Lawful, adapters.Lapsed, adapters.None},
		Purposes: adapters.Purposes(),
		MaxAge:   time.Hour,
	}
}

// personNeeds is by what the registry searches for a person.
func personNeeds() []adapters.Need {
	return []adapters.Need{
		{{Field: adapters.FieldAnyName}},
		{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
		{{Field: adapters.FieldCitizenship}},
		identityNeed(),
	}
}

// identityNeed is met by one identity document or, where none is stated, by what stands in for one: who states a passport beside a
// certificate of asylum is searched by the passport.
func identityNeed() adapters.Need {
	return adapters.Need{
		{Field: adapters.FieldDocument, Documents: adapters.IdentityDocuments()},
		{Field: adapters.FieldDocument, Documents: adapters.StandInDocuments()},
	}
}
