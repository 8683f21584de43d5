package adapters_test

import (
	"errors"
	"slices"
	"strings"
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

// checkValueError fails when err is no *ValueError, has no listed code or no sentence, or quotes the input. Inputs of one or
// two characters stand in any sentence.
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
	if v.Expected == "" || !strings.HasPrefix(v.Error(), "expected ") {
		t.Errorf("%q: the error says nothing: %q", input, v.Error())
	}
	if trimmed := strings.TrimSpace(input); len(trimmed) > 4 && strings.Contains(v.Error(), trimmed) {
		t.Errorf("%q: the error quotes the input: %q", input, v.Error())
	}
}
