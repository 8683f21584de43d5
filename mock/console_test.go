//go:build chromium

package mock

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sverka/sverka/internal/pagetest"
)

// The console in a real Chromium: `make console-check`, and CI. With SVERKA_SCREENSHOTS=dir each test leaves a picture there.

// A browser is a page in a Chromium of its own, gone with the test.
type browser struct{ *pagetest.Tab }

// browse opens a page, and fails the test if the page's script complains.
// What a server refuses, the browser says on its own; such a complaint has to be expected.
func browse(t *testing.T, url string, expected ...string) *browser {
	t.Helper()
	b := &browser{pagetest.Open(t, t.Context(), "about:blank", chromedp.WindowSize(1400, 1000))}
	t.Cleanup(b.Quiet(expected...))
	b.Do(chromedp.Navigate(url), chromedp.WaitVisible("#rule"), chromedp.WaitVisible("#no-rules"))
	return b
}

// phone shows the page again at the width of one, in a colour scheme.
func (b *browser) phone(scheme string) {
	b.T.Helper()
	const height = 740
	b.Do(
		chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile),
		pagetest.Prefer(scheme), chromedp.Reload(), chromedp.WaitVisible("#rule"),
	)
}

const visiblePeople = `[...document.querySelectorAll(".persona")].filter(p => !p.hidden).map(p => p.id)`

// Who looks for somebody by what is told of him finds him, and nobody who is not meant.
func TestConsoleFindsPeople(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/")
	all := pagetest.Value[[]string](b.Tab, visiblePeople)
	b.Do(chromedp.SendKeys("#search", "patent MOSCOW"))
	some := pagetest.Value[[]string](b.Tab, visiblePeople)
	if len(all) != len(people(t)) || !slices.Contains(some, "patent-worker") || len(some) >= len(all) {
		t.Errorf("%d, then %v", len(all), some)
	}
	b.Do(chromedp.SendKeys("#search", " nobody-of-that-name"))
	b.Until(`document.querySelector("#found").textContent === "0 people"`)
}

