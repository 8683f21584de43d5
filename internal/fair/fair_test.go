package fair_test

import (
	"cmp"

	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/internal/fair"
)

// enter takes places for caller until there are none, at most so many.
func enter(r *fair.Room, caller string, most int) (places []*fair.Place) {
	for range most {
		p, ok := r.Enter(caller)
		if !ok {
			break
		}
		places = append(places, p)
	}
	return places
}

func leave(places []*fair.Place) {
	for _, p := range places {
		p.Leave()
	}
}

// TestWhoComesNextFindsAPlace: however long somebody has been filling the room.
func TestWhoComesNextFindsAPlace(t *testing.T) {
	r := fair.NewRoom(100)
	flood := enter(r, "flood", 1000)
	if len(flood) != 80 {
		t.Errorf("one caller alone holds %d of 100, want four fifths", len(flood))
	}
	if second := enter(r, "second", 1000); len(second) != 20 {
		t.Errorf("who comes next holds %d, want what is left", len(second))
	}
	leave(flood[:45])
	if again := enter(r, "flood", 1000); len(again) != 5 {
		t.Errorf("the first one takes %d more, want 5: his share is 40 by now, and he holds 35", len(again))
	}
	if second := enter(r, "second", 1000); len(second) != 20 {
		t.Errorf("the second one takes %d more, want 20: up to his share of 40", len(second))
	}
	if !r.Has("third") || r.Has("flood") || r.Held() != 80 {
		t.Errorf("held %d, third %v, flood %v", r.Held(), r.Has("third"), r.Has("flood"))
	}
}

// TestNobodyMayFillTheRoom: who is not told apart has no share.
func TestNobodyMayFillTheRoom(t *testing.T) {
	if all := enter(fair.NewRoom(100), "", 1000); len(all) != 100 {
		t.Errorf("held %d of 100", len(all))
	}
}

// TestASmallRoomHasAPlaceForEach: a share is never none.
func TestASmallRoomHasAPlaceForEach(t *testing.T) {
	r := fair.NewRoom(3)
	for _, caller := range []string{"a", "b", "c"} {
		if _, ok := r.Enter(caller); !ok {
			t.Errorf("%s finds no place", caller)
		}
	}
	if _, ok := r.Enter("d"); ok {
		t.Error("a fourth one is in a room for three")
	}
}

// TestAPlaceIsHeldByWhatGoesOn: who leaves is not rid of what he began.
func TestAPlaceIsHeldByWhatGoesOn(t *testing.T) {
	r := fair.NewRoom(10)
	p, _ := r.Enter("portal")
	ctx := fair.WithPlace(t.Context(), p)
	release := fair.Hold(ctx)
	p.Leave()
	p.Leave()
	if r.Held() != 1 {
		t.Errorf("held %d while something goes on, want 1", r.Held())
	}
	release()
	release()
	if r.Held() != 0 {
		t.Errorf("held %d after its end, want 0", r.Held())
	}
	late := fair.Hold(ctx) // what begins when its request has gone is counted all the same
	if r.Held() != 1 {
		t.Errorf("held %d, want 1", r.Held())
	}
	late()
	fair.Hold(t.Context())()
	if r.Held() != 0 {
		t.Errorf("held %d, want 0", r.Held())
	}
}

// TestARoomIsNeverOverfullNorUnfair, whoever comes and goes.
func TestARoomIsNeverOverfullNorUnfair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		r, held := fair.NewRoom(limit), make(map[string][]*fair.Place)
		total := 0
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			caller := fmt.Sprint(rapid.IntRange(0, 4).Draw(t, "caller"))
			if own := held[caller]; len(own) > 0 && rapid.Bool().Draw(t, "leaves") {
				own[0].Leave()
				held[caller] = own[1:]
				total--
				continue
			}
			before := len(held[caller])
			p, ok := r.Enter(caller)
			if ok {
				held[caller] = append(held[caller], p)
				total++
			}
			if total > limit || r.Held() != total {
				t.Fatalf("%d in a room for %d, which says %d", total, limit, r.Held())
			}
			if !ok && before == 0 && total < limit {
				t.Fatal("who holds nothing is refused though there is room")
			}
		}
	})
}

// one is somebody who waits.
type one struct {
	caller string
	turn   uint64
	came   int
}

// TestCallersGoInTurn: of whoever waits all the time, nobody goes twice more often than another.
func TestCallersGoInTurn(t *testing.T) {
	var turns fair.Turns
	var queue []one
	wait := func(caller string, n int) {
		for range n {
			queue = append(queue, one{caller, turns.Give(caller), len(queue)})
		}
	}
	next := func() one {
		first := slices.MinFunc(queue, func(a, b one) int { return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.came, b.came)) })
		queue = slices.DeleteFunc(queue, func(o one) bool { return o == first })
		turns.Went(first.caller, first.turn)
		return first
	}
	wait("flood", 100)
	for range 10 {
		next()
	}
	wait("small", 1)
	if got := next().caller + next().caller; got != "floodsmall" && got != "smallflood" {
		t.Errorf("who asks once waits behind more than one of the flood: %s", got)
	}
	wait("small", 20)
	count := make(map[string]int)
	for range 20 {
		count[next().caller]++
	}
	if count["small"] != 10 || count["flood"] != 10 {
		t.Errorf("of 20 turns %v, want half and half", count)
	}
	for len(queue) > 0 {
		next()
	}
	wait("late", 1)
	wait("flood", 1)
	if next().caller != "late" {
		t.Error("who asked much before is ahead of who came first now")
	}
}
