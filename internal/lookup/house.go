package lookup

import (
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/trace"
)

// A House is what all lookups of the program share. It is safe for concurrent use once built.
type House struct {
	Keyer   *cache.Keyer
	Metrics *telemetry.Metrics
	Log     *slog.Logger
	Traces  *trace.Tracer // nil: nothing is traced
	// Ceiling is the longest that any question may take, whatever its caller's deadline.
	Ceiling time.Duration
	// Entries is how many answers each lookup keeps at most; 0: none.
	Entries int
	// Pending bounds the tickets of each lookup.
	Pending cache.Limits
	// Allow takes a question out of what a caller may ask in a day, or returns the *adapters.Failure limited; nil: he may ask as
	// much as he likes.
	Allow func(caller string) error
	// Guesses bounds the answers other than match about one identifier; nil: nothing does.
	Guesses *Guesses

	// Audit writes down who asks what, and what came of it; nil: nobody does.
	Audit Audit

	draining atomic.Bool
}

// Drain makes the house refuse new questions, with reason shutdown. Those on their way go on.
func (h *House) Drain() { h.draining.Store(true) }

// restartAfter is what callers are asked to wait when the process is going: another replica is there already, and a
// restart takes about so long.
const restartAfter = 5 * time.Second

func (h *House) allow(caller string) error {
	if h.Allow == nil {
		return nil
	}
	return h.Allow(caller)
}

func (h *House) admit() error {
	if !h.draining.Load() {
		return nil
	}
	f := adapters.Fail(adapters.Refused, adapters.ReasonShutdown, "the gateway is going down")
	f.RetryAfter = restartAfter
	return f
}
