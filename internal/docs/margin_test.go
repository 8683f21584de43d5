package docs_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/state"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
)

// endings are the metrics of what ends, each with how long before that somebody is told.
func endings() map[string]secret.Margin {
	return map[string]secret.Margin{
		"sverka_client_certificate_days_left":   secret.Ours(),
		"sverka_own_certificate_days_left":      secret.Ours(),
		"sverka_registry_credential_days_left":  secret.Ours(),
		"sverka_registry_certificate_days_left": secret.Theirs(),
		"sverka_caller_key_days_left":           secret.Theirs(),
		"sverka_caller_certificate_days_left":   secret.Theirs(),
	}
}

var daysLeft = regexp.MustCompile(`(sverka_[a-z_]+_days_left)[^<\n]*< ([0-9]+)`)

// Console, doctor and alerts complain of an end at the same time: warnings when it is soon, and what wakes somebody when it is late.
func TestAlertsComplainOfEndsWhenConsoleAndDoctorDo(t *testing.T) {
	warned, woken := make(map[string]bool), make(map[string]bool)
	for _, r := range rules(t, "alerts.yaml") {
		for _, m := range daysLeft.FindAllStringSubmatch(r.Expr, -1) {
			margin, ok := endings()[m[1]]
			if !ok {
				t.Errorf("%s: nobody says when %s is complained of", r.Alert, m[1])
				continue
			}
			want, told := margin.Soon, warned
			if r.Labels["severity"] == "critical" {
				want, told = margin.Late, woken
			}
			told[m[1]] = true
			if days, err := strconv.Atoi(m[2]); err != nil || time.Duration(days)*24*time.Hour != want {
				t.Errorf("%s: it complains of %s at %s days, want %s", r.Alert, m[1], m[2], want)
			}
		}
	}
	for name := range endings() {
		callers := name == "sverka_caller_key_days_left" || name == "sverka_caller_certificate_days_left" // whom nobody here can help at night
		if !warned[name] || woken[name] == callers {
			t.Errorf("of %s: somebody is warned: %t, woken: %t", name, warned[name], woken[name])
		}
	}
}

func TestTheAlertOnClocksIsAsTheLogAndTheDoctorAre(t *testing.T) {
	offset := regexp.MustCompile(`abs\(sverka_registry_clock_offset_seconds\)\) >= ([0-9]+)`)
	for _, r := range rules(t, "alerts.yaml") {
		if m := offset.FindStringSubmatch(r.Expr); m != nil {
			if seconds, err := strconv.Atoi(m[1]); err != nil || time.Duration(seconds)*time.Second != transport.ClockOff {
				t.Errorf("%s: %s s, want %s", r.Alert, m[1], transport.ClockOff)
			}
			return
		}
	}
	t.Error("no alert is about clocks")
}

func TestAStateThatWasSetAsideIsToldOfForAsLongAsTheConsoleDoes(t *testing.T) {
	for _, r := range rules(t, "alerts.yaml") {
		if r.Alert == "SverkaStateSetAside" {
			m := regexp.MustCompile(`process_start_time_seconds\{job="sverka"\}\) < ([0-9]+)`).FindStringSubmatch(r.Expr)
			if m == nil || m[1] != strconv.Itoa(int(state.AsideTold.Seconds())) {
				t.Errorf("the alert ends by %v, want %s after the start", m, state.AsideTold)
			}
			return
		}
	}
	t.Error("no alert is about a state that was set aside")
}

// Console and alerts call the same low, many and few.
func TestTheConsoleHasTheAlertsNumbers(t *testing.T) {
	exprs := make(map[string]string)
	for _, r := range rules(t, "alerts.yaml") {
		exprs[r.Alert] += strings.TrimSpace(r.Expr) + "\n"
	}
	for name, end := range map[string]string{
		"SverkaQuotaLow":            fmt.Sprintf("< %g\n", float64(resilience.QuotaLow)/100),
		"SverkaCallersUnknown":      fmt.Sprintf("[%.0fm])) > %d\n", telemetry.StrangersSpan.Minutes(), telemetry.StrangersMany),
		"SverkaRegistryBudgetBurns": fmt.Sprintf("increase1h >= %d)\n", telemetry.FewBad),
		"SverkaGatewayBudgetBurns":  fmt.Sprintf("increase1h >= %d)\n", telemetry.FewBad),
	} {
		if !strings.Contains(exprs[name], end) {
			t.Errorf("%s: want %q in %s", name, end, exprs[name])
		}
	}
}
