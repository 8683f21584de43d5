package main

import (
	"context"
	"fmt"
	"time"
)

const (
	cpuBound    = 1.5
	busyCallers = 16
	busyCount   = 5000
	peakRate    = 300 // lookups a second: the design's peak
	pacedCount  = 450
)

// takeCPU compares what a lookup costs the gateway and the naive adapter.
func takeCPU(ctx context.Context, h *house, r *report, rounds int) error {
	registry, err := h.startRegistry(ctx)
	if err != nil {
		return err
	}
	defer registry.stop()
	gateway, err := h.startGateway(ctx, setting{registry: registry.api})
	if err != nil {
		return err
	}
	defer gateway.stop()
	naive, err := h.startNaive(ctx, registry.api)
	if err != nil {
		return err
	}
	defer naive.stop()
	r.heading("CPU per lookup: gateway over naive adapter, medians of %d rounds by turns", rounds)
	for _, l := range []lookup{migrationStatus(), pensionSNILSCheck()} {
		for _, p := range paces() {
			if err := compare(ctx, r, [2]*program{gateway, naive}, l, p, rounds); err != nil {
				return err
			}
		}
	}
	return nil
}

// A pace is a way of asking.
type pace struct {
	name  string
	count int
	ask   func(ctx context.Context, l *load) error
}

func paces() []pace {
	return []pace{
		{"busy", busyCount, func(ctx context.Context, l *load) error { return l.busy(ctx, busyCallers, busyCount) }},
		{"paced", pacedCount, func(ctx context.Context, l *load) error {
			return allMatch(l.paced(ctx, peakRate, pacedCount))
		}},
	}
}

func allMatch(replies []reply) error {
	for i := range replies {
		if err := replies[i].missed(); err != nil {
			return err
		}
	}
	return nil
}

// compare takes the rounds of one lookup at one pace. Who begins a round changes with it.
func compare(ctx context.Context, r *report, programs [2]*program, l lookup, p pace, rounds int) error {
	var loads [2]*load
	for i := range programs {
		var closeCallers func()
		loads[i], closeCallers = callers(programs[i], l, busyCallers)
		defer closeCallers()
	}
	var costs [2][]time.Duration
	var ratios []float64
	for round := range rounds + 1 {
		var cost [2]time.Duration
		for turn := range programs {
			i := (turn + round) % 2
			var err error
			if cost[i], err = costOf(ctx, programs[i], loads[i], p); err != nil {
				return err
			}
		}
		if round == 0 {
			continue // connections, pools and caches fill
		}
		for i := range costs {
			costs[i] = append(costs[i], cost[i])
		}
		ratios = append(ratios, float64(cost[0])/float64(cost[1]))
	}
	of := fmt.Sprintf("%s to %s; rounds %.2f to %.2f", micros(median(costs[0])), micros(median(costs[1])), quantile(ratios, 0), quantile(ratios, 1))
	r.ratio(l.name+", "+p.name, median(ratios), cpuBound, of)
	return nil
}

// costOf returns the CPU time of one lookup.
func costOf(ctx context.Context, program *program, load *load, p pace) (time.Duration, error) {
	before, err := program.cpuTime()
	if err != nil {
		return 0, err
	}
	if err := p.ask(ctx, load); err != nil {
		return 0, err
	}
	after, err := program.cpuTime()
	return (after - before) / time.Duration(p.count), err
}
