package main

import (
	"context"
	"fmt"
	"time"
)

// A contender is one way of answering that is measured against others.
type contender struct {
	name  string
	p     *program // whose CPU time counts
	count int      // questions of a round
	round func(ctx context.Context, count int) error
	costs []time.Duration // CPU time of one question, by round
}

// byTurns lets everybody answer in each round, and who was last in one is first in the next: A B, B A. The first rounds, so many as warm,
// are not counted: connections, pools and caches fill, and a virtual machine compiles.
func byTurns(ctx context.Context, all []*contender, warm, rounds int) error {
	for round := range warm + rounds {
		for turn := range all {
			c := all[turn]
			if round%2 == 1 {
				c = all[len(all)-1-turn]
			}
			cost, err := c.cost(ctx)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if round >= warm {
				c.costs = append(c.costs, cost)
			}
		}
	}
	return nil
}

// cost is the CPU time of one question, over a round.
func (c *contender) cost(ctx context.Context) (time.Duration, error) {
	before, err := c.p.cpuTime()
	if err != nil {
		return 0, err
	}
	if err := c.round(ctx, c.count); err != nil {
		return 0, err
	}
	after, err := c.p.cpuTime()
	return (after - before) / time.Duration(c.count), err
}

// ratios are what the costs are to those of the other, round by round.
func (c *contender) ratios(to *contender) []float64 {
	all := make([]float64, len(c.costs))
	for i := range all {
		all[i] = float64(c.costs[i]) / float64(to.costs[i])
	}
	return all
}

// more is by how much the costs are above those of the other, round by round.
func (c *contender) more(than *contender) []time.Duration {
	all := make([]time.Duration, len(c.costs))
	for i := range all {
		all[i] = c.costs[i] - than.costs[i]
	}
	return all
}
