package migration

import (
	"context"
	"fmt"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	wire "github.com/sverka/sverka/internal/gen/migration"
	"github.com/sverka/sverka/internal/soap"
)

// StatusDriver asks migration/status: on what ground is this person in the country, and until when (правовое положение иностранного
// гражданина)? It implements adapters.Driver.
type StatusDriver struct {
	client    *Client
	operation *soap.Operation[wire.StatusRequest, wire.StatusResponse]
}

// Status returns the driver of migration/status.
func (c *Client) Status() (*StatusDriver, error) {
	operation, err := soap.NewOperation[wire.StatusRequest, wire.StatusResponse](soap.OperationConfig{
		Contract: c.contract, Version: soap.V11, Endpoint: c.endpoint, Action: "urn:status",
		Request: "statusRequest", Reply: "statusResponse",
	})
	if err != nil {
		return nil, fmt.Errorf("migration: %w", err)
	}
	return &StatusDriver{client: c, operation: operation}, nil
}

// Spec implements adapters.Driver. The registry takes full dates only, and a name in either alphabet.
func (d *StatusDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "status",
		Needs: []adapters.Need{
			{{Field: adapters.FieldAnyName}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
			{{Field: adapters.FieldCitizenship}},
			{{Field: adapters.FieldDocument, Documents: adapters.IdentityDocuments()}},
		},
		Reads:    []adapters.Field{adapters.FieldName, adapters.FieldLatinName, adapters.FieldSex},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound, adapters.Ambiguous},
		Verdicts: []adapters.Verdict{adapters.Lawful, adapters.Lapsed, adapters.None},
		Purposes: adapters.Purposes(),
		MaxAge:   time.Hour,
	}
}

// Check implements adapters.Checker.
func (d *StatusDriver) Check(q adapters.Query) error {
	_, err := d.request(newRequestID(), q)
	return err
}

// Fetch implements adapters.Driver.
func (d *StatusDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[Status], error) {
	var none adapters.Reply[Status]
	asked, err := d.request(newRequestID(), q)
	if err != nil {
		return none, err
	}
	r, err := d.operation.Request(ctx, asked, d.client.token)
	if err != nil {
		return none, classify.Unsent(err)
	}
	response, err := x.Exchange(ctx, r)
	if err != nil {
		return none, err
	}
	return d.understand(asked, response)
}

// understand makes of a response what it means as the answer to asked.
func (d *StatusDriver) understand(asked *wire.StatusRequest, r adapters.Response) (adapters.Reply[Status], error) {
	got, err := d.operation.Reply(r.Status, r.Header, r.Body)
	switch {
	case isNoData(err):
		return adapters.Reply[Status]{Outcome: adapters.NotFound, Reason: adapters.NoRecord}, nil
	case err != nil:
		return adapters.Reply[Status]{}, failure(r, err)
	default:
		return reply(asked, got)
	}
}
