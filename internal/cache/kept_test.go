package cache_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/internal/cache"
)

func TestKeptEndsWhenItShould(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := cache.NewKept[string](10)
		defer kept.Close()
		key := cache.Key{1}
		kept.Keep(key, "a", time.Now().Add(time.Minute))
		time.Sleep(time.Minute - 1)
		if v, ok := kept.Get(key); v != "a" || !ok {
			t.Errorf("just before its end: %q, %v", v, ok)
		}
		time.Sleep(1)
		if v, ok := kept.Get(key); ok {
			t.Errorf("at its end: still %q", v)
		}
	})
}

// Guards otter's traps: an expiry of zero keeps for 235 years, and ExpiryCreating keeps the first one's end.
func TestKeepingAgainTakesTheNewEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept := cache.NewKept[string](10)
		defer kept.Close()
		key := cache.Key{1}
		kept.Keep(key, "long", time.Now().Add(time.Hour))
		kept.Keep(key, "short", time.Now().Add(time.Second))
		time.Sleep(2 * time.Second)
		if v, ok := kept.Get(key); ok {
			t.Errorf("%q outlived its end", v)
		}
		kept.Keep(key, "short", time.Now().Add(time.Second))
		kept.Keep(key, "long", time.Now().Add(time.Hour))
		time.Sleep(time.Minute)
		if v, _ := kept.Get(key); v != "long" {
			t.Errorf("got %q after a minute, want the later one, kept for an hour", v)
		}
		kept.Keep(key, "past", time.Now())
		if v, ok := kept.Get(key); ok {
			t.Errorf("%q was kept though its end had come", v)
		}
	})
}

func TestKeptIsBounded(t *testing.T) {
	kept := cache.NewKept[int](100)
	defer kept.Close()
	for i := range 10_000 {
		kept.Keep(cache.Key{byte(i), byte(i >> 8)}, i, time.Now().Add(time.Hour))
	}
	held := 0
	for i := range 10_000 {
		if _, ok := kept.Get(cache.Key{byte(i), byte(i >> 8)}); ok {
			held++
		}
	}
	// otter evicts behind the writes; what it may lag by is its write buffer, not the number of writes.
	if held == 0 || held > 2_000 {
		t.Errorf("%d of 10,000 are held, want about 100", held)
	}
}

func TestKeptForNothingKeepsNothing(t *testing.T) {
	kept := cache.NewKept[int](0)
	defer kept.Close()
	kept.Keep(cache.Key{}, 1, time.Now().Add(time.Hour))
	if _, ok := kept.Get(cache.Key{}); ok || kept.Len() != 0 {
		t.Error("it kept an answer")
	}
}

func TestKeysTellQuestionsApartAndProcessesToo(t *testing.T) {
	say := func(s string) []byte { return []byte(s) }
	a, b := cache.NewKeyer(), cache.NewKeyer()
	if again := a.Key(say("x")); again != a.Key(say("x")) {
		t.Error("equal questions have different keys")
	}
	if a.Key(say("x")) == a.Key(say("y")) {
		t.Error("different questions have one key")
	}
	if a.Key(say("x")) == b.Key(say("x")) {
		t.Error("two processes give one key: it can be searched for")
	}
}
