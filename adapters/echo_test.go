package adapters_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestEchoes(t *testing.T) {
	for _, c := range []struct {
		asked, told string
		want        bool
	}{
		{"", "", true},
		{"Каримов", "КАРИМОВ", true},
		{"Семёнов", "СЕМЕНОВ", true},
		{"Абдул Рахман", " Абдул  Рахман ", true},
		{"Нгуен Тхи", "НгуенТхи", true},
		{"FA", "fa", true},
		{"Каримов", "Каримова", false},
		{"Каримов", "Карим", false},
		{"Каримов", "", false},
		{"", "Каримов", false},
		{"Каримов", "Kаримов", false}, // a Latin K: whoever repeats a question does not retype it
		{"1234567", "1234568", false},
	} {
		if got := adapters.Echoes(c.asked, c.told); got != c.want {
			t.Errorf("Echoes(%q, %q) = %v", c.asked, c.told, got)
		}
	}
}

func TestEchoesIsAnEquivalence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[а-яёА-ЯЁA-Za-z \-']{0,12}`)
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if !adapters.Echoes(a, strings.ToUpper(a)) || !adapters.Echoes(a, "  "+a) {
			t.Fatalf("%q does not echo itself in capitals", a)
		}
		if adapters.Echoes(a, b) != adapters.Echoes(b, a) {
			t.Fatalf("%q and %q: not symmetric", a, b)
		}
	})
}

func TestEchoesAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { adapters.Echoes("Каримов Ёлкин", "КАРИМОВ ЕЛКИН") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
