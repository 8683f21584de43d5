package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
)

// leisurely lets the mvd take longer than a question waits.
func leisurely(_ *app.Config, c *mock.Config) {
	c.MVD.Processing = mock.Duration(2500 * time.Millisecond)
}

// A pending question is resumed by its Location and by asking again, and answered once the registry has.
func TestAPendingQuestionIsAnsweredAtItsLocation(t *testing.T) {
	w := newWorld(t, leisurely, uncached)
	query := w.query(t, known, "mvd/criminal-record")
	first := w.ask(t, "mvd/criminal-record", query, "Prefer", "wait=1")
	if first.status != 202 || first.doc.Outcome != "pending" {
		t.Fatalf("got %d %s, want 202 pending", first.status, first.body)
	}
	location := first.header.Get("Location")
	if location != "/v1/lookups/"+first.doc.LookupID {
		t.Errorf("Location %q does not name lookup %s", location, first.doc.LookupID)
	}
	second := w.ask(t, "mvd/criminal-record", query, "Prefer", "wait=1")
	if second.status == 202 && second.doc.LookupID == first.doc.LookupID {
		t.Error("two askings have one id")
	}
	var at reply
	eventually(t, "the answer stands at its Location", func() bool {
		at = do(t, "GET", w.APIURL()+location, nil, "Prefer", "wait=1")
		return at.status == 200
	})
	if at.doc.LookupID != first.doc.LookupID || at.doc.Outcome != "clear" {
		t.Errorf("got %s", at.body)
	}
	if again := do(t, "GET", w.APIURL()+location, nil); again.status != 200 {
		t.Errorf("a collected answer cannot be read again: %d", again.status)
	}
	if opened := counter(t, w.metrics(t), `sverka_attempts_total{lookup="criminal-record",origin="",reason="",registry="mvd",result="pending"}`); opened != "1" {
		t.Errorf("%s questions were put to the registry, want 1: a ticket is resumed, never asked again", opened)
	}
}

func TestAnUnknownLookupIDIs404(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"01980000-0000-7000-8000-000000000000", "x", "../../metrics"} {
		r := do(t, "GET", w.APIURL()+"/v1/lookups/"+id, nil)
		if r.status != 404 || r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", id, r.status, r.header.Get("Content-Type"))
		}
	}
}

// counter returns the value of a series in the text of a scrape.
func counter(t *testing.T, scrape, series string) string {
	t.Helper()
	for line := range strings.Lines(scrape) {
		if value, ok := strings.CutPrefix(line, series+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("the scrape has no %s", series)
	return ""
}
