package access_test

import (
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/config"
)

func TestAnAPIKeyIsItsCallers(t *testing.T) {
	key, hash := access.NewKey()
	next, nextHash := access.NewKey()
	old, oldHash := access.NewKey()
	stranger, _ := access.NewKey()
	w := opened(t, fmt.Sprintf("callers:\n  portal:\n    keys: [{sha256: %s}, {sha256: %s, until: 2099-01-01}]%s  batch:\n    keys: [{sha256: %s, until: 2020-01-31}]%s",
		hash, strings.ToUpper(nextHash), granted, oldHash, granted))
	for name, tc := range map[string]struct {
		lines []string
		want  string // the caller, or kind/reason
	}{
		"the key":              {[]string{"Bearer " + key.Reveal()}, "portal"},
		"the other key":        {[]string{"Bearer " + next.Reveal()}, "portal"},
		"small letters":        {[]string{"bearer " + key.Reveal()}, "portal"},
		"none":                 {nil, "unauthenticated/no_credential"},
		"run out":              {[]string{"Bearer " + old.Reveal()}, "unauthenticated/expired"},
		"a stranger's":         {[]string{"Bearer " + stranger.Reveal()}, "unauthenticated/bad_credential"},
		"its hash":             {[]string{"Bearer sverka_" + hash}, "unauthenticated/bad_credential"},
		"cut short":            {[]string{"Bearer " + key.Reveal()[:40]}, "unauthenticated/bad_credential"},
		"another scheme":       {[]string{"Basic " + key.Reveal()}, "unauthenticated/bad_credential"},
		"no scheme":            {[]string{key.Reveal()}, "unauthenticated/bad_credential"},
		"nothing behind it":    {[]string{"Bearer "}, "unauthenticated/bad_credential"},
		"two lines":            {[]string{"Bearer " + key.Reveal(), "Bearer " + key.Reveal()}, "unauthenticated/conflict"},
		"a token, none taken":  {[]string{"Bearer a.b.c"}, "unauthenticated/bad_credential"},
		"two in one line":      {[]string{"Bearer " + key.Reveal() + ", Bearer " + key.Reveal()}, "unauthenticated/bad_credential"},
		"empty line":           {[]string{""}, "unauthenticated/bad_credential"},
		"control characters":   {[]string{"Bearer " + key.Reveal() + "\x00"}, "unauthenticated/bad_credential"},
		"one letter otherwise": {[]string{"Bearer " + key.Reveal()[:49] + "!"}, "unauthenticated/bad_credential"},
	} {
		c, err := w.from(nil, tc.lines...)
		if got := c.Name + reason(err); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
		if (err != nil) != (c.Grant == nil) {
			t.Errorf("%s: a stranger is granted something, or a caller nothing", name)
		}
	}
	if strings.Contains(w.log.String(), "sverka_") || strings.Contains(w.log.String(), hash) {
		t.Errorf("the log holds a key: %s", w.log)
	}
	if n := w.counted("sverka_access_denied_total", "cause=expired", "way=key"); n != 1 {
		t.Errorf("%v expired keys counted", n)
	}
	if n := w.counted("sverka_access_admitted_total", "caller=portal", "way=key"); n != 3 {
		t.Errorf("%v admitted counted", n)
	}
}

// TestADenialSaysWhatTheCallerUsed: whoever watches sees the credential that was shown and what is wrong with it, not a way that nobody
// has tried.
func TestADenialSaysWhatTheCallerUsed(t *testing.T) {
	_, hash := access.NewKey()
	stranger, _ := access.NewKey()
	for line, want := range map[string]string{
		"Bearer " + stranger.Reveal():                  `"by":"key","cause":"unknown"`,
		"Bearer sverka_wrong":                          `"by":"key","cause":"unknown"`,
		"Bearer " + stranger.Reveal()[len("sverka_"):]: `"by":"key","cause":"form"`,
		"Bearer wrong":                                 `"by":"key","cause":"form"`,
		"Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl": `"by":"token","cause":"off"`,
		"Basic cG9ydGFsOndyb25n":                       `"by":"nothing","cause":"form"`,
	} {
		w := opened(t, fmt.Sprintf("callers:\n  portal:\n    keys: [{sha256: %s}]%s", hash, granted))
		if _, err := w.from(nil, line); reason(err) != "unauthenticated/bad_credential" || !strings.Contains(w.log.String(), want) {
			t.Errorf("%s: %v, logged %s, want %s", line, err, w.log, want)
		}
	}
}

