package resilience

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

type hangingWire struct{}

func (hangingWire) Do(ctx context.Context, _ *http.Request) (adapters.Response, Timing, error) {
	<-ctx.Done()
	return adapters.Response{}, Timing{}, context.Cause(ctx)
}

// With the defaults (an exchange of 8 s, a wait of 10 s) the retry after a timeout is always cut short by the deadline:
// the caller is told of the registry that hangs, not of his own patience.
func TestARetryThatTheDeadlineCutsShortGivesTheFailureBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := NewRegistry("r", Default(), hangingWire{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		deadline := time.Now().Add(10 * time.Second)
		ctx, cancel := context.WithDeadline(t.Context(), deadline)
		defer cancel()
		attempts, err := r.Lookup("l").Do(ctx, func() time.Time { return deadline },
			func(ctx context.Context, x adapters.Exchanger) error {
				q, _ := http.NewRequestWithContext(ctx, http.MethodPost, "http://r.test/", nil)
				_, err := x.Exchange(ctx, q)
				return err
			})
		if attempts != 2 || !errors.Is(err, adapters.TimedOut) {
			t.Errorf("got %v after %d attempts, want timeout after 2", err, attempts)
		}
	})
}
