package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	hangBound    = 1.5
	hangCallers  = 2 * waitingLimit
	waitingLimit = 200 // documented defaults of registries.*.limits
	inFlight     = 20
	// One lookup may take three fifths of both, and of what is held one caller, who is alone here, four fifths of that.
	heldLimit   = waitingLimit * 3 / 5 * 4 / 5
	flyingLimit = inFlight * 3 / 5
	steadyRate  = 200 // lookups a second of the registry that does not hang
	steadyCount = 600
	hangRounds  = 3
)

// takeHang asks one registry while the other one hangs.
func takeHang(ctx context.Context, h *house, r *report) error {
	registry, err := h.startRegistry(ctx)
	if err != nil {
		return err
	}
	defer registry.stop()
	gateway, err := h.startGateway(ctx, setting{
		registry: registry.api, migration: "/hang", limits: "observe: true,", idle: "1s",
	})
	if err != nil {
		return err
	}
	defer gateway.stop()
	before, err := holdings(ctx, gateway)
	if err != nil {
		return err
	}
	r.heading("One registry hangs, %d callers ask it; another is asked %d times a second; medians of %d rounds by turns",
		hangCallers, steadyRate, hangRounds)
	var calm, hung watched
	var ratios []float64
	for round := range hangRounds + 1 {
		alone := calm.watch(ctx, gateway, steadyCount)
		beside := hung.besideHanging(ctx, gateway)
		if round > 0 {
			ratios = append(ratios, float64(beside)/float64(alone))
		}
	}
	r.ratio("p99 of the other registry, hanging over calm", median(ratios), hangBound,
		fmt.Sprintf("%s to %s; rounds %.2f to %.2f", millis(median(hung.p99s)), millis(median(calm.p99s)), quantile(ratios, 0), quantile(ratios, 1)))
	hung.print(r, calm)
	return returned(ctx, r, gateway, before)
}

// watched is what was seen of the registry that does not hang, and of the one that does.
type watched struct {
	p99s    []time.Duration
	missed  int // questions that got no match
	last    error
	waiting int // the most of each that was seen
	queued  int
	flying  int

	hangingWaits, hangingFlies int
}

// watch asks the registry that does not hang at its steady rate, and returns the p99 of that.
func (w *watched) watch(ctx context.Context, gateway *program, count int) time.Duration {
	load, closeCallers := callers(gateway, pensionSNILSCheck(), steadyRate)
	defer closeCallers()
	looking, stop := context.WithCancel(ctx)
	var looked sync.WaitGroup
	looked.Go(func() { w.look(looking, gateway) })
	replies := load.paced(ctx, steadyRate, count)
	stop()
	looked.Wait()
	times := make([]time.Duration, len(replies))
	for i, r := range replies {
		times[i] = r.took
	}
	for i := range replies {
		if err := replies[i].missed(); err != nil {
			w.missed++
			w.last = err
		}
	}
	p99 := quantile(times, 0.99)
	w.p99s = append(w.p99s, p99)
	return p99
}

// besideHanging is watch while callers wait for the registry that hangs.
func (w *watched) besideHanging(ctx context.Context, gateway *program) time.Duration {
	load, closeCallers := callers(gateway, migrationStatus(), hangCallers)
	defer closeCallers()
	hanging, leave := context.WithCancel(ctx)
	var all sync.WaitGroup
	for range hangCallers {
		all.Go(func() { insist(hanging, load) })
	}
	defer all.Wait()
	defer leave()
	select {
	case <-time.After(time.Second): // until they have all come
	case <-ctx.Done():
	}
	return w.watch(ctx, gateway, steadyCount)
}

// insist asks again and again, and where it is told to come later it does.
func insist(ctx context.Context, l *load) {
	for ctx.Err() == nil {
		r := l.ask(ctx)
		if r.status != http.StatusServiceUnavailable {
			continue
		}
		seconds, _ := strconv.Atoi(r.after)
		select {
		case <-time.After(time.Duration(max(seconds, 1)) * time.Second):
		case <-ctx.Done():
		}
	}
}

// look reads the gateway's own gauges, four times a second, until ctx ends.
func (w *watched) look(ctx context.Context, gateway *program) {
	const every = 250 * time.Millisecond
	for {
		select {
		case <-time.After(every):
		case <-ctx.Done():
			return
		}
		s, err := gateway.scrape(ctx)
		if err != nil {
			continue // the last one, cut off
		}
		const other, hanging = `registry="pension"`, `registry="migration"`
		w.waiting = max(w.waiting, s.sum("sverka_waiting", other))
		w.flying = max(w.flying, s.sum("sverka_in_flight", other))
		w.queued = max(w.queued, s.sum("sverka_queued", other))
		w.hangingWaits = max(w.hangingWaits, s.sum("sverka_waiting", hanging))
		w.hangingFlies = max(w.hangingFlies, s.sum("sverka_in_flight", hanging))
	}
}

func (w *watched) print(r *report, calm watched) {
	r.atMost("questions to the other without an answer", w.missed+calm.missed, 0)
	if err := errors.Join(calm.last, w.last); err != nil {
		r.say("the last of them", "%v", err)
	}
	r.say("of the other, held at a time (calm)", "%d (%d)", w.waiting, calm.waiting)
	r.say("of the other, in flight at a time (calm)", "%d (%d)", w.flying, calm.flying)
	r.say("of the other, queued at a time (calm)", "%d (%d)", w.queued, calm.queued)
	r.atLeast("of the hanging one, held at a time", w.hangingWaits, heldLimit)
	r.atMost("of the hanging one, held at a time", w.hangingWaits, heldLimit)
	r.atMost("of the hanging one, in flight at a time", w.hangingFlies, flyingLimit)
}

// holding is what a process holds that could leak.
type holding struct{ goroutines, sockets int }

func holdings(ctx context.Context, p *program) (holding, error) {
	s, err := p.scrape(ctx)
	if err != nil {
		return holding{}, err
	}
	sockets, err := p.sockets()
	return holding{s.sum("go_goroutines"), sockets}, err
}

// returned waits for what was held before any question, which kept connections that are let go outlast by a little, and
// prints what is held then.
func returned(ctx context.Context, r *report, p *program, before holding) error {
	const most, pause = 15 * time.Second, 250 * time.Millisecond
	var now holding
	for began := time.Now(); time.Since(began) < most && ctx.Err() == nil; time.Sleep(pause) {
		var err error
		if now, err = holdings(ctx, p); err != nil {
			return err
		}
		if now.goroutines <= before.goroutines && now.sockets <= before.sockets {
			break
		}
	}
	r.atMost("goroutines afterwards", now.goroutines, before.goroutines)
	r.atMost("sockets afterwards", now.sockets, before.sockets)
	return ctx.Err()
}