func TestAKeyHoldsToTheEndOfItsDayInMoscow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key, hash := access.NewKey() // the bubble's clock begins at 2000-01-01 00:00 UTC, 03:00 in Moscow
		w := opened(t, fmt.Sprintf("callers:\n  portal:\n    keys: [{sha256: %s, until: 2000-01-01}]%s", hash, granted))
		time.Sleep(21*time.Hour - time.Second)
		if _, err := w.from(nil, "Bearer "+key.Reveal()); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if _, err := w.from(nil, "Bearer "+key.Reveal()); reason(err) != "unauthenticated/expired" {
			t.Errorf("on the day after: %v", err)
		}
	})
}

func TestACertificateIsItsCallersByItsAlternativeNames(t *testing.T) {
	a, stranger := newAuthority(t), newAuthority(t)
	w := opened(t, "callers:\n  portal:\n    certificates: [\"dns:Backend.Portal.test\", \"uri:spiffe://portal.test/backend\"]"+granted+
		"  batch:\n    certificates: [\"dns:batch.test\"]"+granted, a.vouching)
	expired := func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }
	ofServer := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }
	for name, tc := range map[string]struct {
		shown []*x509.Certificate
		want  string
	}{
		"by DNS name":                  {a.client([]string{"dns:backend.portal.test"}), "portal"},
		"letters do not count":         {a.client([]string{"dns:BACKEND.portal.TEST"}), "portal"},
		"by URI":                       {a.client([]string{"uri:spiffe://portal.test/backend"}), "portal"},
		"two names of one caller":      {a.client([]string{"dns:backend.portal.test", "uri:spiffe://portal.test/backend"}), "portal"},
		"a name that is nobody's too":  {a.client([]string{"dns:other.test", "dns:batch.test"}), "batch"},
		"nobody's":                     {a.client([]string{"dns:portal.test"}), "unauthenticated/bad_credential"},
		"the subject's name alone":     {a.client(nil), "unauthenticated/bad_credential"},
		"a wildcard":                   {a.client([]string{"dns:*.portal.test"}), "unauthenticated/bad_credential"},
		"names of two":                 {a.client([]string{"dns:backend.portal.test", "dns:batch.test"}), "unauthenticated/conflict"},
		"run out":                      {a.client([]string{"dns:batch.test"}, expired), "unauthenticated/expired"},
		"of a server":                  {a.client([]string{"dns:batch.test"}, ofServer), "unauthenticated/bad_credential"},
		"of another authority":         {stranger.client([]string{"dns:batch.test"}), "unauthenticated/bad_credential"},
		"of another, ours shown along": {append(stranger.client([]string{"dns:batch.test"}), a.cert), "unauthenticated/bad_credential"},
	} {
		for range 2 { // the second time by what is remembered
			c, err := w.from(tc.shown)
			if got := c.Name + reason(err); got != tc.want {
				t.Errorf("%s: got %s, want %s", name, got, tc.want)
			}
		}
	}
}

