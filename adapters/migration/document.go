package migration

import (
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// DocumentDriver asks migration/document: does this document, issued in Russia, hold, and is it this person's (действительность
// документа)? It implements adapters.Driver.
type DocumentDriver struct {
	asker[wire.DocumentRequest, wire.DocumentResponse, Document]
}

// Document returns the driver of migration/document.
func (c *Client) Document() (*DocumentDriver, error) {
	a, err := newAsker(c, "document", c.documentRequest, readDocument)
	if err != nil {
		return nil, err
	}
	return &DocumentDriver{a}, nil
}

// Spec implements adapters.Driver. The registry searches by the document and is told whose it is said to be; what else it tells of
// the holder is compared with what is stated.
func (d *DocumentDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "document",
		Needs: []adapters.Need{
			{{Field: adapters.FieldDocument, Documents: adapters.RussianDocuments()}},
			{{Field: adapters.FieldAnyName}},
		},
		Reads: []adapters.Field{
			adapters.FieldName, adapters.FieldLatinName, adapters.FieldBirthDate, adapters.FieldSex, adapters.FieldCitizenship,
		},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound},
		Verdicts: []adapters.Verdict{adapters.Valid, adapters.Invalid},
		Purposes: adapters.Purposes(),
		MaxAge:   time.Hour,
	}
}
