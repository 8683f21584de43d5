package tax

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// ObligationsDriver asks tax/obligations: does this person owe taxes, penalties or fines (сведения о задолженности)? It implements
// adapters.Driver.
type ObligationsDriver struct{ client *Client }

// Obligations returns the driver of tax/obligations.
func (c *Client) Obligations() *ObligationsDriver { return &ObligationsDriver{client: c} }

// Spec implements adapters.Driver. The registry finds a person by his INN alone and tells whose it is; the house compares. What a
// person owes is a tax secret (Tax Code, article 102) and says nothing of who he is: it is never asked for to open or raise an
// account.
func (d *ObligationsDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "obligations",
		Needs:    taxpayerNeeds(),
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound},
		Verdicts: []adapters.Verdict{adapters.Debt, adapters.NoDebt},
		Purposes: []adapters.Purpose{
			adapters.PeriodicRecheck, adapters.ServiceDelivery, adapters.DataPrefill, adapters.Complaint, adapters.SubjectAccess,
		},
		MaxAge: 10 * time.Minute, // who has just paid wants to see it
		Cost:   withToken(),
	}
}

// Check implements adapters.Checker.
func (d *ObligationsDriver) Check(q adapters.Query) error {
	_, err := d.client.taxpayer(newRequestID(), q.Subject.Stated())
	return err
}

// Fetch implements adapters.Driver.
func (d *ObligationsDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[Obligations], error) {
	var none adapters.Reply[Obligations]
	id := newRequestID()
	asked, err := d.client.taxpayer(id, q.Subject.Stated())
	if err != nil {
		return none, err
	}
	response, err := d.client.authorized(adapters.WithMessage(ctx, id), x, d.client.obligationsURL, asked)
	if err != nil {
		return none, err
	}
	return d.understand(asked, q.Subject.Stated(), response)
}

// understand makes of a response what it means as the answer to asked, about s.
func (d *ObligationsDriver) understand(
	asked *wire.TaxpayerSearchRequest, s *adapters.Stated, r adapters.Response,
) (adapters.Reply[Obligations], error) {
	var got wire.ObligationsSearchReply
	if err := d.client.read(r, &got); err != nil {
		return adapters.Reply[Obligations]{}, err
	}
	return obligationsReply(asked, s, &got)
}
