package lookup_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
)

// A ledger is a fake audit log. It notes what is written, and how often the driver had been asked by then.
type ledger struct {
	driver             *driver
	noIntent, noResult error

	mu      sync.Mutex
	intents []audit.Question
	results []audit.Result
	fetched []int // at each intent
}

func (l *ledger) Intend(_ context.Context, q audit.Question) (audit.Asking, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fetched, _ := l.driver.calls()
	l.intents, l.fetched = append(l.intents, q), append(l.fetched, fetched)
	return audit.Asking{}, l.noIntent
}

func (l *ledger) Conclude(_ context.Context, _ audit.Asking, is audit.Result) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results = append(l.results, is)
	return l.noResult
}

func (l *ledger) on(h *lookup.House, _ *resilience.Config) { h.Audit = l }

func unwritten() error {
	return adapters.Fail(adapters.Refused, adapters.ReasonAudit, "the disk is full").After(5 * time.Second)
}

func isRefusedByAudit(t *testing.T, err error) {
	t.Helper()
	f := adapters.AsFailure(err)
	if f == nil || f.Kind != adapters.Refused || f.Reason != adapters.ReasonAudit || f.RetryAfter == 0 || len(f.LookupID) != 36 {
		t.Fatalf("got %v, want refused/audit with an id and a time to wait", err)
	}
}

func TestNothingIsAskedUnlessTheIntentIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{reply: match()}}}
		l := &ledger{driver: d, noIntent: unwritten()}
		_, err := newBench(t, d, l.on).Lookup(within(t, time.Minute), query())
		isRefusedByAudit(t, err)
		if fetched, _ := d.calls(); fetched != 0 {
			t.Error("the registry was asked")
		}
	})
}

// Also of an answer that is kept, which no exchange need be made for.
func TestNothingIsToldUnlessTheOutcomeIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keeping := spec()
		keeping.MaxAge = time.Hour
		d := &driver{spec: keeping, fetch: []step{{reply: match()}}}
		l := &ledger{driver: d}
		b := newBench(t, d, l.on)
		if _, err := b.Lookup(within(t, time.Minute), query()); err != nil {
			t.Fatal(err)
		}
		for _, failing := range []func(error){func(err error) { l.noResult = err }, func(err error) { l.noIntent = err }} {
			failing(unwritten())
			answer, err := b.Lookup(within(t, time.Minute), query())
			isRefusedByAudit(t, err)
			if answer.Outcome != "" || answer.Record != nil || answer.Fields != nil {
				t.Errorf("it tells %+v", answer)
			}
			failing(nil)
		}
		if fetched, _ := d.calls(); fetched != 1 {
			t.Errorf("the registry was asked %d times", fetched)
		}
	})
}

// However it ends, an asking has one intent, before the first attempt, and one outcome, which says how.
func TestEachAskingHasOneIntentAndOneOutcome(t *testing.T) {
	lacking := query()
	lacking.Subject = adapters.NewSubject(&adapters.Stated{})
	for name, c := range map[string]struct {
		step  step
		query adapters.Query
		want  audit.Result
	}{
		"a match":    {step{reply: match()}, query(), audit.Result{Outcome: adapters.Match, Disclosed: adapters.DiscloseRecord, Attempts: 1}},
		"no record":  {step{reply: adapters.Reply[record]{Outcome: adapters.NotFound, Reason: adapters.NoRecord}}, query(), audit.Result{Outcome: adapters.NotFound, Reason: "no_record", Disclosed: adapters.DiscloseFields, Attempts: 1}},
		"a failure":  {step{err: adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, "")}, query(), audit.Result{Failure: adapters.Malformed, Reason: "syntax", Attempts: 1}},
		"a panic":    {step{panic: "oh"}, query(), audit.Result{Failure: adapters.Internal}},
		"a lack":     {step{}, lacking, audit.Result{Failure: adapters.InvalidQuery, Reason: "field"}},
		"a deadline": {step{takes: time.Hour}, query(), audit.Result{Failure: adapters.DeadlineEnded, Attempts: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &driver{spec: spec(), fetch: []step{c.step}}
				l := &ledger{driver: d}
				answer, err := newBench(t, d, l.on).Lookup(within(t, time.Second), c.query)
				id := answer.LookupID
				if err != nil {
					id = adapters.AsFailure(err).LookupID
				}
				if len(l.intents) != 1 || len(l.results) != 1 || l.fetched[0] != 0 || l.intents[0].LookupID != id || l.intents[0].Query.CaseID != c.query.CaseID {
					t.Fatalf("%d intents, %d outcomes", len(l.intents), len(l.results))
				}
				got := l.results[0]
				if name == "a deadline" || name == "a panic" {
					got.Attempts = c.want.Attempts
				}
				if got != c.want {
					t.Errorf("the outcome says %+v, want %+v", got, c.want)
				}
			})
		})
	}
}

// Those who share a flight each have their own, and so has each look at a question that is pending.
func TestSharedAndResumedAskingsAreWrittenDownToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{err: &adapters.Pending{Ticket: "t", Pace: time.Minute}}}, collect: []step{{reply: match()}}}
		l := &ledger{driver: d}
		b := newBench(t, d, l.on)
		var ids []string
		for range 2 {
			_, err := b.Lookup(within(t, time.Second), query())
			var pending *adapters.Pending
			if !errors.As(err, &pending) {
				t.Fatal(err)
			}
			ids = append(ids, pending.LookupID)
		}
		time.Sleep(2 * time.Minute)
		if _, err := b.Resume(within(t, time.Second), adapters.Caller{Name: query().Caller, Grant: query().Grant}, ids[1]); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Resume(within(t, time.Second), adapters.Caller{Name: "somebody else"}, ids[1]); !errors.Is(err, adapters.ErrNoSuchLookup) {
			t.Fatal(err)
		}
		var outcomes []adapters.Outcome
		for _, r := range l.results {
			outcomes = append(outcomes, r.Outcome)
		}
		if !slices.Equal(outcomes, []adapters.Outcome{adapters.InProgress, adapters.InProgress, adapters.Match}) || len(l.intents) != 3 ||
			!l.intents[2].Resumed || l.intents[2].LookupID != ids[1] || l.results[0].Disclosed != "" {
			t.Errorf("intents %d, outcomes %v", len(l.intents), outcomes)
		}
		l.noIntent = unwritten()
		_, err := b.Resume(within(t, time.Second), adapters.Caller{Name: query().Caller, Grant: query().Grant}, ids[0])
		isRefusedByAudit(t, err)
	})
}

func TestAPlanIsNotWrittenDown(t *testing.T) {
	d := &driver{spec: spec(), fetch: []step{{reply: match()}}}
	l := &ledger{driver: d, noIntent: unwritten()}
	newBench(t, d, l.on).Plan(query(), nil)
	if len(l.intents) != 0 {
		t.Error("a plan leaves an intent")
	}
}
