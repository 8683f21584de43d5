package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/sverka/sverka/internal/durable"
)

// ErrHeld says that another process has the state file or the audit log. It mends itself when that one ends.
var ErrHeld = durable.ErrLocked

// Await builds the gateway as New does, but lets the one before come to its end: while another process has the state file or the audit
// log, it waits as long as a gateway of this configuration takes to end (shutdown.drain, shutdown.limit and a little), and says so.
// Then, and when ctx ends, the error is ErrHeld: two gateways that were given one file are a mistake, and not to be waited for without end.
func Await(ctx context.Context, cfg Config, log *slog.Logger, version string) (*App, error) {
	most := cfg.Shutdown.Drain + cfg.Shutdown.Limit + closing
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for said := false; ; said = true {
		a, err := New(cfg, log, version)
		if !errors.Is(err, ErrHeld) {
			return a, err
		}
		if !said {
			log.Warn("another process has what this gateway needs: it is given time to end", "why", err.Error(), "at_most", most)
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(again):
		}
	}
}

const (
	// closing is what a gateway takes to write its state a last time and to sign for its audit log, once nobody asks any more.
	closing = 5 * time.Second
	// again is the time between two looks.
	again = 200 * time.Millisecond
)
