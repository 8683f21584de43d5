package main

import (
	"context"
	"errors"
	"slices"
	"time"
)

// A trial is of one stack, in both directions.
type trial struct {
	stack      *stack
	part       *part
	workshop   *workshop
	registries *registries
	samples    []sample
}

// longest is how long one stack may take, lest one that hangs hold up everything.
const longest = 5 * time.Minute

// run fills the trial's part of the matrix. The error says why it could not be filled to the end.
func (t *trial) run(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, longest, errors.New("it took longer than a stack may"))
	defer cancel()
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = errors.Join(err, context.Cause(ctx))
		}
	}()
	if t.workshop, err = openWorkshop(t.stack); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.workshop.close()) }()
	if t.stack.prepare != nil {
		if err := t.stack.prepare(ctx, t.workshop, t.registries); err != nil {
			return err
		}
	}
	t.part.version = t.workshop.output(ctx, t.stack.version)
	if err := tryClient(ctx, t); err != nil || t.stack.server == nil {
		return err
	}
	return tryServer(ctx, t)
}

// tryClient lets the stack ask the mocks.
func tryClient(ctx context.Context, t *trial) error {
	all := questions(t.stack, t.registries, t.samples)
	for _, registry := range soapRegistries() {
		asked := slices.DeleteFunc(slices.Clone(all), func(q question) bool { return q.sample.registry != registry })
		came, err := t.workshop.ask(ctx, t.stack.client(t.workshop, registry), t.stack.speaks, asked)
		if err != nil {
			return err
		}
		t.judge(asked, came)
	}
	return nil
}

// judge counts what a client made of the questions that it was told.
func (t *trial) judge(asked []question, came map[string]reading) {
	for i := range asked {
		q := &asked[i]
		judged := prefixed("it did not reach the mock: ", came[q.ID].err)
		if e, ok := t.registries.take(q.ID); ok {
			judged = q.judge(e, came[q.ID])
		} else if judged == "" {
			judged = "it did not reach the mock, and says nothing"
		}
		t.part.cell(q.sample.operation, q.column()).judge(q.sample.about, judged)
		if q.tokened(t.stack) {
			t.part.cell(q.sample.operation, clientToken).judge(q.sample.about, judged)
		}
	}
}

// column is where q is counted, besides that of tokens.
func (q *question) column() int {
	if q.sample.fault || q.token() {
		return clientFault
	}
	return clientAnswer
}

// tokened reports whether q says something of the stack's own tokens: one was accepted, or refused for its password.
func (q *question) tokened(s *stack) bool {
	return s.noToken == "" && q.Username != "" && (q.token() || !q.sample.fault)
}
