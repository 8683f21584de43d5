package lookup_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
)

var (
	taken = step{err: &adapters.Pending{Ticket: "t-1"}}
	later = step{err: &adapters.Pending{}}
)

func clear() adapters.Reply[record] { return adapters.Reply[record]{Outcome: adapters.Clear} }

func fails(k adapters.Kind, r adapters.Reason) step { return step{err: adapters.Fail(k, r, "")} }

func pendingOf(t *testing.T, err error) *adapters.Pending {
	t.Helper()
	var p *adapters.Pending
	if !errors.As(err, &p) || p.LookupID == "" {
		t.Fatalf("got %v, want pending with a lookup id", err)
	}
	return p
}

func TestATicketIsPolledAtItsPaceUntilItsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later, later, {reply: clear()}}}
		b := newBench(t, d)
		started := time.Now()
		answer, err := b.Lookup(within(t, 10*time.Second), query())
		if err != nil || answer.Outcome != adapters.Clear {
			t.Fatalf("got %v, %v", answer.Outcome, err)
		}
		if took := time.Since(started); took != 6*time.Second {
			t.Errorf("answered after %v, want three paces of two seconds", took)
		}
		if answer.Source.Attempts != 2 {
			t.Errorf("%d attempts, want 2: polls that find nothing are none", answer.Source.Attempts)
		}
	})
}

func TestThePaceOfTheRegistryGoesBeforeOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &adapters.Pending{Ticket: "t-1", Pace: 5 * time.Second}
		d := &driver{spec: spec(), fetch: []step{{err: slow}}, collect: []step{{err: &adapters.Pending{Pace: time.Second}}, {reply: clear()}}}
		started := time.Now()
		if _, err := newBench(t, d).Lookup(within(t, 10*time.Second), query()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took != 6*time.Second {
			t.Errorf("answered after %v, want five seconds and one", took)
		}
	})
}

func TestAtTheDeadlineTheQuestionIsPendingAndResumedWhenAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later, later, {reply: clear()}}}
		b := newBench(t, d)
		_, err := b.Lookup(within(t, 5*time.Second), query())
		p := pendingOf(t, err)
		if p.RetryAfter <= 0 || p.RetryAfter > 2*time.Second {
			t.Errorf("retry after %v, want at most the pace", p.RetryAfter)
		}
		time.Sleep(time.Hour)
		answer, err := b.Lookup(within(t, 5*time.Second), query())
		if err != nil || answer.Outcome != adapters.Clear || answer.LookupID == p.LookupID {
			t.Errorf("asked again: %v, %v, id %s", answer.Outcome, err, answer.LookupID)
		}
		if fetched, _ := d.calls(); fetched != 1 {
			t.Errorf("%d questions asked of the registry, want 1: a ticket is resumed, never asked again", fetched)
		}
		byID, err := b.Resume(t.Context(), portal, p.LookupID)
		if err != nil || byID.Outcome != adapters.Clear || byID.LookupID != p.LookupID {
			t.Errorf("the first asking's id gives %+v, %v", byID, err)
		}
	})
}

func TestAPendingCallerWhoSharesAFlightIsPendingToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later}}
		b := newBench(t, d)
		patient := make(chan error, 1)
		go func() {
			_, err := b.Lookup(within(t, 20*time.Second), query())
			patient <- err
		}()
		synctest.Wait()
		_, err := b.Lookup(within(t, time.Second), query())
		hasty := pendingOf(t, err)
		other := pendingOf(t, <-patient)
		if hasty.LookupID == other.LookupID {
			t.Error("two askings have one id")
		}
		for _, id := range []string{hasty.LookupID, other.LookupID} {
			if _, err := b.Resume(t.Context(), portal, id); pendingOf(t, err).LookupID != id {
				t.Errorf("%s is not resumed by its own id", id)
			}
		}
	})
}

func TestResumePollsAtMostOncePerPaceAndOpensNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later}}
		b := newBench(t, d)
		_, err := b.Lookup(within(t, time.Second), query())
		id := pendingOf(t, err).LookupID
		for range 100 { // ten seconds, ten looks a second
			time.Sleep(100 * time.Millisecond)
			_, err := b.Resume(t.Context(), portal, id)
			pendingOf(t, err)
		}
		fetched, polled := d.calls()
		if fetched != 1 || polled < 4 || polled > 6 {
			t.Errorf("%d questions and %d polls in ten seconds, want 1 and about 5", fetched, polled)
		}
	})
}

func TestNobodyElseMayResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, &driver{spec: spec(), fetch: []step{taken}, collect: []step{later}})
		_, err := b.Lookup(within(t, time.Second), query())
		id := pendingOf(t, err).LookupID
		for _, tc := range []struct{ caller, id string }{{"somebody", id}, {"portal", "0198-none"}, {"", id}} {
			if _, err := b.Resume(t.Context(), adapters.Caller{Name: tc.caller, Grant: portal.Grant}, tc.id); !errors.Is(err, adapters.ErrNoSuchLookup) {
				t.Errorf("caller %q, id %q: %v, want no such lookup", tc.caller, tc.id, err)
			}
		}
	})
}

func TestACollectedAnswerIsReadableForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later, {reply: clear()}}}
		b := newBench(t, d)
		_, err := b.Lookup(within(t, 3*time.Second), query())
		id := pendingOf(t, err).LookupID
		time.Sleep(48 * time.Hour)
		for range 3 {
			answer, err := b.Resume(t.Context(), portal, id)
			if err != nil || answer.Outcome != adapters.Clear {
				t.Fatalf("got %v, %v", answer.Outcome, err)
			}
		}
		time.Sleep(time.Hour)
		if _, err := b.Resume(t.Context(), portal, id); !errors.Is(err, adapters.ErrNoSuchLookup) {
			t.Errorf("an hour later: %v, want no such lookup", err)
		}
	})
}

// A failed poll keeps ticket and pace.
func TestAFailedPollKeepsTheTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := fails(adapters.Unavailable, adapters.ReasonStatus)
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{down, down, {reply: clear()}}}
		b := newBench(t, d)
		if _, err := b.Lookup(within(t, 3*time.Second), query()); !errors.Is(err, adapters.Unavailable) {
			t.Errorf("the deadline came after a failed poll: %v, want that poll's failure", err)
		}
		answer, err := b.Lookup(within(t, 10*time.Second), query())
		if err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("asked again: %v, %v", answer.Outcome, err)
		}
		if fetched, polled := d.calls(); fetched != 1 || polled != 3 {
			t.Errorf("%d questions and %d polls, want 1 and 3", fetched, polled)
		}
		for i := range d.polls[1:] {
			if gap := d.polls[i+1].Sub(d.polls[i]); gap < 2*time.Second {
				t.Errorf("polls %v apart: a failed one does not hurry the next", gap)
			}
		}
	})
}

func TestTooManyPollsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := step{err: adapters.Fail(adapters.Throttled, adapters.ReasonPolls, "").After(7 * time.Second)}
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{limit, {reply: clear()}}}
		b := newBench(t, d)
		started := time.Now()
		if _, err := b.Lookup(within(t, 20*time.Second), query()); err != nil || time.Since(started) != 9*time.Second {
			t.Errorf("got %v after %v, want an answer after 2 + 7 seconds", err, time.Since(started))
		}
		d.polled = 0
		if _, err := b.Lookup(within(t, 5*time.Second), query()); !errors.Is(err, adapters.Throttled) {
			t.Errorf("the deadline ended first: %v, want throttled", err)
		}
	})
}

func TestALostTicketIsSaidOnceAndTheNextQuestionOpensAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later, fails(adapters.Unavailable, adapters.ReasonTicketLost), {reply: clear()}}}
		b := newBench(t, d)
		_, err := b.Lookup(within(t, 3*time.Second), query())
		id := pendingOf(t, err).LookupID
		var f *adapters.Failure
		if _, err = b.Lookup(within(t, 10*time.Second), query()); !errors.As(err, &f) || f.Reason != adapters.ReasonTicketLost {
			t.Errorf("got %v, want a lost ticket", err)
		}
		if fetched, _ := d.calls(); fetched != 1 {
			t.Errorf("%d questions: a lost ticket is not asked again by itself", fetched)
		}
		if _, err := b.Resume(t.Context(), portal, id); !errors.As(err, &f) || f.Reason != adapters.ReasonTicketLost {
			t.Errorf("the first asking's id gives %v, want a lost ticket", err)
		}
		if _, err := b.Resume(t.Context(), portal, id); !errors.Is(err, adapters.ErrNoSuchLookup) {
			t.Errorf("a second time it gives %v: that id will never have an answer", err)
		}
		if answer, err := b.Lookup(within(t, 10*time.Second), query()); err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("asked again: %v, %v", answer.Outcome, err)
		}
		if s := b.guardState(); s != "closed" {
			t.Errorf("the breaker is %s, want closed", s)
		}
	})
}

