package pension

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/soap"
)

// PaymentsDriver asks pension/payments: is this person paid pensions or benefits, and which (сведения о пенсиях и социальных выплатах)? A
// number that is not this person's, or no longer in use, opens nothing. It implements adapters.Driver.
type PaymentsDriver struct {
	client    *Client
	operation *soap.Operation[wire.PaymentsRequest, wire.PaymentsResponse]
}

// Payments returns the driver of pension/payments.
func (c *Client) Payments() (*PaymentsDriver, error) {
	operation, err := open[wire.PaymentsRequest, wire.PaymentsResponse](c, "Payments")
	if err != nil {
		return nil, err
	}
	return &PaymentsDriver{client: c, operation: operation}, nil
}

// Spec implements adapters.Driver. The registry takes full dates and two sexes only. What somebody is paid is no reason to give him an
// account or to keep it from him: the lookup serves services, and himself.
func (d *PaymentsDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "payments",
		Needs: []adapters.Need{
			{{Field: adapters.FieldSNILS}},
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldPatronymic}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
			{{Field: adapters.FieldSex}},
		},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound},
		Verdicts: []adapters.Verdict{adapters.Receives, adapters.None},
		Purposes: []adapters.Purpose{adapters.ServiceDelivery, adapters.DataPrefill, adapters.Complaint, adapters.SubjectAccess},
		MaxAge:   time.Hour,
	}
}

// Fetch implements adapters.Driver.
func (d *PaymentsDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[Payments], error) {
	var none adapters.Reply[Payments]
	id, subject := newRequestID(), q.Subject.Stated()
	asked, err := d.request(id, subject)
	if err != nil {
		return none, err
	}
	response, err := put(ctx, d.operation, id, asked, x)
	if err != nil {
		return none, err
	}
	return d.understand(id, subject, response)
}

// understand makes of a response what it means as the answer to the request id about s. That the registry has no data is not the same
// as that nothing is paid.
func (d *PaymentsDriver) understand(id string, s *adapters.Stated, r adapters.Response) (adapters.Reply[Payments], error) {
	got, err := d.operation.Reply(r.Status, r.Header, r.Body)
	switch {
	case isNoData(err):
		return adapters.Reply[Payments]{Outcome: adapters.NotFound, Reason: adapters.NoRecord}, nil
	case err != nil:
		return adapters.Reply[Payments]{}, failure(r, err)
	default:
		return paid(id, s, got)
	}
}
