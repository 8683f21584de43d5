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

	"github.com/sverka/sverka/internal/pagetest"
	"github.com/sverka/sverka/internal/resilience"
)

// The page in a real Chromium: `make console-check`, and CI.

// A tab is one that shows the console.
type tab struct{ *pagetest.Tab }

func newTab(t *testing.T, of context.Context, url string) *tab {
	t.Helper()
	return &tab{pagetest.Open(t, of, url)}
}

// begin starts what JavaScript says, and lets window.came be what came of it.
func (b *tab) begin(expression string) {
	b.T.Helper()
	b.Is("window.came = undefined, (async () => (" + expression + "))().then((v) => window.came = String(v), (e) => window.came = 'failed: ' + e), true")
	b.Until("window.came !== undefined")
}

const theOrder = `"PUT", "v1/registries/pension/override", {mode: "refuse", reason: "their request", for: "5m"}`

func TestConsoleSignsInAnOperatorAndNobodyElse(t *testing.T) {
	h := newHouse(t, false)
	mode := func() resilience.Mode { return h.policies[0].Snapshot().Gate.Override.Mode }
	b := newTab(t, t.Context(), h.url+"/")
	b.Until(`!document.querySelector("#sign-in").hidden`)
	b.Do(chromedp.SendKeys("#token", "not-a-token-of-anybody"), chromedp.Click("#sign-in button"))
	b.Until(`document.querySelector("#said").textContent.includes("No operator has this token")`)
	b.Do(chromedp.SendKeys("#token", ivanova), chromedp.Click("#sign-in button"))
	b.Until(`document.querySelector("#operator").textContent === "ivanova" && document.querySelector("#sign-in").hidden`)
	b.Until(`document.querySelector("#r-pension")?.textContent.includes("snils-check")`)
	if !b.Is(`document.cookie === "" && document.querySelector("#token").value === ""`) {
		t.Error("the page's scripts see the cookie, or the token stays in the page")
	}
	b.begin(`(await call(` + theOrder + `)).mode`)
	if !b.Is(`window.came === "refuse"`) || mode() != resilience.Refuse {
		t.Errorf("our page could not act: the mode is %q", mode())
	}
	b.begin(`call("DELETE", "v1/overrides")`)

	// Another tab has the cookie and not the proof.
	second := newTab(t, b.Ctx, h.url+"/")
	second.Until(`document.querySelector("#operator").textContent === "ivanova" && !document.querySelector("#sign-in").hidden`)
	second.begin(`call(` + theOrder + `)`)
	if !second.Is(`window.came.includes("a session may only read")`) || mode() != "" {
		t.Errorf("a tab without the proof acted: the mode is %q", mode())
	}

	h.refused = nil
	attack(t, b.Ctx, h)
	if mode() != "" || len(h.deeds) != 3 { // the sign-in, the override, the lifting
		t.Errorf("a page of another port acted: the mode is %q, written down is %+v", mode(), h.deeds)
	}
	b.Do(chromedp.Click("#sign-out"))
	b.Until(`!document.querySelector("#sign-in").hidden && document.querySelector("#signed-in").hidden`)
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
		if b.Is(`window.came.includes("pension")`) {
			t.Errorf("%s read what is there", try)
		}
	}
	b.Until(`true`)
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
