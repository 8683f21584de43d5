package audit

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

// The key of a month is sealed before it is used, and wiped when its month is over. Then only the officer has it.
func TestTheKeyOfAMonthIsSealedAndThenWiped(t *testing.T) {
	in, d := install(t), newMemory()
	ring := keyring{d, in.cfg.Officers}
	november := Month(2026*12 + 10)
	key, err := ring.turn(november)
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Clone(d.names["key/2026-11"].now)
	was := d.names["key/2026-11"]
	term := key.term("x", []byte("somebody"))
	again, err := ring.turn(november)
	if err != nil || again.term("x", []byte("somebody")) != term {
		t.Fatalf("after a restart the month has another key: %v", err)
	}
	if _, err := ring.turn(november + 1); err != nil {
		t.Fatal(err)
	}
	if got := d.files(keyDirectory); !slices.Equal(got, []string{"key/2026-12"}) {
		t.Errorf("plain keys are left: %v", got)
	}
	if bytes.Equal(was.now, plain) {
		t.Error("the key was removed and not overwritten")
	}
	for name, b := range d.names {
		if bytes.Contains(b.now, plain) {
			t.Errorf("%s holds the wiped key", name)
		}
	}
	opened, err := unsealed(d, november, in.officer)
	if err != nil || opened.term("x", []byte("somebody")) != term {
		t.Errorf("the officer cannot open it: %v", err)
	}
	if opened.term("y", []byte("somebody")) == term {
		t.Error("what is called otherwise has the same term")
	}
}

func TestASealedKeyOpensToItsOfficerAndMonthAlone(t *testing.T) {
	in, other, d := install(t), install(t), newMemory()
	if _, err := (keyring{d, in.cfg.Officers}).turn(Month(2026 * 12)); err != nil {
		t.Fatal(err)
	}
	if _, err := unsealed(d, Month(2026*12), other.officer); err == nil {
		t.Error("another officer opens it")
	}
	text := d.names[d.files(sealedDirectory)[0]].now
	if _, err := in.officer.open(Month(2026*12+1), bytes.Replace(text, []byte("2026-01"), []byte("2026-02"), 1)); err == nil {
		t.Error("it opens as another month's")
	}
	text[len(text)-10] ^= 1
	if _, err := in.officer.open(Month(2026*12), text); err == nil {
		t.Error("it opens though it was changed")
	}
	// An officer who comes in the middle of the month gets its key too.
	if _, err := (keyring{d, append(in.cfg.Officers, other.cfg.Officers...)}).turn(Month(2026 * 12)); err != nil {
		t.Fatal(err)
	}
	if _, err := unsealed(d, Month(2026*12), other.officer); err != nil {
		t.Error("the key is not sealed to an officer who came since")
	}
}

// A crash at any moment of making or wiping a key leaves a key that is sealed, or none that was used.
func TestNoKeyIsUsedThatIsNotSealed(t *testing.T) {
	in := install(t)
	for n := 0; ; n++ {
		d, count := newMemory(), 0
		d.before = func(string, string) error {
			if count++; count > n {
				return errPower
			}
			return nil
		}
		ring := keyring{d, in.cfg.Officers}
		_, err := ring.turn(Month(2026 * 12))
		if err == nil {
			_, err = ring.turn(Month(2026*12 + 1))
		}
		after := d.crashed(1 << 20)
		for _, name := range after.files(keyDirectory) {
			m, ok := parseMonth(name[len("key/"):])
			if !ok || bytes.Equal(after.names[name].now, make([]byte, monthKeySize)) {
				continue // not whole yet, or wiped
			}
			if _, err := unsealed(after, m, in.officer); err != nil {
				t.Fatalf("operation %d: %s lies there and is not sealed: %v", n, name, err)
			}
		}
		if _, again := (keyring{after, in.cfg.Officers}).turn(Month(2026*12 + 1)); again != nil {
			t.Fatalf("operation %d: it does not start again: %v", n, again)
		}
		if err == nil {
			return
		}
	}
}

func TestTheLogTurnsToTheKeyOfTheNextMonth(t *testing.T) {
	in, d := install(t), newMemory()
	at := time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC)
	l, err := openOn(d, in.cfg, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	first := ask(t, l)
	l.order(func() { at = at.Add(2 * time.Second); l.keepHouse() })
	second := ask(t, l)
	mustClose(t, l)
	all := records(t, d)
	if all[0].LookupID.String() != first || all[2].LookupID.String() != second || all[0].Month+1 != all[2].Month || all[0].Subject[0] == all[2].Subject[0] {
		t.Errorf("the second lookup is under %s, the first under %s", all[2].Month, all[0].Month)
	}
	if got := len(d.files(journalDirectory)); got != 2 {
		t.Errorf("two months lie in %d segments", got)
	}
	clean(t, in, d)
}
