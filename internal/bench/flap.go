package main

import (
	"context"
	"strconv"
	"time"
)

const (
	flapCount = 1000
	flapRate  = 50 // a second
)

// takeFlap counts the exchanges that a registry sees which fails every second one.
func takeFlap(ctx context.Context, h *house, r *report) error {
	registry, err := h.startRegistry(ctx)
	if err != nil {
		return err
	}
	defer registry.stop()
	gateway, err := h.startGateway(ctx, setting{registry: registry.api, migration: "/flap", limits: "observe: true,"})
	if err != nil {
		return err
	}
	defer gateway.stop()
	load, closeCallers := callers(gateway, migrationStatus(), flapRate)
	defer closeCallers()
	began := time.Now()
	replies := load.paced(ctx, flapRate, flapCount)
	took := time.Since(began)
	text, err := get(ctx, registry.api+"/exchanges")
	if err != nil {
		return err
	}
	exchanges, err := strconv.Atoi(string(text))
	if err != nil {
		return err
	}
	r.heading("A registry that fails every second exchange: %d lookups at %d a second, breaker on observe", flapCount, flapRate)
	r.atMost("exchanges that it has seen", exchanges, attemptsAllowed(flapCount, took))
	r.atLeast("exchanges that it has seen", exchanges, flapCount)
	r.say("lookups answered", "%d", matches(replies))
	return ctx.Err()
}

// attemptsAllowed is the budget of retries: a fifth of the first attempts, a bucket of three, and what that gains.
func attemptsAllowed(lookups int, took time.Duration) int {
	return lookups + lookups/5 + 3 + int(took/(10*time.Second))
}

func matches(replies []reply) (n int) {
	for _, r := range replies {
		if r.match {
			n++
		}
	}
	return n
}
