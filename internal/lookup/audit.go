package lookup

import (
	"context"
	"errors"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
)

// An Audit writes down each asking: *audit.Log is one. What it returns without an error lasts; an error is a *adapters.Failure.
type Audit interface {
	Intend(ctx context.Context, q audit.Question) (audit.Asking, error)
	Conclude(ctx context.Context, a audit.Asking, is audit.Result) error
}

// intend writes down who is going to ask what about whom, and why. Nothing is asked, and nothing that is kept is told, unless it lasts.
func (l *Lookup[R]) intend(ctx context.Context, a *asking, q adapters.Query) (err error) {
	if l.house.Audit == nil {
		return nil
	}
	a.written, err = l.house.Audit.Intend(ctx, audit.Question{
		LookupID: a.id, Lookup: l.spec.Name(), Query: q, Resumed: a.event == "resume",
	})
	return err
}

// conclude writes down what came of it. What cannot be written down is not told: the caller gets a refusal in its place.
func (l *Lookup[R]) conclude(ctx context.Context, a *asking, answer adapters.Answer[R], err error) (adapters.Answer[R], error) {
	if l.house.Audit == nil {
		return answer, err
	}
	unwritten := l.house.Audit.Conclude(ctx, a.written, resultFor(a, answer, err))
	if unwritten == nil {
		return answer, err
	}
	f := *adapters.AsFailure(unwritten)
	f.LookupID = a.id
	return adapters.Answer[R]{}, &f
}

func resultFor[R any](a *asking, answer adapters.Answer[R], err error) audit.Result {
	is := audit.Result{Evidence: a.evidence, Attempts: a.attempts, Cached: a.cached, Shared: a.shared}
	var pending *adapters.Pending
	switch {
	case err == nil:
		is.Outcome, is.Reason, is.Disclosed = answer.Outcome, string(answer.Reason), disclosed(answer)
	case errors.As(err, &pending):
		is.Outcome = adapters.InProgress
	default:
		f := adapters.AsFailure(err)
		is.Failure, is.Reason = f.Kind, string(f.Reason)
	}
	return is
}

// disclosed says how much of what the registry told is in an answer.
func disclosed[R any](answer adapters.Answer[R]) adapters.Disclosure {
	switch {
	case answer.Record != nil:
		return adapters.DiscloseRecord
	case len(answer.Fields) > 0:
		return adapters.DiscloseFields
	default:
		return adapters.DiscloseVerdict
	}
}