// A registry's last word on a ticket, also a bad one, ends it: asked for ever after, it would give the same.
func TestATicketThatEndedInAFailureIsAskedAfterNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := step{err: adapters.Fail(adapters.Rejected, adapters.ReasonSchema, "rejected").Ending()}
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{refused, {reply: clear()}}}
		b := newBench(t, d)
		if _, err := b.Lookup(within(t, 10*time.Second), query()); !errors.Is(err, adapters.Rejected) {
			t.Errorf("got %v, want rejected", err)
		}
		if fetched, polled := d.calls(); fetched != 1 || polled != 1 {
			t.Errorf("%d questions and %d polls, want one of each", fetched, polled)
		}
		if answer, err := b.Lookup(within(t, 10*time.Second), query()); err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("asked again: %v, %v", answer.Outcome, err)
		}
		if fetched, _ := d.calls(); fetched != 2 {
			t.Errorf("%d questions: the next asking opens a ticket of its own", fetched)
		}
	})
}

func TestACallerWhoLeavesDoesNotLoseTheTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later, {reply: clear()}}}
		b := newBench(t, d)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		_, err := b.Lookup(ctx, query())
		pendingOf(t, err)
		if _, err := b.Lookup(within(t, 10*time.Second), query()); err != nil {
			t.Error(err)
		}
		if fetched, _ := d.calls(); fetched != 1 {
			t.Errorf("%d questions, want 1", fetched)
		}
	})
}

func TestNobodyWaitsForAPollThatCannotCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{err: &adapters.Pending{Ticket: "t-1", Pace: time.Minute}}}, collect: []step{later}}
		started := time.Now()
		_, err := newBench(t, d).Lookup(within(t, 10*time.Second), query())
		if p := pendingOf(t, err); p.RetryAfter != time.Minute || time.Since(started) != 0 {
			t.Errorf("told to come back in %v after %v, want a minute, at once", p.RetryAfter, time.Since(started))
		}
	})
}

// The question has been taken: that a poll is held back says nothing against it.
func TestARefusedPollLeavesTheQuestionPending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken}, collect: []step{later}}
		b := newBench(t, d)
		_, err := b.Lookup(within(t, time.Second), query())
		id := pendingOf(t, err).LookupID
		if _, err := b.policy.Override(resilience.Override{Mode: resilience.Refuse, Reason: "their request"}); err != nil {
			t.Fatal(err)
		}
		_, err = b.Lookup(within(t, 10*time.Second), query())
		pendingOf(t, err)
		time.Sleep(time.Minute)
		_, err = b.Resume(t.Context(), portal, id)
		pendingOf(t, err)
		if _, polled := d.calls(); polled != 0 {
			t.Errorf("%d polls of a registry that is held back", polled)
		}
	})
}

// Broken off, the asking would leave a request in the registry's queue that nobody knows of.
func TestACallerWithoutPatienceOpensOneTicketAndGetsItNextTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := taken
		slow.takes = 5 * time.Second
		d := &driver{spec: spec(), fetch: []step{slow}, collect: []step{{reply: clear()}}}
		b := newBench(t, d)
		for range 4 { // over four seconds, all of them before the registry has taken the question
			if _, err := b.Lookup(within(t, time.Second), query()); !errors.Is(err, adapters.DeadlineEnded) {
				t.Errorf("got %v, want deadline", err)
			}
		}
		time.Sleep(2 * time.Second)
		if answer, err := b.Lookup(within(t, 10*time.Second), query()); err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("asked again: %v, %v", answer.Outcome, err)
		}
		if fetched, _ := d.calls(); fetched != 1 {
			t.Errorf("the registry was asked %d times, want once", fetched)
		}
	})
}

// Nobody waits: what failed is not asked again by itself.
func TestAnAbandonedAskingIsNotRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := fails(adapters.Unavailable, adapters.ReasonStatus)
		down.takes = 2 * time.Second
		d := &driver{spec: spec(), fetch: []step{down}, collect: []step{later}}
		b := newBench(t, d)
		if _, err := b.Lookup(within(t, time.Second), query()); !errors.Is(err, adapters.DeadlineEnded) {
			t.Errorf("got %v, want deadline", err)
		}
		time.Sleep(time.Minute)
		if fetched, _ := d.calls(); fetched != 1 {
			t.Errorf("the registry was asked %d times, want once", fetched)
		}
	})
}

