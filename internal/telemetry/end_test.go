package telemetry_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

const day = 24 * time.Hour

// gauges returns the series of a metric, as "label=value …" and rounded to a whole number.
func gauges(t *testing.T, m *telemetry.Metrics, name string) string {
	t.Helper()
	var all []string
	for _, s := range gather(t, m)[name].GetMetric() {
		var labels []string
		for _, l := range s.GetLabel() {
			labels = append(labels, l.GetValue())
		}
		all = append(all, fmt.Sprintf("%s %.0f", strings.Join(labels, " "), math.Round(s.GetGauge().GetValue())))
	}
	return strings.Join(all, ", ")
}

func TestItIsToldHowLongWhatIsOursHolds(t *testing.T) {
	m := newMetrics()
	now := time.Now()
	ends := map[string]time.Time{telemetry.OwnAPI: now.Add(20 * day), telemetry.OwnOperate: {}, telemetry.OwnAuthority: now.Add(-2 * day), "no such thing": now}
	m.AddOwn(func() map[string]time.Time { return ends })
	if got := gauges(t, m, "sverka_own_certificate_days_left"); got != "api 20, callers_authority -2" {
		t.Error(got)
	}
	ends[telemetry.OwnAPI] = now.Add(90 * day) // the file was replaced
	if got := gauges(t, m, "sverka_own_certificate_days_left"); got != "api 90, callers_authority -2" {
		t.Error(got)
	}
}

func TestItIsToldHowLongARegistryLetsUsIn(t *testing.T) {
	m := newMetrics()
	m.AddOutbound(func() []telemetry.Outbound {
		return []telemetry.Outbound{{Registry: "mvd"}, {Registry: "tax", CredentialEnd: time.Now().Add(5 * day), OurEnd: time.Now().Add(day)}}
	}, func() []telemetry.File { return nil })
	if got := gauges(t, m, "sverka_registry_credential_days_left") + "; " + gauges(t, m, "sverka_client_certificate_days_left"); got != "tax 5; tax 1" {
		t.Error(got)
	}
}

func TestItIsToldHowLongACallerCanComeIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics()
		m.NameCallers("portal", "recheck")
		m.KeysEnd(map[string]time.Time{"portal": time.Now().Add(10 * day), "nobody": time.Now()})
		m.CertificateShown("recheck", time.Now().Add(20*day))
		m.CertificateShown("nobody", time.Now().Add(20*day))
		look := func() string {
			return gauges(t, m, "sverka_caller_key_days_left") + "; " + gauges(t, m, "sverka_caller_certificate_days_left")
		}
		if got := look(); got != "portal 10; recheck 20" {
			t.Error(got)
		}
		time.Sleep(6 * day)
		if got := look(); got != "portal 4; recheck 14" {
			t.Errorf("six days later: %s", got)
		}
		time.Sleep(2 * day) // he has not shown it for more than a week
		if got := look(); got != "portal 2; " {
			t.Errorf("eight days later: %s", got)
		}
		m.KeysEnd(nil) // the file was read again: his keys have no end now
		if got := look(); got != "; " {
			t.Error(got)
		}
	})
}

// A test subject who is no match is asked about all day: that is neither a caller who guesses, nor anybody's balance.
func TestAProbeIsNoCallerWhoGuesses(t *testing.T) {
	m := newMetrics()
	m.NameCallers("portal")
	m.NameProbe()
	for range 30 {
		m.Told("portal", false)
		m.Told(telemetry.CallerProbe, false)
		m.CallerLimited(telemetry.CallerProbe, adapters.ReasonGuesses)
	}
	if got := gauges(t, m, "sverka_caller_mostly_other"); got != "portal 1" {
		t.Errorf("who guesses: %s; naming the probe must leave the callers known", got)
	}
	if got := gather(t, m)["sverka_caller_limited_total"]; got != nil {
		t.Errorf("a probe is limited as somebody: %v", got)
	}
	m.Looked(telemetry.Asked{Registry: "mvd", Lookup: "criminal-record", Caller: telemetry.CallerProbe, Result: telemetry.Answered(adapters.Clear, "")})
	if v := value(t, m, "sverka_caller_lookups_total", map[string]string{"caller": "probe", "class": "answered"}); v != 1 {
		t.Errorf("%v lookups are counted as the probe's", v)
	}
}
