package main

import (
	"context"
	"errors"
)

// A trial is of one stack, in both directions.
type trial struct {
	stack      *stack
	part       *part
	workshop   *workshop
	registries *registries
	samples    []sample
}

// run fills the trial's part of the matrix. The error says why it could not be filled to the end.
func (t *trial) run(ctx context.Context) (err error) {
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
	asked := questions(t.stack, t.registries, t.samples)
	came, err := t.stack.speaks.ask(ctx, t.workshop, t.stack.client(t.workshop), asked)
	if err != nil {
		return err
	}
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
	return nil
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