func TestWithoutAPlaceToWaitInAPendingQuestionIsPending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{taken, {takes: time.Minute, reply: clear()}}, collect: []step{{reply: clear()}}}
		b := newBench(t, d, func(_ *lookup.House, c *resilience.Config) { c.Waiting, c.LookupShare = 1, 100 })
		_, err := b.Lookup(within(t, time.Second), query())
		id := pendingOf(t, err).LookupID
		go func() { // takes the one place
			_, _ = b.Lookup(within(t, 20*time.Second), query(func(s *adapters.Stated, _ *adapters.Query) { s.FamilyName = adapters.NewSecret("Алиев") }))
		}()
		time.Sleep(5 * time.Second)
		_, err = b.Resume(t.Context(), portal, id)
		pendingOf(t, err)
		_, err = b.Lookup(within(t, time.Second), query())
		pendingOf(t, err)
		if _, polled := d.calls(); polled != 0 {
			t.Errorf("%d polls without a place", polled)
		}
		time.Sleep(2 * time.Minute)
		if answer, err := b.Resume(t.Context(), portal, id); err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("with a place again: %v, %v: the poll was not spent", answer.Outcome, err)
		}
	})
}

// nights is a calendar that is closed from one time of each day until another.
type nights struct{ from, until time.Duration }

func (n nights) Window(at time.Time) (from, until time.Time, ok bool) {
	day := at.UTC().Truncate(24 * time.Hour)
	if !at.Before(day.Add(n.until)) {
		day = day.AddDate(0, 0, 1)
	}
	return day.Add(n.from), day.Add(n.until), true
}

func TestAPendingQuestionOutlivesMaintenance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // it is midnight
		d := &driver{spec: spec(), calendar: nights{time.Minute, time.Hour}, fetch: []step{taken}, collect: []step{later, later, {reply: clear()}}}
		b := newBench(t, d)
		_, err := b.Lookup(within(t, 5*time.Second), query())
		id := pendingOf(t, err).LookupID
		time.Sleep(10 * time.Minute)
		for range 100 { // whoever asks for it in the night
			time.Sleep(10 * time.Second)
			p := pendingOf(t, second(b.Resume(t.Context(), portal, id)))
			if want := time.Until(time.Date(2000, 1, 1, 1, 0, 0, 0, time.UTC)); p.RetryAfter != want {
				t.Fatalf("come again after %v, want the night's end after %v", p.RetryAfter, want)
			}
		}
		pendingOf(t, second(b.Lookup(within(t, 5*time.Second), query())))
		another := query(func(s *adapters.Stated, _ *adapters.Query) { s.FamilyName = adapters.NewSecret("Алиев") })
		if _, err := b.Lookup(within(t, 5*time.Second), another); adapters.AsFailure(err).Reason != adapters.ReasonMaintenance {
			t.Errorf("a new question: %v, want refused for maintenance", err)
		}
		if fetched, polled := d.calls(); fetched != 1 || polled != 2 {
			t.Errorf("%d questions and %d polls, want 1 and 2: none in the night", fetched, polled)
		}
		time.Sleep(time.Hour)
		if answer, err := b.Resume(t.Context(), portal, id); err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("in the morning: %v, %v", answer.Outcome, err)
		}
	})
}

func TestAPassOfAnOperatorLetsPollsThroughAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), calendar: nights{time.Minute, time.Hour}, fetch: []step{taken}, collect: []step{later, {reply: clear()}}}
		b := newBench(t, d)
		id := pendingOf(t, second(b.Lookup(within(t, time.Second), query()))).LookupID
		time.Sleep(2 * time.Minute)
		pendingOf(t, second(b.Resume(t.Context(), portal, id)))
		if _, err := b.policy.Override(resilience.Override{Mode: resilience.Pass, Reason: "they are up again"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		if p := pendingOf(t, second(b.Resume(t.Context(), portal, id))); p.RetryAfter != 2*time.Second {
			t.Errorf("come again after %v, want the pace", p.RetryAfter)
		}
		time.Sleep(2 * time.Second)
		if answer, err := b.Resume(t.Context(), portal, id); err != nil || answer.Outcome != adapters.Clear {
			t.Errorf("got %v, %v", answer.Outcome, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }
