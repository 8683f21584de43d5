//go:build chromium

package mock

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The console in a real Chromium: `make console-check`, and CI. With SVERKA_SCREENSHOTS=dir each test leaves a picture there.

// A browser is a page in a Chromium of its own, gone with the test.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// browse opens a page, and fails the test if the page's script complains.
// What a server refuses, the browser says on its own; such a complaint has to be expected.
func browse(t *testing.T, url string, expected ...string) *browser {
	t.Helper()
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(chromedp.NoSandbox, chromedp.WindowSize(1400, 1000)))
	b := &browser{t, ctx}
	b.do(chromedp.Navigate("about:blank"))
	messages, complaints := chromedp.Console(ctx), make(chan string, 100)
	go func() {
		defer close(complaints)
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.Type == chromedp.ConsoleException {
				complaints <- m.Text
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		for text := range complaints {
			if !slices.ContainsFunc(expected, func(e string) bool { return strings.Contains(text, e) }) {
				t.Errorf("the page complains: %s", text)
			}
		}
	})
	b.do(chromedp.Navigate(url), chromedp.WaitVisible("#rule"), chromedp.WaitVisible("#no-rules"))
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// value returns what an expression of JavaScript is.
func value[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// until waits for an expression of JavaScript to be true.
func (b *browser) until(expression string) {
	b.t.Helper()
	for range 1200 {
		if value[bool](b, "Boolean("+expression+")") {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	b.t.Fatalf("not within a minute: %s", expression)
}

// phone shows the page again at the width of one, in a colour scheme.
func (b *browser) phone(scheme string) {
	b.t.Helper()
	const width, height = 360, 740
	b.do(
		chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile),
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			return err
		}),
		chromedp.Reload(), chromedp.WaitVisible("#rule"),
	)
}

