package migration

import (
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// IdentityDocumentDriver asks migration/identity-document: did somebody enter or register on this document, and was it reported lost
// or invalid (документ, удостоверяющий личность)? It implements adapters.Driver.
//
// No registry of Russia knows whether another state holds its passport for valid: known says no more than that it was seen.
type IdentityDocumentDriver struct {
	asker[wire.IdentityDocumentRequest, wire.IdentityDocumentResponse, IdentityDocument]
}

// IdentityDocument returns the driver of migration/identity-document.
func (c *Client) IdentityDocument() (*IdentityDocumentDriver, error) {
	a, err := newAsker(c, "identityDocument", c.identityDocumentRequest, readIdentityDocument)
	if err != nil {
		return nil, err
	}
	return &IdentityDocumentDriver{a}, nil
}

// Spec implements adapters.Driver. The registry takes full dates only, and a name in either alphabet.
func (d *IdentityDocumentDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "identity-document",
		Needs: []adapters.Need{
			identityNeed(),
			{{Field: adapters.FieldAnyName}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
		},
		Reads:    []adapters.Field{adapters.FieldName, adapters.FieldLatinName, adapters.FieldSex, adapters.FieldCitizenship},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound},
		Verdicts: []adapters.Verdict{adapters.Known, adapters.ReportedLost, adapters.ReportedInvalid},
		Purposes: adapters.Purposes(),
		MaxAge:   time.Hour,
	}
}
