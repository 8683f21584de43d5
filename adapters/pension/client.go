package pension

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/wsdl"
)

// registry is this registry's word (design, section 2).
const registry = "pension"

// A Client is what the lookups of this registry share: its configuration and its contract, compiled once. It is immutable and safe
// for concurrent use.
type Client struct {
	endpoint string
	config   Config
	contract *soap.Contract
}

// NewClient checks c and compiles the contract. endpoint is the absolute address of the service, as in the contract's address. It does not connect.
func NewClient(endpoint string, c Config) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	files, err := wsdl.Registry(registry)
	if err != nil {
		return nil, fmt.Errorf("pension: %w", err)
	}
	contract, err := soap.Compile(files, "pension.wsdl")
	if err != nil {
		return nil, fmt.Errorf("pension: %w", err)
	}
	return &Client{endpoint: endpoint, config: c, contract: contract}, nil
}

// open returns the contract's operation name, of which request, reply and action are named after it.
func open[Q, A any](c *Client, name string) (*soap.Operation[Q, A], error) {
	operation, err := soap.NewOperation[Q, A](soap.OperationConfig{
		Contract: c.contract, Version: soap.V12, Endpoint: c.endpoint, Action: "urn:" + name,
		Request: name + "Request", Reply: name + "Response",
	})
	if err != nil {
		return nil, fmt.Errorf("pension: %w", err)
	}
	return operation, nil
}

// put puts asked, the message id, to the registry and returns what came. The error is a *adapters.Failure, or the Exchanger's own.
func put[Q, A any](ctx context.Context, operation *soap.Operation[Q, A], id string, asked *Q, x adapters.Exchanger) (adapters.Response, error) {
	r, err := operation.Request(ctx, asked)
	if err != nil {
		return adapters.Response{}, classify.Unsent(err)
	}
	return x.Exchange(adapters.WithMessage(ctx, id), r)
}

// newRequestID returns an identifier for one request, at most 36 characters as the contract has it.
func newRequestID() string { return uuid.Must(uuid.NewV7()).String() }

// unable returns the failure of a query that meets the lookup's needs and that the registry cannot take all the same.
func unable(errs []adapters.FieldError) *adapters.Failure {
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "the registry cannot take what is stated")
	f.Errors = errs
	return f
}
