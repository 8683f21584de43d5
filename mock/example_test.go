package mock_test

import (
	"testing"

	"github.com/sverka/sverka/mock"
)

func TestThePensionFundFailsTwice(t *testing.T) {
	s := mock.Start(t).In(t.Name()) // a world of its own, gone with the test
	if err := s.Fault(mock.Rule{Fault: "fault_server", Lookup: "pension/snils-check", Count: 2}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{500, 500, 200} {
		// Here your own client would ask at s.Registry("pension").
		status, body, err := s.Ask(t.Context(), "entry-banned", "pension/snils-check")
		if err != nil || status != want {
			t.Fatalf("got %d %s %v, want %d", status, body, err, want)
		}
	}
	s.Verify(t, mock.Want{Persona: "entry-banned", Fault: "fault_server", Times: new(2)})
}
