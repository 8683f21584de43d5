package pension

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/soap"
)

// SNILSCheckDriver asks pension/snils-check: do this number and this person belong together (проверка соответствия СНИЛС)? The registry
// says yes or no, and of a no neither what differs nor whether the number exists. A number that was joined to another or annulled
// gives a no: pension/snils says what has become of it. It implements adapters.Driver.
type SNILSCheckDriver struct {
	client    *Client
	operation *soap.Operation[wire.SnilsValidationRequest, wire.SnilsValidationResponse]
}

// SNILSCheck returns the driver of pension/snils-check.
func (c *Client) SNILSCheck() (*SNILSCheckDriver, error) {
	operation, err := open[wire.SnilsValidationRequest, wire.SnilsValidationResponse](c, "SnilsValidation")
	if err != nil {
		return nil, err
	}
	return &SNILSCheckDriver{client: c, operation: operation}, nil
}

// Spec implements adapters.Driver. The registry takes full dates and two sexes only.
func (d *SNILSCheckDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "snils-check",
		Needs: []adapters.Need{
			{{Field: adapters.FieldSNILS}},
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldPatronymic}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
			{{Field: adapters.FieldSex}},
		},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch},
		Purposes: adapters.Purposes(),
		MaxAge:   24 * time.Hour,
	}
}

// Check implements adapters.Checker.
func (d *SNILSCheckDriver) Check(q adapters.Query) error {
	_, err := d.request(newRequestID(), q.Subject.Stated())
	return err
}

// Fetch implements adapters.Driver.
func (d *SNILSCheckDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[SNILSCheck], error) {
	var none adapters.Reply[SNILSCheck]
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

// understand makes of a response what it means as the answer to the request id about s.
func (d *SNILSCheckDriver) understand(id string, s *adapters.Stated, r adapters.Response) (adapters.Reply[SNILSCheck], error) {
	got, err := d.operation.Reply(r.Status, r.Header, r.Body)
	if err != nil {
		return adapters.Reply[SNILSCheck]{}, failure(r, err)
	}
	return checked(id, s, got)
}
