package migration

import (
	"context"
	"fmt"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	"github.com/sverka/sverka/internal/soap"
)

// An asker puts one operation's question Q and reads its answer A as a record R: what the lookups of this registry do alike.
type asker[Q, A, R any] struct {
	operation  *soap.Operation[Q, A]
	credential *credential
	now        func() time.Time
	root       string // the reply's element
	// request returns the question id as the registry takes it. An error is a *adapters.Failure that names each field that the
	// registry cannot take.
	request func(id string, q adapters.Query) (*Q, error)
	// read classifies got as the answer to asked. What it returns holds unless r has failed.
	read func(r *reader, asked *Q, got *A) adapters.Reply[R]
}

// newAsker returns the asker of the contract's operation name.
func newAsker[Q, A, R any](
	c *Client, name string, request func(string, adapters.Query) (*Q, error), read func(*reader, *Q, *A) adapters.Reply[R],
) (asker[Q, A, R], error) {
	operation, err := soap.NewOperation[Q, A](soap.OperationConfig{
		Contract: c.contract, Version: soap.V11, Endpoint: c.endpoint, Action: "urn:" + name,
		Request: name + "Request", Reply: name + "Response",
	})
	if err != nil {
		return asker[Q, A, R]{}, fmt.Errorf("migration: %w", err)
	}
	return asker[Q, A, R]{operation: operation, credential: c.credential, now: c.now, root: name + "Response", request: request, read: read}, nil
}

// Check implements adapters.Checker.
func (a *asker[Q, A, R]) Check(q adapters.Query) error {
	_, err := a.request(newRequestID(), q)
	return err
}

// Fetch implements adapters.Driver.
func (a *asker[Q, A, R]) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[R], error) {
	var none adapters.Reply[R]
	id := newRequestID()
	asked, err := a.request(id, q)
	if err != nil {
		return none, err
	}
	token, err := a.credential.token()
	if err != nil {
		return none, classify.Unsent(err)
	}
	r, err := a.operation.Request(ctx, asked, token)
	if err != nil {
		return none, classify.Unsent(err)
	}
	response, err := x.Exchange(adapters.WithMessage(ctx, id), r)
	if err != nil {
		return none, err
	}
	return a.understand(asked, response)
}

// understand makes of a response what it means as the answer to asked.
func (a *asker[Q, A, R]) understand(asked *Q, response adapters.Response) (adapters.Reply[R], error) {
	got, err := a.operation.Reply(response.Status, response.Header, response.Body)
	switch {
	case isNoData(err):
		return adapters.Reply[R]{Outcome: adapters.NotFound, Reason: adapters.NoRecord}, nil
	case err != nil:
		return adapters.Reply[R]{}, failure(response, err)
	}
	r := reader{root: a.root, today: adapters.DateOf(a.now().In(adapters.Moscow()))}
	reply := a.read(&r, asked, got)
	if r.failure != nil {
		return adapters.Reply[R]{}, r.failure
	}
	return reply, nil
}
