package mock

import (
	"testing"
	"time"
)

func TestADutyStrikesOnItsPartOfTheCycle(t *testing.T) {
	strikes := func(text string, exchange int, since time.Duration) bool {
		d, err := ParseDuty(text)
		if err != nil || d.String() != text {
			t.Fatalf("%s: %v %v", text, d, err)
		}
		return d.strikes(exchange, since)
	}
	for i, want := range []bool{true, true, false, true, true, false} {
		if strikes("2/3", i, 0) != want {
			t.Errorf("2/3: exchange %d", i)
		}
	}
	for since, want := range map[time.Duration]bool{
		0: true, 4 * time.Second: true, 5 * time.Second: false, 19 * time.Second: false, 20 * time.Second: true, -time.Second: false, -16 * time.Second: true,
	} {
		if strikes("5s/20s", 7, since) != want {
			t.Errorf("5s/20s: %v after its beginning", since)
		}
	}
	for _, text := range []string{"", "1", "0/2", "2/2", "3/2", "-1/2", "5s/5s", "0s/5s", "1/5s", "5s/", "a/b"} {
		if d, err := ParseDuty(text); err == nil {
			t.Errorf("%q was read as %v", text, d)
		}
	}
}
