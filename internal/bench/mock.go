package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/sverka/sverka/mock"
)

// The bounds of the mock registries.
const (
	mockStartMost    = 50 * time.Millisecond  // from start to first answer
	mockIdleMost     = 20_000_000             // bytes, idle
	mockExchangeMost = 120 * time.Microsecond // of its CPU, for a SOAP exchange
	flatMost         = 1.1                    // memory, of what it was before
	mockSeed         = 7
	million          = 1_000_000
	exchangeWorkers  = 8
	exchangeCount    = 4000 // of a round
)

// takeMock measures the mock registries, and beside them WireMock where there is one.
func takeMock(ctx context.Context, h *house, r *report, rounds, exchanges int) error {
	questions, err := newQuestions()
	if err != nil {
		return err
	}
	r.heading("The mock registries: start and idle memory, medians of %d starts", startRounds)
	alone, err := mockBeginnings(ctx, h, r, "with the personas alone", questions, 0)
	if err != nil {
		return err
	}
	thousand, err := mockBeginnings(ctx, h, r, "with a thousand people more", questions, 1000)
	if err != nil {
		return err
	}
	all, err := mockBeginnings(ctx, h, r, "with a million people more", questions, million)
	if err != nil {
		return err
	}
	r.ratio("memory with a million, to that with a thousand", float64(all.idle())/float64(thousand.idle()), flatMost, "")
	if err := takeExchanges(ctx, h, r, questions, alone, rounds); err != nil {
		return err
	}
	return takeFlat(ctx, h, r, questions, exchanges)
}

func (b *beginning) idle() int { return median(b.resident) }

// mockBeginnings starts the mock several times, and asks one question each time.
func mockBeginnings(ctx context.Context, h *house, r *report, name string, q *questions, people int) (*beginning, error) {
	var b beginning
	for range startRounds {
		p, err := h.startMock(ctx, "-seed", strconv.Itoa(mockSeed), "-population", strconv.Itoa(people))
		if err != nil {
			return nil, err
		}
		ask, end := q.check(p.api, "/pension", 0)
		err = b.answered(ctx, p, ask)
		end()
		p.stop()
		if err != nil {
			return nil, err
		}
	}
	r.within(name+": start to first answer", median(b.first), mockStartMost, millis, millis(median(b.cpu))+" of CPU")
	r.holds(name+": idle memory", b.idle(), mockIdleMost, "of it "+mebibytes(median(b.private))+" heap and stacks")
	return &b, nil
}

// answered takes what one program was before anybody asked, and how soon its first answer was there.
func (b *beginning) answered(ctx context.Context, p *program, ask func(context.Context) error) error {
	b.ready = append(b.ready, p.took)
	if err := ask(ctx); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	b.first = append(b.first, time.Since(p.began))
	taken, err := p.cpuTime()
	if err != nil {
		return err
	}
	b.cpu = append(b.cpu, taken)
	return b.rest(ctx, p)
}

// takeExchanges measures what a SOAP exchange costs: the mock's kinds, and WireMock's, by turns.
func takeExchanges(ctx context.Context, h *house, r *report, q *questions, mocks *beginning, rounds int) error {
	p, err := h.startMock(ctx, "-seed", strconv.Itoa(mockSeed), "-population", strconv.Itoa(million))
	if err != nil {
		return err
	}
	defer p.stop()
	check, end1 := q.check(p.api, "/pension", million)
	persona, end2 := q.check(p.api, "/pension", 0)
	status, end3 := q.status(p.api, million)
	defer func() { end1(); end2(); end3() }()
	all := []*contender{
		exchanging("pension/snils-check, about a persona", p, persona),
		exchanging("pension/snils-check, about the population", p, check),
		exchanging("migration/status, about the population", p, status),
	}
	own := len(all)
	others, end, err := startWireMocks(ctx, h, r, q, mocks)
	defer end()
	if err != nil {
		return err
	}
	r.heading("The mocks' CPU per SOAP exchange, medians of %d rounds by turns", rounds)
	all = append(all, others...)
	if err := byTurns(ctx, all, 2, rounds); err != nil {
		return err
	}
	for _, c := range all[:own] {
		r.within(c.name, median(c.costs), mockExchangeMost, micros, "")
	}
	for _, c := range others {
		r.say(c.name, "%s: %.1f times the mock's about a persona", micros(median(c.costs)), median(c.ratios(all[0])))
	}
	return nil
}

// exchanging is a contender that answers one SOAP exchange after the other.
func exchanging(name string, p *program, ask func(context.Context) error) *contender {
	return &contender{name: name, p: p, count: exchangeCount, round: func(ctx context.Context, count int) error {
		return busily(ctx, exchangeWorkers, count, ask)
	}}
}

// takeFlat asks so many questions, each about another of a million people, and compares the memory at the end with that at an eighth.
func takeFlat(ctx context.Context, h *house, r *report, q *questions, exchanges int) error {
	p, err := h.startMock(ctx, "-seed", strconv.Itoa(mockSeed), "-population", strconv.Itoa(million))
	if err != nil {
		return err
	}
	defer p.stop()
	ask, end := q.check(p.api, "/pension", million)
	defer end()
	r.heading("The mocks' memory over %d exchanges, each about somebody else", exchanges)
	var held [2]int
	for i, count := range [2]int{exchanges / 8, exchanges - exchanges/8} {
		if err := busily(ctx, exchangeWorkers, count, ask); err != nil {
			return err
		}
		var b beginning
		if err := b.rest(ctx, p); err != nil {
			return err
		}
		held[i] = b.idle()
	}
	r.ratio("memory at the end, to that at an eighth", float64(held[1])/float64(held[0]), flatMost,
		fmt.Sprintf("%s to %s", mebibytes(held[1]), mebibytes(held[0])))
	return nil
}

// inhabitants computes the people that the mock computes.
func inhabitants() (*mock.Mock, error) {
	return mock.New(mock.Config{Seed: mockSeed, Population: million})
}
