package cache_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
)

var asker = adapters.Query{Caller: "portal"}

func pending(pace time.Duration) adapters.Pending { return adapters.Pending{Ticket: "t-1", Pace: pace} }

func TestNoOnePollsFasterThanThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tickets := cache.NewTickets[int](cache.Limits{})
		ticket := tickets.Open(cache.Key{}, asker, pending(2*time.Second))
		polls := 0
		for range 100 { // ten seconds, ten looks a second
			time.Sleep(100 * time.Millisecond)
			if ticket.Claim() {
				polls++
				ticket.Polled()
			}
		}
		if polls != 5 {
			t.Errorf("%d polls in ten seconds at a pace of two, want 5", polls)
		}
		ticket.Postpone(pending(10 * time.Second))
		if p := ticket.Pending(); p.RetryAfter != 10*time.Second || p.Ticket != "t-1" {
			t.Errorf("after a poll that asked for ten seconds: %+v", p)
		}
		ticket.Delay(time.Minute)
		ticket.Delay(time.Second) // never sooner
		if p := ticket.Pending(); p.RetryAfter != time.Minute {
			t.Errorf("after a delay of a minute: %v", p.RetryAfter)
		}
	})
}

func TestNoOnePollsWhileSomebodyDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticket := cache.NewTickets[int](cache.Limits{}).Open(cache.Key{}, asker, pending(2*time.Second))
		time.Sleep(2 * time.Second)
		if !ticket.Claim() {
			t.Fatal("the first poll is not due")
		}
		time.Sleep(10 * time.Second)
		if ticket.Claim() || time.Until(ticket.NextPoll()) != 2*time.Second {
			t.Errorf("a second poll beside one that takes long; the next is due in %v", time.Until(ticket.NextPoll()))
		}
		ticket.Polled()
		if !ticket.Claim() {
			t.Error("no poll after one that took long")
		}
	})
}

func TestACollectedAnswerStaysReadableForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tickets := cache.NewTickets[int](cache.Limits{Keep: time.Hour})
		ticket := tickets.Open(cache.Key{}, asker, pending(time.Second))
		tickets.Attach("first", asker, ticket)
		time.Sleep(24 * time.Hour)
		tickets.Finish(ticket, 7, nil)
		tickets.Attach("second", asker, ticket) // was on its way when the answer came
		tickets.Finish(ticket, 8, nil)          // the first result stands

		if _, ok := tickets.Get(cache.Key{}); ok {
			t.Error("the same question still resumes a ticket that is done")
		}
		for _, id := range []string{"first", "second"} {
			found, _, ok := tickets.Find("portal", id)
			if !ok {
				t.Fatalf("%s: not found right after the answer", id)
			}
			if v, _ := found.Result(); v != 7 {
				t.Errorf("%s: got %d, want 7", id, v)
			}
			if _, _, ok := tickets.Find("somebody else", id); ok {
				t.Errorf("%s is readable by another caller", id)
			}
		}
		time.Sleep(time.Hour)
		for _, id := range []string{"first", "second"} {
			if _, _, ok := tickets.Find("portal", id); ok {
				t.Errorf("%s is still readable after an hour", id)
			}
		}
	})
}

func TestTicketsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tickets := cache.NewTickets[int](cache.Limits{Most: 4, IDs: 3, Open: time.Hour})
		first := tickets.Open(cache.Key{0}, asker, pending(time.Second))
		for i := range 10 {
			tickets.Attach(strconv.Itoa(i), asker, first)
		}
		if _, _, ok := tickets.Find("portal", "0"); ok {
			t.Error("the oldest lookup of a ticket is still held past the bound")
		}
		if _, _, ok := tickets.Find("portal", "9"); !ok {
			t.Error("the newest lookup of a ticket is not held")
		}
		for i := byte(1); !tickets.Full(); i++ {
			tickets.Open(cache.Key{i}, asker, pending(time.Second))
		}
		if tickets.Len() != 4 {
			t.Errorf("full with %d tickets, want 4", tickets.Len())
		}
		time.Sleep(time.Hour + time.Minute)
		if tickets.Full() || tickets.Len() != 0 {
			t.Errorf("%d tickets are still open long after their time", tickets.Len())
		}
		time.Sleep(time.Hour)
		if _, _, ok := tickets.Find("portal", "9"); ok {
			t.Error("a lookup of a ticket that is long forgotten is still found")
		}
	})
}
