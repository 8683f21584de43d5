//go:build chromium

package operate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sverka/sverka/internal/pagetest"
	"github.com/sverka/sverka/internal/resilience"
)

// on makes the tab one of a device with that width and taste.
func (b *tab) on(width, height int64, scheme string) {
	b.T.Helper()
	b.Do(chromedp.EmulateViewport(width, height), pagetest.Prefer(scheme))
}

// press presses keys, one after the other.
func (b *tab) press(keys ...string) {
	b.T.Helper()
	for _, k := range keys {
		b.Do(chromedp.KeyEvent(k))
	}
}

// reach presses Tab until the focus is where the expression says. What has the focus on the way has to show that it does.
func (b *tab) reach(expression string) {
	b.T.Helper()
	for range 60 {
		if b.Is("((e) => Boolean(" + expression + "))(document.activeElement)") {
			return
		}
		b.press(kb.Tab)
		if !b.Is(`((e) => e === document.body || getComputedStyle(e).outlineStyle !== "none" && parseFloat(getComputedStyle(e).outlineWidth) >= 1)(document.activeElement)`) {
			b.T.Error("the focus cannot be seen")
		}
	}
	b.T.Fatalf("Tab does not lead to where %s", expression)
}

func (b *tab) signIn() {
	b.T.Helper()
	b.Until(`!document.querySelector("#sign-in").hidden`)
	b.reach(`e.id === "token"`)
	b.press(ivanova, kb.Enter)
	b.Until(`document.querySelector("#live").textContent === "Live."`)
}

// By the keyboard alone: a breaker opens and is seen, live; an override is given with a yes, is seen, and is lifted.
func TestConsoleIsSteeredByKeyboardAndLive(t *testing.T) {
	h := newHouse(t, false, sources(time.Now()))
	mode := func() resilience.Mode { return h.policies[0].Snapshot().Lookups[0].Breaker.Override.Mode }
	b := newTab(t, t.Context(), "about:blank")
	defer b.Quiet()()
	b.Do(chromedp.Navigate(h.url + "/"))
	b.on(1300, 1000, "light")
	b.signIn()
	if !b.Is(`!document.querySelector("#r-pension").textContent.includes("Dominant failure")`) {
		t.Error("it knows before it was so")
	}
	h.fails(t)
	b.Until(`document.querySelector("#r-pension").textContent.includes("Dominant failure") && document.querySelector("#r-pension").textContent.includes("malformed/contract")`)
	b.Until(`document.querySelector("#headline").textContent.includes("pension/snils-check breaker open")`)
	b.Picture("console-open-light")

	const ofBreaker = `e.id === "order-breaker-pension--snils-check"`
	b.reach(ofBreaker)
	b.press(kb.Enter)
	b.Until(`document.querySelector("#order").open`)
	b.press(kb.Tab, kb.Tab, kb.Tab, kb.Escape)
	b.Until(`!document.querySelector("#order").open && document.activeElement.id === "order-breaker-pension--snils-check"`)
	b.press(kb.Enter)
	b.Until(`document.activeElement.name === "mode"`)
	const tooLong = `[...document.querySelector("#for").options].filter((o) => o.disabled).map((o) => o.value).join()`
	b.press(" ", kb.ArrowDown)
	if !b.Is(tooLong + ` === "72h,168h"`) {
		t.Error("it offers to let everything pass for days")
	}
	b.press(kb.ArrowDown)
	if !b.Is(tooLong + ` === ""`) {
		t.Error("it does not offer to observe for days")
	}
	b.reach(`e.id === "reason"`)
	b.press("night <script>alert(1)</script> shift", kb.Enter)
	b.Until(`!document.querySelector("#confirm-form").hidden && document.activeElement.id === "confirm"`)
	if mode() != "" {
		t.Error("it is done before it was confirmed")
	}
	if !b.Is(`["observe", "30 minutes", "night <script>"].every((w) => document.querySelector("#confirm-text").textContent.includes(w))`) {
		t.Error("it does not say what is to be confirmed")
	}
	b.Picture("console-confirm-light")
	b.press(kb.Enter)
	b.Until(`!document.querySelector("#order").open`)
	b.Until(`document.querySelector("#overrides").textContent.includes("night <script>alert(1)</script> shift") && document.querySelector("#overrides").textContent.includes("ivanova")`)
	if mode() != resilience.Observe {
		t.Errorf("its mode is %q", mode())
	}
	b.on(1300, 1000, "dark")
	b.Picture("console-override-dark")
	b.on(1300, 1000, "light")

	b.reach(`e.dataset.lift === "v1/registries/pension/lookups/snils-check/override"`)
	b.press(kb.Enter)
	b.Until(`document.activeElement.id === "confirm" && document.querySelector("#back").hidden`)
	b.press(kb.Enter)
	b.Until(`document.querySelector("#overrides").textContent.includes("None stands")`)
	if mode() != "" {
		t.Errorf("it was lifted, and its mode is %q", mode())
	}
	if !b.Is(`document.activeElement !== document.body && document.querySelectorAll("script").length === 1`) {
		t.Error("the focus is lost, or somebody's reason has become a script")
	}
	if len(h.deeds) != 3 {
		t.Errorf("written down is %+v", h.deeds)
	}
}

