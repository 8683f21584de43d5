package lookup

import (
	"testing"
	"time"
)

func TestTheOldestUnderWayIsTheFirstThatHasNotEnded(t *testing.T) {
	var u underway
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	first, second := u.begin(at(1)), u.begin(at(2))
	third := u.begin(at(3))
	for _, step := range []struct {
		end  func()
		want time.Time
	}{{second, at(1)}, {first, at(3)}, {third, time.Time{}}} {
		step.end()
		if got := u.oldest(); !got.Equal(step.want) {
			t.Errorf("the oldest began at %v, want %v", got, step.want)
		}
	}
}
