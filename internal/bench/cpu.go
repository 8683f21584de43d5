package main

import (
	"context"
	"fmt"
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
	count int // questions of a round
	ask   func(ctx context.Context, l *load, count int) error
}

func paces() []pace {
	return []pace{
		busy(busyCount, busyCallers),
		{"paced", pacedCount, func(ctx context.Context, l *load, count int) error { return allMatch(l.paced(ctx, peakRate, count)) }},
	}
}

// busy is the pace of so many who ask again as soon as they have their answer.
func busy(count, workers int) pace {
	return pace{"busy", count, func(ctx context.Context, l *load, count int) error { return l.busy(ctx, workers, count) }}
}

// contender is a program that is asked at this pace.
func (p pace) contender(program *program, l *load) *contender {
	return &contender{name: program.name, p: program, count: p.count, round: func(ctx context.Context, count int) error { return p.ask(ctx, l, count) }}
}

func allMatch(replies []reply) error {
	for i := range replies {
		if err := replies[i].missed(); err != nil {
			return err
		}
	}
	return nil
}

// compare takes the rounds of one lookup at one pace.
func compare(ctx context.Context, r *report, programs [2]*program, l lookup, p pace, rounds int) error {
	var all [2]*contender
	for i, program := range programs {
		load, closeCallers := callers(program, l, busyCallers)
		defer closeCallers()
		all[i] = p.contender(program, load)
	}
	if err := byTurns(ctx, all[:], 1, rounds); err != nil {
		return err
	}
	ratios := all[0].ratios(all[1])
	of := fmt.Sprintf("%s to %s; rounds %.2f to %.2f", micros(median(all[0].costs)), micros(median(all[1].costs)), quantile(ratios, 0), quantile(ratios, 1))
	r.ratio(l.name+", "+p.name, median(ratios), cpuBound, of)
	return nil
}