// It is told before the end what a caller comes in by: of his keys the last to end, if all do, and the certificate that he shows.
func TestItIsToldWhenACallersWayInEnds(t *testing.T) {
	a := newAuthority(t)
	key := func(until string) string {
		_, hash := access.NewKey()
		return fmt.Sprintf("{sha256: %s, until: %q}", hash, until)
	}
	w := opened(t, "callers:\n  portal:\n    certificates: [\"dns:portal.test\"]\n    keys: ["+key("2026-01-31")+", "+key("2026-02-28")+"]"+granted+
		"  batch:\n    keys: ["+key("2026-01-31")+", "+key("")+"]"+granted, a.vouching)
	end := time.Date(2026, 3, 1, 0, 0, 0, 0, adapters.Moscow())
	if days := w.counted("sverka_caller_key_days_left", "caller=portal"); math.Abs(days-time.Until(end).Hours()/24) > 0.1 {
		t.Errorf("the last of his keys has %v days left, want until %s", days, end)
	}
	if days := w.counted("sverka_caller_key_days_left", "caller=batch"); days != 0 {
		t.Errorf("a key without an end has %v days left", days)
	}
	if days := w.counted("sverka_caller_certificate_days_left", "caller=portal"); days != 0 {
		t.Errorf("a certificate that was not shown has %v days left", days)
	}
	until := time.Now().Add(48 * time.Hour)
	if _, err := w.from(a.client([]string{"dns:portal.test"}, func(c *x509.Certificate) { c.NotAfter = until })); err != nil {
		t.Fatal(err)
	}
	if days := w.counted("sverka_caller_certificate_days_left", "caller=portal"); math.Abs(days-2) > 0.1 {
		t.Errorf("the certificate that was shown has %v days left, want 2", days)
	}
	if end := w.AuthorityEnd(); !end.Equal(a.cert.NotAfter) {
		t.Errorf("the authority ends at %s, want %s", end, a.cert.NotAfter)
	}
	if none := opened(t, "callers:\n  batch:\n    keys: ["+key("")+"]"+granted).AuthorityEnd(); !none.IsZero() {
		t.Errorf("an authority that there is not ends at %s", none)
	}
}

// A certificate that was remembered as good is good no longer than it holds.
func TestACertificateOnAnOpenConnectionRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority(t)
		w := opened(t, "callers:\n  portal:\n    certificates: [\"dns:portal.test\"]"+granted, a.vouching)
		shown := a.client([]string{"dns:portal.test"}, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(time.Minute) })
		if _, err := w.from(shown); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if _, err := w.from(shown); reason(err) != "unauthenticated/expired" {
			t.Errorf("after its end: %v", err)
		}
	})
}

