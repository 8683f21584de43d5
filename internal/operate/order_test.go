package operate

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/resilience"
)

// FuzzOrder reads any body as an override: what is taken has one of the modes, a reason that is one line, and an end that comes.
func FuzzOrder(f *testing.F) {
	for _, s := range []string{
		`{"mode": "refuse", "reason": "their request", "for": "30m"}`, `{"mode": "pass", "reason": "x", "until": "2026-11-26T13:00:00Z"}`,
		`{"mode": "pass", "reason": "x", "Reason": "y"}`, `{"mode": "observe", "reason": "a\u2028b"}`, `{"mode": "observe", "reason": "x", "for": "-1s"}`, `[`, ``, `null`,
	} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPut, "/", strings.NewReader(body))
		o, err := readOrder(httptest.NewRecorder(), r, now)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") || len(err.Error()) > 200 {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		if !slices.Contains(resilience.Modes(), o.Mode) || !plain(o.Reason) || strings.ContainsAny(o.Reason, "\r\n\u2028\u0000") ||
			!o.Until.After(now) || o.Until.Sub(now) > maxOverride {
			t.Errorf("%q is taken as %+v", body, o)
		}
	})
}

// An order's members are known by their letters: encoding/json would take Reason for reason, and one could stand for the other.
func TestMembersAreKnownByTheirLetters(t *testing.T) {
	for _, body := range []string{`{"Mode": "pass", "reason": "x"}`, `{"mode": "pass", "REASON": "x"}`, `{"mode": "pass", "reason": "x", "For": "1h"}`} {
		r := httptest.NewRequest(http.MethodPut, "/", strings.NewReader(body))
		if o, err := readOrder(httptest.NewRecorder(), r, time.Now()); err == nil {
			t.Errorf("%s is taken as %+v", body, o)
		}
	}
}
