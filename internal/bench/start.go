package main

import (
	"context"
	"time"
)

const startRounds = 3

// takeStart measures how soon programs answer and what they hold while nobody asks.
func takeStart(ctx context.Context, h *house, r *report) error {
	registry, err := h.startRegistry(ctx)
	if err != nil {
		return err
	}
	defer registry.stop()
	r.heading("Start and idle memory, medians of %d starts", startRounds)
	for _, s := range []struct {
		name  string
		start func() (*program, error)
		first bool // it answers lookups
	}{
		{"gateway", func() (*program, error) { return h.startGateway(ctx, setting{registry: registry.api}) }, true},
		{"naive adapter", func() (*program, error) { return h.startNaive(ctx, registry.api) }, true},
	} {
		b, err := beginnings(ctx, s.start, s.first)
		if err != nil {
			return err
		}
		r.say(s.name+", start to ready", "%s", millis(median(b.ready)))
		if s.first {
			r.say(s.name+", start to first answer", "%s", millis(median(b.first)))
		}
		r.say(s.name+", idle memory", "%s, of it %s heap and stacks", mebibytes(median(b.resident)), mebibytes(median(b.private)))
	}
	return nil
}

// beginning is what was seen of several starts of one program.
type beginning struct {
	ready, first      []time.Duration
	cpu               []time.Duration // until the first answer
	resident, private []int
}

func beginnings(ctx context.Context, start func() (*program, error), first bool) (b beginning, err error) {
	for range startRounds {
		if err := b.one(ctx, start, first); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (b *beginning) one(ctx context.Context, start func() (*program, error), first bool) error {
	p, err := start()
	if err != nil {
		return err
	}
	defer p.stop()
	b.ready = append(b.ready, p.took)
	if first {
		load, closeCallers := callers(p, migrationStatus(), 1)
		defer closeCallers()
		if r := load.ask(ctx); r.missed() != nil {
			return r.missed()
		}
		b.first = append(b.first, time.Since(p.began))
	}
	return b.rest(ctx, p)
}

// rest leaves a program alone for a while, and reads its memory.
func (b *beginning) rest(ctx context.Context, p *program) error {
	select {
	case <-time.After(idleFor):
	case <-ctx.Done():
		return ctx.Err()
	}
	m, err := p.memory()
	b.resident, b.private = append(b.resident, m.resident), append(b.private, m.private)
	return err
}

// idleFor is how long a program is left alone before its memory is read.
const idleFor = time.Second