func TestTwoCredentialsMustBeOfOneCaller(t *testing.T) {
	a := newAuthority(t)
	portal, portalHash := access.NewKey()
	batch, batchHash := access.NewKey()
	stranger, _ := access.NewKey()
	w := opened(t, fmt.Sprintf("callers:\n  portal:\n    certificates: [\"dns:portal.test\"]\n    keys: [{sha256: %s}]%s  batch:\n    keys: [{sha256: %s}]%s",
		portalHash, granted, batchHash, granted), a.vouching)
	shown, unknown := a.client([]string{"dns:portal.test"}), a.client([]string{"dns:unknown.test"})
	for name, tc := range map[string]struct {
		shown []*x509.Certificate
		key   adapters.Secret
		want  string
	}{
		"of one":                        {shown, portal, "portal"},
		"of two":                        {shown, batch, "unauthenticated/conflict"},
		"a key of nobody":               {shown, stranger, "unauthenticated/bad_credential"},
		"a certificate of nobody's too": {unknown, portal, "unauthenticated/bad_credential"},
	} {
		c, err := w.from(tc.shown, "Bearer "+tc.key.Reveal())
		if got := c.Name + reason(err); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestWhatIsGrantedIsWhatTheFileSays(t *testing.T) {
	key, hash := access.NewKey()
	w := opened(t, fmt.Sprintf("callers:\n  portal:\n    keys: [{sha256: %s}]%s", hash, granted))
	c, err := w.from(nil, "Bearer "+key.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	g := c.Grant
	if g.Discloses("pension/snils-check") != adapters.DiscloseFields || g.Discloses("tax/inn") != adapters.DiscloseRecord || g.Discloses("mvd/restrictions") != "" {
		t.Error("other lookups are granted")
	}
	for _, p := range adapters.Purposes() {
		if want := p == adapters.AccountRegistration || p == adapters.DataPrefill; g.HasPurpose(p) != want {
			t.Errorf("%s: %v", p, !want)
		}
	}
	for _, b := range adapters.BasisKinds() {
		if want := b == adapters.PublicService; g.HasBasis(b) != want {
			t.Errorf("%s: %v", b, !want)
		}
	}
}

func TestTheRateAndTheDayOfACaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key, hash := access.NewKey()
		text := fmt.Sprintf("callers:\n  portal:\n    keys: [{sha256: %s}]", hash) + strings.NewReplacer("rate: 1000", "rate: 2\n    burst: 3", "day: 1000", "day: 4").Replace(granted)
		w := opened(t, text)
		ask := func() string {
			_, err := w.from(nil, "Bearer "+key.Reveal())
			return reason(err)
		}
		var got []string
		for range 4 {
			got = append(got, ask())
		}
		if strings.Join(got, ",") != ",,,limited/rate" {
			t.Errorf("at once: %v", got)
		}
		if _, err := w.from(nil, "Bearer "+key.Reveal()); adapters.AsFailure(err).RetryAfter != 500*time.Millisecond {
			t.Errorf("it is told to wait %v", adapters.AsFailure(err).RetryAfter)
		}
		time.Sleep(500 * time.Millisecond)
		if err := w.Reload(); err != nil { // what is counted stands
			t.Fatal(err)
		}
		if first, second := ask(), ask(); first != "" || second != "limited/rate" {
			t.Errorf("half a second later: %q, %q", first, second)
		}
		for i := range 5 {
			err := w.Allow("portal")
			if (err != nil) != (i == 4) {
				t.Errorf("question %d: %v", i, err)
			}
			if f := adapters.AsFailure(err); err != nil && (f.Reason != adapters.ReasonDay || f.RetryAfter <= 20*time.Hour || f.RetryAfter > 21*time.Hour) {
				t.Errorf("%v, after %v", f, f.RetryAfter)
			}
		}
		if err := w.Reload(); err != nil || w.Allow("portal") == nil {
			t.Errorf("a reload gives a new day (%v)", err)
		}
		time.Sleep(21 * time.Hour) // midnight in Moscow
		if err := w.Allow("portal"); err != nil {
			t.Errorf("on the next day: %v", err)
		}
		if err := w.Allow("nobody"); !errors.Is(err, adapters.Forbidden) {
			t.Errorf("who is no caller: %v", err)
		}
		if n := w.counted("sverka_caller_limited_total", "caller=portal", "reason=day"); n != 2 {
			t.Errorf("%v counted", n)
		}
	})
}

func TestAReloadTakesAllOrNothing(t *testing.T) {
	a, next := newAuthority(t), newAuthority(t)
	key, hash := access.NewKey()
	text := fmt.Sprintf("callers:\n  portal:\n    certificates: [\"dns:portal.test\"]\n    keys: [{sha256: %s}]%s", hash, granted)
	w := opened(t, text, a.vouching)
	shown := a.client([]string{"dns:portal.test"})
	in := func() string {
		_, byKey := w.from(nil, "Bearer "+key.Reveal())
		_, byCertificate := w.from(shown)
		return reason(byKey) + " " + reason(byCertificate)
	}
	for name, bad := range map[string]func(){
		"a field":   func() { w.write(strings.Replace(text, "rate: 1000", "rate: -1", 1)) },
		"no YAML":   func() { w.write("callers: [") },
		"no caller": func() { w.write("callers: {}") },
		"empty":     func() { w.write("") },
		"an authority": func() {
			w.write(strings.Replace(text, "portal:", "other-portal:", 1))
			replace(t, w.ways.Certificates.CAFile, "none")
		},
	} {
		bad()
		err := w.Reload()
		if err == nil || !strings.HasPrefix(err.Error(), "access.") || in() != " " {
			t.Errorf("%s: %v, then %q", name, err, in())
		}
		if w.counted("sverka_reload_refused") != 1 {
			t.Errorf("%s: no metric says so", name)
		}
		w.write(text)
		replace(t, w.ways.Certificates.CAFile, a.pem())
		if err := w.Reload(); err != nil || w.counted("sverka_reload_refused") != 0 {
			t.Errorf("%s, mended: %v", name, err)
		}
	}
	w.write(fmt.Sprintf("callers:\n  other-portal:\n    certificates: [\"dns:other.test\"]%s", granted))
	if err := w.Reload(); err != nil || in() != "unauthenticated/bad_credential unauthenticated/bad_credential" {
		t.Errorf("who was taken out still comes in: %v, %q", err, in())
	}
	w.write(text)
	replace(t, w.ways.Certificates.CAFile, next.pem())
	if err := w.Reload(); err != nil || in() != " unauthenticated/bad_credential" {
		t.Errorf("an authority that was taken out still vouches, also on open connections: %v, %q", err, in())
	}
}

