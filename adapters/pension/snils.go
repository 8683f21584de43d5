package pension

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/soap"
)

// SNILSDriver asks pension/snils: which SNILS does this person have, and is it in use (СНИЛС по дополнительным сведениям)? The registry
// finds whom it holds under just these names, birth date and sex, by one document, or by the birth place where none is stated. It
// implements adapters.Driver.
type SNILSDriver struct {
	client    *Client
	operation *soap.Operation[wire.SnilsByAdditionalDataRequest, wire.SnilsByAdditionalDataResponse]
}

// SNILS returns the driver of pension/snils.
func (c *Client) SNILS() (*SNILSDriver, error) {
	operation, err := open[wire.SnilsByAdditionalDataRequest, wire.SnilsByAdditionalDataResponse](c, "SnilsByAdditionalData")
	if err != nil {
		return nil, err
	}
	return &SNILSDriver{client: c, operation: operation}, nil
}

// Spec implements adapters.Driver. The registry takes full dates and two sexes only. A SNILS that is stated is compared with the one
// found: only then there is a mismatch.
func (d *SNILSDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "snils",
		Needs: []adapters.Need{
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldPatronymic}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
			{{Field: adapters.FieldSex}},
			{{Field: adapters.FieldDocument, Documents: searchedBy()}, {Field: adapters.FieldBirthPlace}},
		},
		Reads:    []adapters.Field{adapters.FieldSNILS},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound, adapters.Ambiguous},
		Verdicts: []adapters.Verdict{adapters.Active, adapters.Merged, adapters.Annulled},
		Purposes: adapters.Purposes(),
		MaxAge:   24 * time.Hour,
	}
}

// Fetch implements adapters.Driver.
func (d *SNILSDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[SNILS], error) {
	var none adapters.Reply[SNILS]
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

// understand makes of a response what it means as the answer to the request id about s. Settlements are spelled at will, so that a
// search by birth place which finds nobody proves little; one by a document proves that there is no account with it.
func (d *SNILSDriver) understand(id string, s *adapters.Stated, r adapters.Response) (adapters.Reply[SNILS], error) {
	got, err := d.operation.Reply(r.Status, r.Header, r.Body)
	switch {
	case isNoData(err) && searched(s) == nil:
		return adapters.Reply[SNILS]{Outcome: adapters.NotFound, Reason: adapters.WeakSearch}, nil
	case isNoData(err):
		return adapters.Reply[SNILS]{Outcome: adapters.NotFound, Reason: adapters.NoRecord}, nil
	case err != nil:
		return adapters.Reply[SNILS]{}, failure(r, err)
	default:
		return found(id, s, got)
	}
}
