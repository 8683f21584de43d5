package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
)

// The order of going: unready and still serving; then no new questions while those in flight finish; then the end.
func TestShutdownLosesNoQuestion(t *testing.T) {
	w := newWorld(t, leisurely, uncached, func(c *app.Config, _ *mock.Config) { c.Shutdown.Drain = 1500 * time.Millisecond })
	slow, quick := w.query(t, known, "mvd/criminal-record"), w.query(t, known, "pension/snils-check")
	inFlight := make(chan reply, 1)
	go func() { inFlight <- w.ask(t, "mvd/criminal-record", slow, "Prefer", "wait=10") }()
	eventually(t, "the question is on its way", func() bool {
		return counter(t, w.metrics(t), `sverka_flights{lookup="criminal-record",registry="mvd"}`) == "1"
	})
	ready := "http://" + w.Gateway().Observe().String() + "/readyz"
	gone := make(chan error, 1)
	go func() { gone <- w.stop() }()
	eventually(t, "it is unready", func() bool { return do(t, "GET", ready, nil).status == http.StatusServiceUnavailable })
	if r := w.ask(t, "pension/snils-check", quick); r.status != 200 {
		t.Errorf("while it drains, a new question gets %d %s", r.status, r.body)
	}
	if r := <-inFlight; r.status != 200 || r.doc.Outcome != "clear" {
		t.Errorf("the question in flight got %d %s", r.status, r.body)
	}
	if err := <-gone; err != nil {
		t.Errorf("it did not end cleanly: %v", err)
	}
	if log := w.log.String(); !strings.Contains(log, `"msg":"stopped","clean":true`) {
		t.Error("the log does not say that it stopped cleanly")
	}
}