// By keys alone: a fault for the next two calls only is switched on; both are seen in the journal as they happen, and the third passes.
func TestConsoleSwitchesAFaultForTwoCallsByKeyboard(t *testing.T) {
	s, clock := started(t)
	s = s.In("console")
	b := browse(t, s.Registry("")) // the page of the namespace
	b.Do(
		chromedp.Focus(`#rule [name=fault]`), chromedp.KeyEvent("fault_server"),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(lookupSNILS),
	)
	b.Until(`document.querySelector("#says").textContent.includes("unavailable")`)
	b.Until(`document.querySelector("#rule [name=lookup]").value === "` + lookupSNILS + `"`)
	b.Do(chromedp.Focus(`#rule [name=count]`), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelectorAll("#rules tbody tr").length === 1`)
	b.Until(`document.querySelector("#live").textContent === "Live."`)
	p := stated(t, "patent-worker", lookupSNILS)
	for range 3 {
		ask(t, s, clock.now(), lookupSNILS, p)
	}
	b.Until(`document.querySelectorAll(".exchange").length === 3`)
	b.Until(`document.querySelectorAll(".exchange.struck").length === 2`)
	b.Until(`document.querySelector("#rules tbody").textContent.includes("2 of 2")`)
	b.Do(chromedp.Focus(".exchange summary"), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelector(".exchange").textContent.includes("SnilsValidationResponse")`)
	s.Verify(t, Want{Lookup: lookupSNILS, Fault: "fault_server", Times: new(2)})
	s.Verify(t, Want{Lookup: lookupSNILS, Fault: "none", Times: new(1)})
	b.Do(chromedp.SendKeys("#search", "patent MOSCOW"))
	b.Picture("console-switched")
	b.Do(chromedp.Focus("#rules button"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#no-rules"))
	b.Do(chromedp.Focus("#clear"), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelectorAll(".exchange").length === 0`)
}

// Of a namespace that somebody forgets the page shows what comes after, and no exchange twice under one name.
func TestConsoleBeginsAnewWithItsNamespace(t *testing.T) {
	s, clock := started(t)
	s = s.In("anew")
	b := browse(t, s.Registry(""))
	p := stated(t, "patent-worker", lookupSNILS)
	for range 2 {
		ask(t, s, clock.now(), lookupSNILS, p)
	}
	b.Until(`document.querySelectorAll(".exchange").length === 2`)
	s.Forget()
	b.Until(`document.querySelectorAll(".exchange").length === 0 && document.querySelector("#live").textContent.includes("anew")`)
	ask(t, s, clock.now(), lookupSNILS, p)
	b.Until(`document.querySelectorAll("#exchange-1").length === 1`)
}

// A body that is no UTF-8 is not passed off as one: the page says so, and where its bytes are.
func TestConsoleSaysWhereBytesAreThatAreNoText(t *testing.T) {
	s, clock := started(t)
	b := browse(t, s.URL+"/")
	ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS), "X-Mock-Fault", "windows_1251")
	b.Until(`document.querySelectorAll(".exchange").length === 1`)
	b.Do(chromedp.Click(".exchange summary"))
	b.Until(`document.querySelectorAll(".exchange pre").length === 2 && document.querySelectorAll(".exchange p a").length === 1`)
	b.Until(`document.querySelector(".exchange p a").href.endsWith("/admin/journal/1")`)
}

// The README's five minutes: whoever is banned is found, the pension fund fails for the next two calls only, and the journal has it.
func TestConsoleTakesAStrangerThrough(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 500")
	b.Do(chromedp.SendKeys("#search", "banned"))
	if found := pagetest.Value[[]string](b.Tab, visiblePeople); !slices.Contains(found, "entry-banned") || len(found) > few {
		t.Errorf("found are %v", found)
	}
	b.Do(
		chromedp.Focus(`#rule [name=fault]`), chromedp.KeyEvent("fault_server"),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(lookupSNILS),
	)
	b.Until(`document.querySelector("#rule [name=lookup]").value === "` + lookupSNILS + `"`)
	b.Do(chromedp.Click("#rule button"))
	b.Until(`document.querySelectorAll("#rules tbody tr").length === 1`)
	const button = `#entry-banned [data-path$="` + lookupSNILS + `"]`
	for i, says := range []string{"500 fault_server", "500 fault_server", "200"} {
		b.Do(chromedp.Focus(button), chromedp.KeyEvent(kb.Enter))
		b.Until(`document.querySelectorAll(".exchange").length === ` + strconv.Itoa(i+1))
		b.Until("document.querySelector(`" + button + "`).nextElementSibling.firstChild.textContent === " + strconv.Quote(says))
	}
	b.Until(`document.querySelectorAll(".exchange.struck").length === 2`)
	b.Until(`document.querySelector("#rules tbody").textContent.includes("2 of 2")`)
	b.Picture("console-stranger")
	b.phone("light")
	b.Do(chromedp.SendKeys("#search", "banned"))
	b.Do(chromedp.ScrollIntoView("#entry-banned"))
	b.Picture("console-stranger-phone-light")
	b.phone("dark")
	b.Do(chromedp.SendKeys("#search", "banned"))
	b.Do(chromedp.ScrollIntoView("#entry-banned"))
	b.Picture("console-stranger-phone-dark")
}

// few people have their questions shown at once; console.js has the same.
const few = 5

// What is written wrongly is said where it was written, in the words of the API.
func TestConsoleSaysWhatIsWrong(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 400")
	b.Do(
		chromedp.Focus(`#rule [name=fault]`), chromedp.KeyEvent("fault_server"), chromedp.SendKeys(`#rule [name=duty]`, "2/1"),
		chromedp.Click("#rule button"),
	)
	b.Until(beside("#rule", "duty") + `.includes("5s/20s")`)
	b.Do(chromedp.SendKeys(`#time [name=advance]`, "soon"), chromedp.Click("#time button"))
	b.Until(beside("#time", "advance") + `.includes("90m")`)
	b.Do(chromedp.SetValue(`#time [name=advance]`, "48h"), chromedp.Click("#time button"))
	b.Until(beside("#time", "advance") + ` === "" && document.querySelector("#time-error").textContent === "" && document.querySelector("#now").dateTime.startsWith("2026-11-24")`)
}

// Whoever asked about nobody is told who was nearly meant, as it happens.
func TestConsoleShowsTheNearestMiss(t *testing.T) {
	s, clock := started(t)
	b := browse(t, s.URL+"/")
	p := stated(t, "patent-worker", lookupSNILS)
	p.SNILS = "99000099919"
	ask(t, s, clock.now(), lookupSNILS, p)
	b.Until(`document.querySelector(".exchange summary")?.textContent.includes("nearest patent-worker")`)
	b.Do(chromedp.Click(".exchange summary"))
	b.Until(`document.querySelector(".exchange dl").textContent.includes("but for snils")`)
}

// width is what the page takes, and a phone has.
const width = 360

// wide are those who reach beyond a phone's width, without scrolling within themselves. Where something does, the phone shows the whole page
// smaller, so that innerWidth would fit whatever there is.
const wide = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 361 && !e.closest("pre, .scroll") &&
	getComputedStyle(e).position !== "absolute").map(e => e.tagName + "." + e.className + "#" + e.id + " " + e.textContent.slice(0, 40))`

// fits fails the test if something has to be pushed sideways, or has no name.
func (b *browser) fits(when string) {
	b.T.Helper()
	if all := pagetest.Value[[]string](b.Tab, wide); len(all) > 0 {
		b.T.Errorf("%s, too wide: %s", when, strings.Join(all[:min(5, len(all))], "\n"))
	}
	if got := pagetest.Value[int](b.Tab, `document.documentElement.scrollWidth`); got > width {
		b.T.Errorf("%s, the page is %d wide", when, got)
	}
	unnamed := pagetest.Value[[]string](b.Tab, `[...document.querySelectorAll("input, select, button")].filter(e => !(e.labels?.length || e.textContent.trim() ||
		e.getAttribute("aria-label"))).map(e => e.outerHTML)`)
	if len(unnamed) > 0 {
		b.T.Errorf("%s, without a name: %v", when, unnamed)
	}
}

// At a phone's width nothing has to be pushed sideways, with all open that can be, rules in force and a complaint shown; in the dark the
// text is light; what can be changed has a name.
func TestConsoleFitsPhonesAndTheDark(t *testing.T) {
	clock := &watch{}
	s := Start(t, Config{Seed: 1, Now: clock.now, Population: 1000}.Unlimited())
	ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS), "X-Mock-Fault", "missing_required:RequestId")
	stranger := stated(t, "patent-worker", lookupSNILS)
	stranger.SNILS = "99000099919"
	ask(t, s, clock.now(), lookupSNILS, stranger)
	b := browse(t, s.URL+"/?population=7", "status of 400")
	for _, r := range []Rule{
		{Fault: "missing_required:identityDocumentInfo/personInfo/birthDate", Lookup: lookupIdentityDocument, Persona: "namesake-twin-by-document", Count: 2, Skip: 1},
		{Fault: "drip", Lookup: lookupCriminal, On: opPoll, Probability: 0.25},
	} {
		if err := s.Fault(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		b.phone(scheme)
		b.Until(`document.querySelectorAll(".exchange").length === 2 && document.querySelectorAll("#rules tbody tr").length === 2`)
		b.fits("as it is, " + scheme)
		b.Do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => { d.open = true })`))
		b.Until(`document.querySelectorAll(".exchange pre").length === 4`)
		b.Do(chromedp.SetValue(`#rule [name=delay]`, "two seconds, or perhaps somewhat more than that"), chromedp.SetValue(`#rule [name=fault]`, "attachments_child"))
		b.Do(chromedp.Focus("#rule [name=delay]"), chromedp.KeyEvent(kb.Enter))
		b.Until(`document.querySelector("#rule .wrong, #rule-error:not(:empty)")`)
		b.fits("all open, " + scheme)
		b.Picture("console-phone-" + scheme + "-complaint")
		for _, part := range []string{"#ask", "#people", "#population", "#population-7", "#list table", "#filter", "#rules", "#journal", ".exchange pre", "#clock"} {
			b.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector("` + part + `").scrollIntoView({behavior: "instant"})`))
			b.Picture("console-phone-" + scheme + "-" + strings.Trim(strings.ReplaceAll(part, " ", "-"), "#."))
		}
	}
	if ink := pagetest.Value[string](b.Tab, `getComputedStyle(document.body).color`); ink != "rgb(255, 255, 255)" {
		t.Errorf("in the dark the ink is %s", ink)
	}
}
