package e2e_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
)

// armless lets a refusal of the gateway itself hold nothing back: what is looked at is the next exchange.
func armless(c *app.Config, m *mock.Config) { observing(c, m); uncached(c, m) }

// A secret that was rotated is used from the next exchange on, without a restart; one that cannot be used leaves the old one in
// use, and is said and counted.
func TestASecretIsRotatedWhileTheGatewayRuns(t *testing.T) {
	for _, tc := range []struct{ file, key, lookup string }{
		{"run/migration.password", "registries.migration.driver.password_file", "migration/status"},
		{"run/mvd.key", "registries.mvd.driver.key_file", "mvd/restrictions"},
		{"run/tax.master-token", "registries.tax.driver.master_token_file", "tax/inn"},
	} {
		t.Run(tc.lookup, func(t *testing.T) {
			w := newWorld(t, armless)
			right, err := os.ReadFile(tc.file)
			if err != nil {
				t.Fatal(err)
			}
			put := func(text string) { t.Helper(); replace(t, tc.file, []byte(text)) }
			query := w.query(t, known, tc.lookup)
			series := func(name string) string {
				return counter(t, w.metrics(t), name+`{secret="`+tc.key+`"}`)
			}
			put("rotated-canary-8842")
			if r := w.ask(t, tc.lookup, query); r.doc.Kind != "denied" {
				t.Fatalf("with another secret: %d %s/%s", r.status, r.doc.Kind, r.doc.Reason)
			}
			put(string(right))
			if r := w.ask(t, tc.lookup, query); r.status != 200 {
				t.Fatalf("with the right one again: %d %s", r.status, r.body)
			}
			put("\n")
			if r := w.ask(t, tc.lookup, query); r.status != 200 {
				t.Errorf("while the file is empty: %d %s", r.status, r.body)
			}
			if series("sverka_secret_refused") != "1" || series("sverka_secret_refusals_total") != "1" || series("sverka_secret_changes_total") != "2" {
				t.Errorf("refused %s, refusals %s, changes %s", series("sverka_secret_refused"), series("sverka_secret_refusals_total"), series("sverka_secret_changes_total"))
			}
			put(string(right))
			if r := w.ask(t, tc.lookup, query); r.status != 200 || series("sverka_secret_refused") != "0" {
				t.Errorf("after it was mended: %d, refused %s", r.status, series("sverka_secret_refused"))
			}
			log := w.log.String()
			if strings.Count(log, "cannot be used") != 1 || !strings.Contains(log, `"secret":"`+tc.key+`"`) || strings.Contains(log, "canary") {
				t.Errorf("the log: %s", log)
			}
		})
	}
}

// The offset of a registry's clock is to be seen, and how its working token stands, and the operate listener's token is watched like the rest.
func TestTheScrapeShowsTheWayOut(t *testing.T) {
	w := newWorld(t)
	const until, failing = `sverka_registry_token_until_timestamp_seconds{registry="tax"}`, `sverka_registry_token_failing_since_timestamp_seconds{registry="tax"}`
	if scrape := w.metrics(t); counter(t, scrape, until) != "0" || counter(t, scrape, failing) != "0" || strings.Contains(scrape, `token_until_timestamp_seconds{registry="pension"}`) {
		t.Error("before anybody asked a working token is held, or one is known of a registry that gives none")
	}
	w.ask(t, "pension/snils-check", w.query(t, known, "pension/snils-check"))
	w.ask(t, "tax/inn", w.query(t, known, "tax/inn"))
	scrape := w.metrics(t)
	if end, err := strconv.ParseFloat(counter(t, scrape, until), 64); err != nil || !time.UnixMilli(int64(end*1000)).After(time.Now()) || counter(t, scrape, failing) != "0" {
		t.Errorf("the working token holds until %f, and none is granted since %s: %v", end, counter(t, scrape, failing), err)
	}
	if got := counter(t, scrape, `sverka_registry_clock_offset_seconds{registry="pension"}`); got != "0" {
		t.Errorf("the clock of a registry on this machine is off by %s", got)
	}
	if strings.Contains(scrape, `sverka_registry_clock_offset_seconds{registry="mvd"}`) {
		t.Error("the clock of a registry is known that was not asked")
	}
	if got := counter(t, scrape, `sverka_secret_refused{secret="operate.token_file"}`); got != "0" {
		t.Errorf("the operate token is refused: %s", got)
	}
}