// What another operator does, and the end of the session, come by themselves; what was shown goes.
func TestConsoleForgetsWhatItShowedWhenTheSessionEnds(t *testing.T) {
	h := newHouse(t, false, sources(time.Now()))
	b := newTab(t, t.Context(), h.url+"/")
	b.signIn()
	override(t, h, refuseIt)
	b.Until(`document.querySelector("#headline").textContent.includes("gate of pension is put on refuse by petrov") || document.querySelector("#overview").textContent.includes("put on refuse by petrov")`)
	second := newTab(t, b.Ctx, h.url+"/")
	second.Until(`document.querySelector("#live").textContent === "Live." && !document.querySelector("#sign-in-why").hidden`)
	second.Do(chromedp.Click(`#order-gate-pension`))
	second.Until(`document.querySelector("#said").textContent.includes("Give your token") && document.activeElement.id === "token" && !document.querySelector("#order").open`)
	second.Do(chromedp.Click("#sign-out"))
	b.Until(`!document.body.textContent.includes("pension") && document.querySelector("#signed-in").hidden && !document.querySelector("#sign-in").hidden`)
}

// At the width of a phone nothing is cut off or has to be scrolled sideways, and what is pressed is large enough; in light and dark
// the text stands out.
func TestConsoleFitsAPhone(t *testing.T) {
	h := newHouse(t, false, sources(time.Now()))
	h.fails(t)
	override(t, h, fmt.Sprintf(`{"mode": "refuse", "reason": %q}`, strings.Repeat("long-", 40)))
	b := newTab(t, t.Context(), h.url+"/")
	b.signIn()
	for _, scheme := range []string{"light", "dark"} {
		b.on(360, 780, scheme)
		b.Until(`document.documentElement.scrollWidth <= 360`)
		if !b.Is(`[...document.querySelectorAll("button")].filter((e) => e.offsetParent).every((e) => e.offsetHeight >= 44 && e.getBoundingClientRect().right <= 360)`) {
			t.Error("a button is small, or cut off")
		}
		if !b.Is(contrasts) {
			t.Errorf("in %s some text does not stand out", scheme)
		}
		b.Picture("console-phone-" + scheme)
		b.Is(`(document.querySelector("#r-pension").scrollIntoView(), true)`)
		b.Picture("console-phone-registry-" + scheme)
		if !b.Is(`((c) => c.offsetWidth >= 0.9 * c.closest("section").clientWidth - 40)(document.querySelector("#failures caption"))`) {
			t.Error("the words above the failures are squeezed")
		}
		b.Is(`(document.querySelector("#failures").scrollIntoView(), true)`)
		b.Picture("console-phone-failures-" + scheme)
		b.Is(`(document.querySelector("#r-pension").scrollIntoView(), true)`)
		b.Do(chromedp.Click("#order-gate-pension"))
		b.Until(`document.querySelector("#order").open && document.querySelector("#order").getBoundingClientRect().right <= 360`)
		b.Picture("console-phone-order-" + scheme)
		b.press(kb.Escape)
		b.Until(`!document.querySelector("#order").open`)
	}
}

// contrasts is true if each text has 4.5:1 at least against what it stands on (WCAG 2, 1.4.3).
const contrasts = `(() => {
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgba = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
	const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ground = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
	return [...document.querySelectorAll("body *")].filter((e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).every((e) => {
		const [a, b] = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
		return (a + 0.05) / (b + 0.05) >= 4.5;
	});
})()`

// Without scripts the page of a session says all, as of when it was loaded, and offers nothing that it cannot do.
func TestConsoleIsReadWithoutScripts(t *testing.T) {
	h := newHouse(t, false, sources(time.Now()))
	h.fails(t)
	b := newTab(t, t.Context(), h.url+"/")
	b.signIn()
	plain := newTab(t, b.Ctx, "about:blank")
	plain.Do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}), chromedp.Navigate(h.url+"/"))
	if !plain.Is(`document.querySelector("#r-pension").innerText.includes("malformed/contract") && document.querySelector("#live").innerText.startsWith("As of") &&
		[...document.querySelectorAll("button")].every((e) => !e.offsetParent)`) {
		t.Error("it does not say how things stand, or has a button that does nothing")
	}
	plain.Picture("console-without-scripts")
}
