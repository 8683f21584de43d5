package adapters_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
)

// TestANumberIsFoundHoweverItIsParted: and what only looks like one is not.
func TestANumberIsFoundHoweverItIsParted(t *testing.T) {
	const nothing, number, printed = 0, 1, 2
	for text, want := range map[string]int{
		"112-233-445 95":                       printed,
		"about 112-233-445-95, see above":      printed,
		"112-233-445x95":                       printed,
		"000-000-001 00":                       printed, // of before check numbers
		"9112-233-445 95":                      printed,
		"11223344595":                          number,
		"СНИЛС11223344595":                     number,
		"request 12 of 11223344595.":           number,
		"112 233 445 95":                       number,
		"112–233–445–95":                       number,
		"112.233.445.95":                       number,
		"112_233_445_95":                       number,
		"1122334459 5":                         number,
		"11 22 33 44 59 5":                     number,
		"1-1-2-2-3-3-4-4-5-9-5":                number,
		"case 7 112 233 445 95":                number,
		"500100732259":                         number,
		"ИНН 5001 0073 2259":                   number,
		"50-01-007322-59":                      number,
		"500100732259/11223344596":             number,
		"":                                     nothing,
		"11223344596":                          nothing,
		"112-233-445 96":                       nothing,
		"500100732258":                         nothing,
		"511223344595":                         nothing, // a longer row
		"1122334459501":                        nothing,
		"1122334459":                           nothing,
		"112x233x445x95":                       nothing,
		"00000000100":                          nothing, // a counter
		"2026-11-26":                           nothing,
		"their request 4411 of 26.11":          nothing,
		"0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7": nothing,
	} {
		got := nothing
		if adapters.HoldsNumber(text) {
			got = number
		}
		if adapters.HoldsSNILS(text) {
			got++
		}
		if got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
