package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/sverka/sverka/mock"
)

// TestEveryQuestionOfTheMocksIsAnswered asks both questions about many of the population: a figure of refusals would be none.
func TestEveryQuestionOfTheMocksIsAnswered(t *testing.T) {
	s := mock.Start(t, mock.Config{Seed: mockSeed, Population: million})
	q, err := newQuestions()
	if err != nil {
		t.Fatal(err)
	}
	check, end1 := q.check(s.URL, "/pension", million)
	persona, end2 := q.check(s.URL, "/pension", 0)
	status, end3 := q.status(s.URL, million)
	defer func() { end1(); end2(); end3() }()
	const people = 200
	for name, ask := range map[string]func(context.Context) error{"check": check, "persona": persona, "status": status} {
		if err := busily(t.Context(), exchangeWorkers, people, ask); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	entries, _ := s.Journal()
	asked := map[string]bool{}
	for _, e := range entries {
		if e.Status != 200 || e.Persona == "" && e.Lookup == "pension/snils-check" {
			t.Errorf("%+v", e)
		}
		asked[e.Lookup+e.Persona] = true
	}
	if len(asked) < 2*people-people/10 {
		t.Errorf("%d exchanges were about %d people", len(entries), len(asked))
	}
}

func TestBusilyAsksSoManyTimesAndEndsWithAFailure(t *testing.T) {
	var asked atomic.Int64
	if err := busily(t.Context(), 4, 100, func(context.Context) error { asked.Add(1); return nil }); err != nil || asked.Load() != 100 {
		t.Errorf("%d times: %v", asked.Load(), err)
	}
	failed := errors.New("no")
	if err := busily(t.Context(), 4, 100, func(context.Context) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}
