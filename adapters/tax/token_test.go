package tax

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// issuer gives tokens that are numbered, after a pause, and counts how often it is asked.
type issuer struct {
	asked atomic.Int32
	pause time.Duration
	lives time.Duration
	err   error
}

func (i *issuer) issue(ctx context.Context, _ adapters.Exchanger) (token, error) {
	n := i.asked.Add(1)
	select {
	case <-time.After(i.pause):
	case <-ctx.Done():
		return token{}, ctx.Err()
	}
	if i.err != nil {
		return token{}, i.err
	}
	return token{value: adapters.NewSecret("token-" + string('0'+n)), expires: time.Now().Add(i.lives)}, nil
}

func (i *issuer) tokens() *tokens { return &tokens{issue: i.issue} }

func get(ctx context.Context, t *tokens) string {
	secret, err := t.get(ctx, nil)
	if err != nil {
		return err.Error()
	}
	return secret.Reveal()
}

func TestOneExchangeGetsATokenForAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{pause: time.Second, lives: time.Hour}
		tokens := i.tokens()
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if got := get(t.Context(), tokens); got != "token-1" {
					t.Errorf("got %s", got)
				}
			})
		}
		group.Wait()
		if n := i.asked.Load(); n != 1 {
			t.Errorf("%d exchanges", n)
		}
	})
}

func TestACallerThatGoesAwayDoesNotStopTheExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{pause: 2 * time.Second, lives: time.Hour}
		tokens := i.tokens()
		first, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		stays := make(chan string, 1)
		go func() { stays <- get(t.Context(), tokens) }()
		synctest.Wait()
		begun := time.Now()
		if got := get(first, tokens); got != context.DeadlineExceeded.Error() {
			t.Errorf("who went away got %s", got)
		}
		if waited := time.Since(begun); waited != time.Second {
			t.Errorf("who went away waited %s", waited)
		}
		if got := <-stays; got != "token-1" {
			t.Errorf("who stayed got %s", got)
		}
	})
}

func TestTheLeaderThatGoesAwayDoesNotStopTheExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{pause: 2 * time.Second, lives: time.Hour}
		tokens := i.tokens()
		leader, cancel := context.WithCancel(t.Context())
		gone := make(chan string, 1)
		go func() { gone <- get(leader, tokens) }()
		synctest.Wait()
		cancel()
		if got := <-gone; got != context.Canceled.Error() {
			t.Errorf("the leader got %s", got)
		}
		if got := get(t.Context(), tokens); got != "token-1" || i.asked.Load() != 1 {
			t.Errorf("got %s after %d exchanges", got, i.asked.Load())
		}
	})
}

func TestATokenIsReplacedBeforeItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{lives: time.Minute}
		tokens := i.tokens()
		_ = get(t.Context(), tokens)
		time.Sleep(time.Minute - early - time.Nanosecond)
		if got := get(t.Context(), tokens); got != "token-1" {
			t.Errorf("got %s while the first holds", got)
		}
		time.Sleep(time.Nanosecond)
		if got := get(t.Context(), tokens); got != "token-2" {
			t.Errorf("got %s when the first is about to end", got)
		}
	})
}

func TestATokenThatIsOldWhenItComesServesThoseWhoWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{lives: -time.Hour} // the registry's clock is behind
		tokens := i.tokens()
		if got := get(t.Context(), tokens); got != "token-1" {
			t.Errorf("got %s", got)
		}
		if got := get(t.Context(), tokens); got != "token-2" {
			t.Errorf("got %s, kept though it had ended", got)
		}
	})
}

func TestAFailureIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{lives: time.Hour, err: adapters.Fail(adapters.Denied, adapters.ReasonToken, "refused")}
		tokens := i.tokens()
		if _, err := tokens.get(t.Context(), nil); !errors.Is(err, adapters.Denied) {
			t.Errorf("got %v", err)
		}
		i.err = nil
		if got := get(t.Context(), tokens); got != "token-2" {
			t.Errorf("got %s", got)
		}
	})
}

func TestDropForgetsOnlyTheTokenThatWasRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{lives: time.Hour}
		tokens := i.tokens()
		old, err := tokens.get(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		tokens.drop(old)
		if got := get(t.Context(), tokens); got != "token-2" {
			t.Errorf("got %s after the first was dropped", got)
		}
		tokens.drop(old) // a second caller whose exchange was refused later
		if got := get(t.Context(), tokens); got != "token-2" || i.asked.Load() != 2 {
			t.Errorf("got %s after %d exchanges", got, i.asked.Load())
		}
	})
}

func TestAnExchangeForATokenEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{pause: time.Hour}
		begun := time.Now()
		_ = get(t.Context(), i.tokens())
		if took := time.Since(begun); took != issueLimit {
			t.Errorf("took %s, want %s", took, issueLimit)
		}
	})
}

func TestAPanicInTheExchangeLeavesNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := &tokens{issue: func(context.Context, adapters.Exchanger) (token, error) { panic("личное") }}
		if _, err := tokens.get(t.Context(), nil); !errors.Is(err, adapters.Internal) {
			t.Errorf("got %v", err)
		}
	})
}

// How the token stands is said without it, and of failures only those are told that are the registry's.
func TestHowTheTokenStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{lives: time.Hour}
		tokens := i.tokens()
		if got := tokens.standing(); !got.Until.IsZero() || !got.Failing.IsZero() {
			t.Errorf("before any was asked for: %+v", got)
		}
		get(t.Context(), tokens)
		until := time.Now().Add(time.Hour)
		if got := tokens.standing(); !got.Until.Equal(until) || !got.Failing.IsZero() {
			t.Errorf("of one that holds: %+v, want until %s", got, until)
		}
		time.Sleep(2 * time.Hour)
		if got := tokens.standing(); !got.Until.Equal(until) || !got.Failing.IsZero() {
			t.Errorf("when nobody has asked since its end: %+v", got)
		}
		i.err = adapters.Fail(adapters.Refused, adapters.ReasonBusy, "no place")
		get(t.Context(), tokens)
		if got := tokens.standing(); !got.Until.IsZero() || !got.Failing.IsZero() {
			t.Errorf("when it was not put for want of room: %+v", got)
		}
		i.err = adapters.Fail(adapters.Denied, adapters.ReasonToken, "no")
		get(t.Context(), tokens)
		since := time.Now()
		time.Sleep(time.Minute)
		get(t.Context(), tokens)
		if got := tokens.standing(); !got.Failing.Equal(since) {
			t.Errorf("of two that failed: since %s, want %s", got.Failing, since)
		}
		i.err = nil
		get(t.Context(), tokens)
		if got := tokens.standing(); got.Until.IsZero() || !got.Failing.IsZero() {
			t.Errorf("after one was granted: %+v", got)
		}
	})
}
