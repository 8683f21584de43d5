package resilience

import (
	"testing"
	"time"
)

func TestAHealthyQuestionIsOneAttemptAndOneExchange(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(time.Second), nil)
		attempts, err := r.Lookup("snils-check").Do(t.Context(), in(time.Minute), exchanging)
		wantNone(t, err)
		same(t, "attempts", attempts, 1)
		same(t, "exchanges", len(seen.exchanges), 1)
		same(t, "took", seen.exchanges[0].Took, time.Second)
		same(t, "operation", seen.exchanges[0].Operation, "snils-check")
		same(t, "attempt", seen.attempts[0], Attempt{Registry: "pension", Lookup: "snils-check", Number: 1, Wire: time.Second})
	})
}
