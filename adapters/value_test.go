package adapters_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// wantValue fails unless got is want and err is nil.
func wantValue(t *testing.T, input, got string, err error, want string) {
	t.Helper()
	if err != nil {
		t.Errorf("%q: got error %v, want %q", input, err, want)
	} else if got != want {
		t.Errorf("%q: got %q, want %q", input, got, want)
	}
}

// wantCode fails unless err is a *ValueError of that code which does not quote the input.
func wantCode(t *testing.T, input string, err error, code string) {
	t.Helper()
	var v *adapters.ValueError
	if !errors.As(err, &v) {
		t.Errorf("%q: got error %v, want a ValueError with code %s", input, err, code)
		return
	}
	if v.Code != code {
		t.Errorf("%q: got code %s (%v), want %s", input, v.Code, err, code)
	}
	checkValueError(t, input, err)
}

// sentences are all that value errors say. A sentence that is not here was made from the input, or is new.
func sentences() []string {
	return []string{
		"a SNILS of 11 digits, such as 000-000-000 00",
		"a SNILS whose check number holds",
		"an INN of a person, 12 digits",
		"an INN whose check digits hold",
		"a calendar date YYYY-MM-DD, YYYY-MM or YYYY",
		"a three-letter country code of ОКСМ, or XXA, XXB, XXC, XXX",
		"the state that gave the number, by its code of ОКСМ",
		"a two-digit code of a subject of the Russian Federation",
		"a policy number (ЕНП) of 16 digits",
		"a policy number (ЕНП) whose check digit holds",
		"a series or number of Latin or Russian letters and digits",
		"a number of Latin letters and digits",
		"UTF-8",
		"at least one letter or digit",
		"no control or formatting characters",
		"a whole name, not an initial or another short form",
		"Cyrillic letters",
		"Latin letters",
		"Cyrillic letters, hyphens, apostrophes, full stops, commas, brackets and spaces",
		"letters A to Z without marks, hyphens, apostrophes and spaces, as in the machine-readable zone",
		"each word in one alphabet; here a letter of another stands among Cyrillic letters and may look just like one " +
			"(А, В, Е, К, М, Н, О, Р, С, Т, У, Х): type the word anew",
		"each word in one alphabet; here a letter of another stands among Latin letters and may look just like one " +
			"(А, В, Е, К, М, Н, О, Р, С, Т, У, Х): type the word anew",
	}
}

// checkValueError fails when err is no *ValueError, or has a code or a sentence that is not in the lists.
func checkValueError(t interface {
	Helper()
	Errorf(string, ...any)
}, input string, err error) {
	t.Helper()
	var v *adapters.ValueError
	if !errors.As(err, &v) {
		t.Errorf("%q: got error %T, want a *ValueError", input, err)
		return
	}
	if !slices.Contains(adapters.Codes(), v.Code) {
		t.Errorf("%q: code %q is not in the closed list", input, v.Code)
	}
	var limit int
	_, long := fmt.Sscanf(v.Expected, "at most %d characters", &limit)
	if !slices.Contains(sentences(), v.Expected) && (v.Code != adapters.CodeTooLong || long != nil) {
		t.Errorf("%q: the error says %q", input, v.Expected)
	}
}
