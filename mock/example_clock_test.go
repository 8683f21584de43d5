package mock_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/mock"
)

func TestTheCertificateTakesTwoDays(t *testing.T) {
	s := mock.Start(t).In(t.Name())
	const persona, lookup = "two-days", "mvd/criminal-record"
	if status, body, err := s.Ask(t.Context(), persona, lookup); err != nil || status != 202 {
		t.Fatalf("got %d %s %v, want a ticket", status, body, err)
	}
	if status, body, err := s.Collect(t.Context(), persona, lookup); err != nil || status != 200 || !strings.Contains(body, `"ticket"`) {
		t.Fatalf("got %d %s %v, want that it is still in work", status, body, err)
	}
	s.Advance(48 * time.Hour)
	if status, body, err := s.Collect(t.Context(), persona, lookup); err != nil || status != 200 || !strings.Contains(body, `"answer"`) {
		t.Fatalf("got %d %s %v, want the answer", status, body, err)
	}
	s.Verify(t, mock.Want{Persona: persona, On: "poll", Times: new(2)})
}
