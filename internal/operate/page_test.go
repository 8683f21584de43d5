//go:build chromium

package operate_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/sverka/sverka/internal/resilience"
)

// The page in a real Chromium: `make console-check`, and CI.

// A tab is one of a Chromium, which the first of a test starts.
type tab struct {
	t      *testing.T
	ctx    context.Context
	cancel func()
	quiet  func() // see quiet
}

func newTab(t *testing.T, of context.Context, url string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(of, chromedp.WithAllocatorOptions(chromedp.NoSandbox))
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, cancel: cancel}
	b.do(chromedp.Navigate(url))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// is reports what an expression of JavaScript comes to.
func (b *tab) is(expression string) bool {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// until waits for an expression of JavaScript to be true.
func (b *tab) until(expression string) {
	b.t.Helper()
	for range 1200 {
		if b.is("Boolean(" + expression + ")") {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	b.t.Fatalf("not within a minute: %s", expression)
}

// begin starts what JavaScript says, and lets window.came be what came of it.
func (b *tab) begin(expression string) {
	b.t.Helper()
	b.is("window.came = undefined, (async () => (" + expression + "))().then((v) => window.came = String(v), (e) => window.came = 'failed: ' + e), true")
	b.until("window.came !== undefined")
}

const theOrder = `"PUT", "v1/registries/pension/override", {mode: "refuse", reason: "their request", for: "5m"}`

func TestConsoleSignsInAnOperatorAndNobodyElse(t *testing.T) {
	h := newHouse(t, false)
	mode := func() resilience.Mode { return h.policies[0].Snapshot().Gate.Override.Mode }
	b := newTab(t, t.Context(), h.url+"/")
	b.until(`!document.querySelector("#sign-in").hidden`)
	b.do(chromedp.SendKeys("#token", "not-a-token-of-anybody"), chromedp.Click("#sign-in button"))
	b.until(`document.querySelector("#said").textContent.includes("No operator has this token")`)
	b.do(chromedp.SendKeys("#token", ivanova), chromedp.Click("#sign-in button"))
	b.until(`document.querySelector("#operator").textContent === "ivanova" && document.querySelector("#sign-in").hidden`)
	b.until(`document.querySelector("#r-pension")?.textContent.includes("snils-check")`)
	if !b.is(`document.cookie === "" && document.querySelector("#token").value === ""`) {
		t.Error("the page's scripts see the cookie, or the token stays in the page")
	}
	b.begin(`(await call(` + theOrder + `)).mode`)
	if !b.is(`window.came === "refuse"`) || mode() != resilience.Refuse {
		t.Errorf("our page could not act: the mode is %q", mode())
	}
	b.begin(`call("DELETE", "v1/overrides")`)

	// Another tab has the cookie and not the proof.
	second := newTab(t, b.ctx, h.url+"/")
	second.until(`document.querySelector("#operator").textContent === "ivanova" && !document.querySelector("#sign-in").hidden`)
	second.begin(`call(` + theOrder + `)`)
	if !second.is(`window.came.includes("a session may only read")`) || mode() != "" {
		t.Errorf("a tab without the proof acted: the mode is %q", mode())
	}

	h.refused = nil
	attack(t, b.ctx, h)
	if mode() != "" || len(h.deeds) != 3 { // the sign-in, the override, the lifting
		t.Errorf("a page of another port acted: the mode is %q, written down is %+v", mode(), h.deeds)
	}
	b.do(chromedp.Click("#sign-out"))
	b.until(`!document.querySelector("#sign-in").hidden && document.querySelector("#signed-in").hidden`)
}

// attack opens a page of another port of the same host, to which the browser sends the cookie, and lets it try what a page can.
func attack(t *testing.T, of context.Context, h *house) {
	t.Helper()
	seen := make(chan string, 100)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie := r.Header.Get("Cookie"); cookie != "" {
			seen <- cookie
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><title>evil</title><iframe name=f></iframe>
			<form id=form method=post target=f action="`+h.url+gateOfPension+`" enctype="text/plain"><input name='{"mode":"refuse","reason":"x","a":"' value='"}'></form>`)
	}))
	t.Cleanup(evil.Close)
	b := newTab(t, of, evil.URL)
	for _, try := range []string{
		`fetch("` + h.url + gateOfPension + `", {method: "PUT", credentials: "include", headers: {"Content-Type": "application/json"}, body: "{}"})`,
		`fetch("` + h.url + gateOfPension + `", {method: "POST", mode: "no-cors", credentials: "include", body: new Blob(["{}"])})`,
		`fetch("` + h.url + `/v1/registries", {credentials: "include"}).then((r) => r.text())`,
		`fetch("` + h.url + `/v1/session", {method: "POST", mode: "no-cors", credentials: "include", body: '{"token": "` + petrov + `"}'})`,
		`(document.querySelector("#form").submit(), "sent")`,
	} {
		b.begin(try)
		if b.is(`window.came.includes("pension")`) {
			t.Errorf("%s read what is there", try)
		}
	}
	b.until(`true`)
	select {
	case cookie := <-seen: // what this all is about: without the proof the page's server could now act
		if status, _ := (call{method: "PUT", path: gateOfPension, body: refuseIt, header: http.Header{"Authorization": nil, "Cookie": {cookie}, "Content-Type": {"application/json"}}}).to(t, h.url); status != 403 {
			t.Errorf("whoever is sent the cookie may act: %d", status)
		}
	case <-time.After(10 * time.Second):
		t.Error("the browser does not send the cookie to another port: the test tests nothing")
	}
	if !slices.Contains(h.refused, "origin") || strings.Contains(h.log.String(), `"by":"petrov"`) {
		t.Errorf("refused for %v", h.refused)
	}
}