// What is wrong with the file of callers is said by its line and field.
func TestABadCallersFile(t *testing.T) {
	_, hash := access.NewKey()
	good := "callers:\n  portal:\n    keys: [{sha256: " + hash + "}]" + granted
	for want, text := range map[string]string{
		"callers: must name at least one":                                   "callers: {}",
		":5: callers.portal.purposes: must be of account_registration":      strings.Replace(good, "data_prefill", "curiosity", 1),
		":6: callers.portal.bases: must be of public_service, consent":      strings.Replace(good, "[public_service]", "[because]", 1),
		":7: callers.portal.rate: must be above 0":                          strings.Replace(good, "rate: 1000", "rate: 0", 1),
		":8: callers.portal.day: must be from 1":                            strings.Replace(good, "day: 1000", "day: 0", 1),
		"callers.portal.lookups: tax/inns is none; there are":               strings.Replace(good, "tax/inn:", "tax/inns:", 1),
		"callers.portal.lookups.tax/inn: must be verdict, fields or record": strings.Replace(good, "tax/inn: record", "tax/inn: all", 1),
		"callers.portal.lookups: must name at least one":                    strings.Replace(good, "{pension/snils-check: fields, tax/inn: record}", "{}", 1),
		"unknown field \"colour\"":                                          good + "    colour: red\n",
		"callers.Portal: a caller's name":                                   strings.Replace(good, "portal:", "Portal:", 1),
		"callers.anonymous: a caller's name":                                strings.Replace(good, "portal:", "anonymous:", 1),
		"callers.portal.certificates: must be given, or tokens, or keys":    strings.Replace(good, "keys: [{sha256: "+hash+"}]", "", 1),
		"callers.portal.keys: must be at most 2":                            strings.Replace(good, "}]", "}, {sha256: "+hash+"}, {sha256: "+hash+"}]", 1),
		"callers.portal.keys[0].sha256: must be 64":                         strings.Replace(good, hash, "abc", 1),
		"callers.portal.keys[0].until: must be a day":                       strings.Replace(good, hash, hash+", until: soon", 1),
		"callers.portal.tokens: needs access.tokens.issuer":                 strings.Replace(good, "    keys:", "    tokens: [a]\n    keys:", 1),
		"callers.portal.certificates: needs access.certificates.ca_file":    strings.Replace(good, "    keys:", "    certificates: [\"dns:a\"]\n    keys:", 1),
		"callers.portal.certificates[0]: must be dns:name or uri:":          strings.Replace(good, "    keys:", "    certificates: [\"cn:a\"]\n    keys:", 1),
		"callers.portal.certificates[0]: must be a whole DNS name":          strings.Replace(good, "    keys:", "    certificates: [\"dns:*.a\"]\n    keys:", 1),
		"callers.portal: has a credential that batch has too":               good + strings.Replace(strings.TrimPrefix(good, "callers:\n"), "portal:", "batch:", 1),
	} {
		ways := config.DefaultAccess()
		ways.CallersFile = t.TempDir() + "/callers.yaml"
		replace(t, ways.CallersFile, text)
		err := access.Check(ways, lookups)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "access.callers_file: ") {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	ways := config.DefaultAccess()
	ways.CallersFile = t.TempDir() + "/callers.yaml"
	if err := access.Check(ways, lookups); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a file that is not there: %v", err)
	}
}