func (b *browser) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("SVERKA_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

const visiblePeople = `[...document.querySelectorAll(".persona")].filter(p => !p.hidden).map(p => p.id)`

// Who looks for somebody by what is told of him finds him, and nobody who is not meant.
func TestConsoleFindsPeople(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/")
	all := value[[]string](b, visiblePeople)
	b.do(chromedp.SendKeys("#search", "patent MOSCOW"))
	some := value[[]string](b, visiblePeople)
	if len(all) != len(people(t)) || !slices.Contains(some, "patent-worker") || len(some) >= len(all) {
		t.Errorf("%d, then %v", len(all), some)
	}
	b.do(chromedp.SendKeys("#search", " nobody-of-that-name"))
	b.until(`document.querySelector("#found").textContent === "0 people"`)
}

// By keys alone: a fault for the next two calls only is switched on; both are seen in the journal as they happen, and the third passes.
func TestConsoleSwitchesAFaultForTwoCallsByKeyboard(t *testing.T) {
	s, clock := started(t)
	s = s.In("console")
	b := browse(t, s.Registry("")) // the page of the namespace
	b.do(
		chromedp.Focus(`#rule [name=fault]`), chromedp.KeyEvent("fault_server"),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(lookupSNILS),
	)
	b.until(`document.querySelector("#says").textContent.includes("unavailable")`)
	b.until(`document.querySelector("#rule [name=lookup]").value === "` + lookupSNILS + `"`)
	b.do(chromedp.Focus(`#rule [name=count]`), chromedp.KeyEvent(kb.Enter))
	b.until(`document.querySelectorAll("#rules tbody tr").length === 1`)
	b.until(`document.querySelector("#live").textContent === "Live."`)
	p := stated(t, "patent-worker", lookupSNILS)
	for range 3 {
		ask(t, s, clock.now(), lookupSNILS, p)
	}
	b.until(`document.querySelectorAll(".exchange").length === 3`)
	b.until(`document.querySelectorAll(".exchange.struck").length === 2`)
	b.until(`document.querySelector("#rules tbody").textContent.includes("2 of 2")`)
	b.do(chromedp.Focus(".exchange summary"), chromedp.KeyEvent(kb.Enter))
	b.until(`document.querySelector(".exchange").textContent.includes("SnilsValidationResponse")`)
	s.Verify(t, Want{Lookup: lookupSNILS, Fault: "fault_server", Times: new(2)})
	s.Verify(t, Want{Lookup: lookupSNILS, Fault: "none", Times: new(1)})
	b.do(chromedp.SendKeys("#search", "patent MOSCOW"))
	b.picture("console-switched")
	b.do(chromedp.Focus("#rules button"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#no-rules"))
	b.do(chromedp.Focus("#clear"), chromedp.KeyEvent(kb.Enter))
	b.until(`document.querySelectorAll(".exchange").length === 0`)
}

// The README's five minutes: whoever is banned is found, the pension fund fails for the next two calls only, and the journal has it.
func TestConsoleTakesAStrangerThrough(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 500")
	b.do(chromedp.SendKeys("#search", "banned"))
	if found := value[[]string](b, visiblePeople); !slices.Contains(found, "entry-banned") || len(found) > few {
		t.Errorf("found are %v", found)
	}
	b.do(
		chromedp.Focus(`#rule [name=fault]`), chromedp.KeyEvent("fault_server"),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(lookupSNILS),
	)
	b.until(`document.querySelector("#rule [name=lookup]").value === "` + lookupSNILS + `"`)
	b.do(chromedp.Click("#rule button"))
	b.until(`document.querySelectorAll("#rules tbody tr").length === 1`)
	const button = `#entry-banned [data-path$="` + lookupSNILS + `"]`
	for i, says := range []string{"500 fault_server", "500 fault_server", "200"} {
		b.do(chromedp.Focus(button), chromedp.KeyEvent(kb.Enter))
		b.until(`document.querySelectorAll(".exchange").length === ` + strconv.Itoa(i+1))
		b.until("document.querySelector(`" + button + "`).nextElementSibling.textContent === " + strconv.Quote(says))
	}
	b.until(`document.querySelectorAll(".exchange.struck").length === 2`)
	b.until(`document.querySelector("#rules tbody").textContent.includes("2 of 2")`)
	b.picture("console-stranger")
	b.phone("light")
	b.do(chromedp.SendKeys("#search", "banned"))
	b.do(chromedp.ScrollIntoView("#entry-banned"))
	b.picture("console-stranger-phone-light")
	b.phone("dark")
	b.do(chromedp.SendKeys("#search", "banned"))
	b.do(chromedp.ScrollIntoView("#entry-banned"))
	b.picture("console-stranger-phone-dark")
}

// few people have their questions shown at once; console.js has the same.
const few = 3

// What is written wrongly is said where it was written, in the words of the API.
func TestConsoleSaysWhatIsWrong(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 400")
	b.do(
		chromedp.Focus(`#rule [name=fault]`), chromedp.KeyEvent("fault_server"), chromedp.SendKeys(`#rule [name=duty]`, "2/1"),
		chromedp.Click("#rule button"),
	)
	b.until(`document.querySelector("#rule-error").textContent.includes("5s/20s")`)
	b.do(chromedp.SendKeys(`#time [name=advance]`, "soon"), chromedp.Click("#time button"))
	b.until(`document.querySelector("#time-error").textContent.includes("90m")`)
	b.do(chromedp.SetValue(`#time [name=advance]`, "48h"), chromedp.Click("#time button"))
	b.until(`document.querySelector("#time-error").textContent === "" && document.querySelector("#now").dateTime.startsWith("2026-11-24")`)
}

// Whoever asked about nobody is told who was nearly meant, as it happens.
func TestConsoleShowsTheNearestMiss(t *testing.T) {
	s, clock := started(t)
	b := browse(t, s.URL+"/")
	p := stated(t, "patent-worker", lookupSNILS)
	p.SNILS = "99000099919"
	ask(t, s, clock.now(), lookupSNILS, p)
	b.until(`document.querySelector(".exchange summary")?.textContent.includes("nearest patent-worker")`)
	b.do(chromedp.Click(".exchange summary"))
	b.until(`document.querySelector(".exchange dl").textContent.includes("but for snils")`)
}

// At a phone's width nothing has to be pushed sideways; in the dark the text is light; what can be changed has a name.
func TestConsoleFitsPhonesAndTheDark(t *testing.T) {
	s, clock := started(t)
	ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS), "X-Mock-Fault", "missing_required:RequestId")
	b := browse(t, s.URL+"/")
	b.phone("dark")
	b.until(`document.querySelectorAll(".exchange").length === 1`)
	b.do(chromedp.Click(".exchange summary"))
	b.until(`document.querySelector(".exchange pre")`)
	wide := value[[]string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("pre") &&
		getComputedStyle(e).position !== "absolute").map(e => e.tagName + "." + e.className + " " + e.textContent.slice(0, 40))`)
	if len(wide) > 0 {
		t.Errorf("too wide: %s", strings.Join(wide[:min(5, len(wide))], "\n"))
	}
	unnamed := value[[]string](b, `[...document.querySelectorAll("input, select, button")].filter(e => !(e.labels?.length || e.textContent.trim() ||
		e.getAttribute("aria-label"))).map(e => e.outerHTML)`)
	if len(unnamed) > 0 {
		t.Errorf("without a name: %v", unnamed)
	}
	if ink := value[string](b, `getComputedStyle(document.body).color`); ink != "rgb(255, 255, 255)" {
		t.Errorf("in the dark the ink is %s", ink)
	}
	b.picture("console-phone-dark")
	b.do(chromedp.ScrollIntoView("#count-hint"))
	b.picture("console-phone-dark-faults")
}
