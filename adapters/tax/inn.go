package tax

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// INNDriver asks tax/inn: which INN has this person (ИНН по персональным данным и документу)? It implements adapters.Driver.
type INNDriver struct{ client *Client }

// INN returns the driver of tax/inn.
func (c *Client) INN() *INNDriver { return &INNDriver{client: c} }

// Spec implements adapters.Driver. The registry takes full dates and Cyrillic names only. It compares nothing by itself: a
// mismatch arises only where an INN was stated and another was found.
func (d *INNDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "inn",
		Needs: []adapters.Need{
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldPatronymic}}, // to ask as if there were none would search for somebody else
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
			{{Field: adapters.FieldDocument, Documents: documentTypes()}},
		},
		Reads:    []adapters.Field{adapters.FieldINN},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound, adapters.Ambiguous},
		Verdicts: []adapters.Verdict{adapters.Active, adapters.Invalid},
		Purposes: adapters.Purposes(),
		MaxAge:   24 * time.Hour,
		Cost:     withToken(),
	}
}

// Check implements adapters.Checker.
func (d *INNDriver) Check(q adapters.Query) error {
	_, err := d.client.search(newRequestID(), q.Subject.Stated())
	return err
}

// Fetch implements adapters.Driver.
func (d *INNDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[INN], error) {
	var none adapters.Reply[INN]
	subject := q.Subject.Stated()
	id := newRequestID()
	asked, err := d.client.search(id, subject)
	if err != nil {
		return none, err
	}
	response, err := d.client.authorized(adapters.WithMessage(ctx, id), x, d.client.innURL, asked)
	if err != nil {
		return none, err
	}
	return d.understand(asked, subject, response)
}

// understand makes of a response what it means as the answer to asked, about s.
func (d *INNDriver) understand(asked *wire.InnSearchRequest, s *adapters.Stated, r adapters.Response) (adapters.Reply[INN], error) {
	var got wire.InnSearchReply
	if err := d.client.read(r, &got); err != nil {
		return adapters.Reply[INN]{}, err
	}
	return reply(asked, s, &got)
}
