package tax

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// TaxpayerDriver asks tax/taxpayer: is this person registered as a taxpayer, and does his INN hold (сведения о постановке на учёт)? It
// implements adapters.Driver.
type TaxpayerDriver struct{ client *Client }

// Taxpayer returns the driver of tax/taxpayer.
func (c *Client) Taxpayer() *TaxpayerDriver { return &TaxpayerDriver{client: c} }

// Spec implements adapters.Driver. The registry finds a person by his INN alone and tells whose it is; the house compares. It
// answers two questions a minute: a match is worth keeping.
func (d *TaxpayerDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "taxpayer",
		Needs:    taxpayerNeeds(),
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound},
		Verdicts: []adapters.Verdict{adapters.Active, adapters.Invalid},
		Purposes: adapters.Purposes(),
		MaxAge:   24 * time.Hour,
		Cost:     withToken(),
	}
}

// Check implements adapters.Checker.
func (d *TaxpayerDriver) Check(q adapters.Query) error {
	_, err := d.client.taxpayer(newRequestID(), q.Subject.Stated())
	return err
}

// Fetch implements adapters.Driver.
func (d *TaxpayerDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[Taxpayer], error) {
	var none adapters.Reply[Taxpayer]
	id := newRequestID()
	asked, err := d.client.taxpayer(id, q.Subject.Stated())
	if err != nil {
		return none, err
	}
	response, err := d.client.authorized(adapters.WithMessage(ctx, id), x, d.client.taxpayerURL, asked)
	if err != nil {
		return none, err
	}
	return d.understand(asked, q.Subject.Stated(), response)
}

// understand makes of a response what it means as the answer to asked, about s.
func (d *TaxpayerDriver) understand(
	asked *wire.TaxpayerSearchRequest, s *adapters.Stated, r adapters.Response,
) (adapters.Reply[Taxpayer], error) {
	var got wire.TaxpayerSearchReply
	if err := d.client.read(r, &got); err != nil {
		return adapters.Reply[Taxpayer]{}, err
	}
	return taxpayerReply(asked, s, &got)
}
