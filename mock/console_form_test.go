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

// pick chooses in a select of the faults' form.
func (b *browser) pick(name, value string) {
	b.T.Helper()
	b.fill(`#rule [name=`+name+`]`, value, "change")
	b.Until(`document.querySelector("#rule [name=` + name + `]").value === ` + strconv.Quote(value))
}

// fill sets a field to a value, and has the page notice.
func (b *browser) fill(field, value, event string) {
	b.T.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void](`{ const f = document.querySelector(` + strconv.Quote(field) + `); f.value = ` + strconv.Quote(value) +
		`; f.dispatchEvent(new Event("` + event + `", {bubbles: true})) }`))
}

// beside is what is said to be wrong with a field.
func beside(form, field string) string {
	return `(document.querySelector("` + form + ` [name=` + field + `]").parentElement.querySelector(".wrong")?.textContent ?? "")`
}

// A fault that cannot befall the lookup befalls no other in its place: the lookup stays, and it is said.
func TestConsoleNeverWidensARule(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/")
	b.pick("fault", "fault_server")
	b.pick("lookup", lookupINN)
	b.Until(beside("#rule", "lookup") + `.includes("fault_server cannot befall tax/inn")`)
	b.Do(chromedp.Click("#rule button"))
	b.Until(`document.activeElement.name === "lookup" && document.activeElement.value === "` + lookupINN + `"`)
	if rules := s.space().rulesInForce(); len(rules) > 0 {
		t.Errorf("in force are %v", rules)
	}
	b.Picture("console-cannot-befall")
	if !b.Is(`document.querySelector("#rule option[value=fault_quota]").disabled && !document.querySelector("#rule option[value='429']").disabled`) {
		t.Error("what cannot befall the lookup can be chosen, or what can cannot")
	}
	b.pick("fault", "401_always")
	b.Until(beside("#rule", "lookup") + ` === ""`)
	b.Do(chromedp.Click("#rule button"))
	b.Until(`document.querySelectorAll("#rules tbody tr").length === 1`)
	if rules := s.space().rulesInForce(); rules[0].Fault != "401_always" || rules[0].Lookup != lookupINN {
		t.Errorf("in force are %v", rules)
	}
}

// Who knows what he wants to see finds what it is called, by keys alone, and how long it takes.
func TestConsoleFindsFaultsByWhatComes(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/")
	b.Do(chromedp.Focus("#filter"), chromedp.KeyEvent("soap server"))
	b.Until(`[...document.querySelectorAll("#rule [name=fault] optgroup option")].some(o => o.value === "fault_server")`)
	if n := pagetest.Value[int](b.Tab, `document.querySelectorAll("#rule [name=fault] optgroup option").length`); n > 5 {
		t.Errorf("%d faults are left", n)
	}
	b.Do(chromedp.KeyEvent(kb.Enter)) // to the list, and no order yet
	b.Until(`document.activeElement.name === "fault" && document.querySelector("#says").textContent.includes("Must end as unavailable/fault")`)
	b.Do(chromedp.Focus("#filter"))
	b.fill("#filter", "", "input")
	b.Do(chromedp.KeyEvent("drip"))
	b.Until(`document.querySelector("#rule [name=fault]").value === "drip" && document.querySelector("#says").textContent.includes("10m0s for a reply of 600 bytes")`)
	b.Do(chromedp.KeyEvent("no such thing"))
	b.Until(`document.querySelector("#filtered").textContent.startsWith("0 of") && document.querySelector("#rule [name=fault]").value === "drip"`)
	if rules := s.space().rulesInForce(); len(rules) > 0 {
		t.Errorf("in force are %v", rules)
	}
}

// The cases of a fault are those of the lookup; the one chosen befalls it.
func TestConsoleOffersTheCasesOfAFault(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 301")
	cases := `[...document.querySelectorAll("#rule [name=case] option")].map(o => o.value)`
	b.pick("fault", "redirect")
	b.Until(cases + `.includes("moved_permanently")`) // of all lookups
	b.pick("fault", "missing_required")
	b.Until(`document.querySelector("#case-hint").textContent.includes("choose one")`)
	b.pick("lookup", lookupStatus)
	b.Until(`document.querySelectorAll("#rule [name=case] option").length > 1`)
	names := pagetest.Value[[]string](b.Tab, cases)
	b.pick("case", names[1])
	b.Do(chromedp.Click("#rule button"))
	b.Until(`document.querySelectorAll("#rules tbody tr").length === 1`)
	want := "missing_required:" + names[1]
	if rules := s.space().rulesInForce(); rules[0].Fault != want {
		t.Errorf("in force is %v, want %s", rules[0].Fault, want)
	}
	_, _, _ = s.Ask(t.Context(), "patent-worker", lookupStatus)
	b.Until(`document.querySelector(".exchange summary")?.textContent.includes("` + want + `")`)
	b.pick("fault", "hang")
	b.Until(`document.querySelector("#rule [name=case]").disabled`)
}

// What the API says of a field stands beside it, alone, and goes when it is right.
func TestConsoleSaysBesideAFieldWhatIsWrongWithIt(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 400")
	const sentence = "expected a delay such as 2s, uniform(1s,3s) or lognormal(800ms,0.6)"
	b.Do(chromedp.Evaluate[chromedp.Void](`window.asIs = window.fetch; window.fetch = (url, options) => options?.method === "POST" && url.endsWith("/admin/faults") ?
		Promise.resolve(new Response("delay: ` + sentence + `\n", {status: 400})) : asIs(url, options)`))
	b.Do(chromedp.SendKeys("#rule [name=delay]", "2 seconds"), chromedp.Click("#rule button"))
	b.Until(beside("#rule", "delay") + ` === "` + sentence + `"`)
	b.Until(`document.activeElement.name === "delay" && document.activeElement.getAttribute("aria-invalid") === "true"`)
	b.Picture("console-wrong-field")
	b.Do(chromedp.Evaluate[chromedp.Void](`window.fetch = asIs`), chromedp.SetValue("#rule [name=delay]", "2s"), chromedp.Click("#rule button"))
	b.Until(`document.querySelectorAll("#rules tbody tr").length === 1 && !document.querySelector(".wrong, [aria-invalid]")`)
}

// The two days of a certificate go by on the page: a ticket, the clock, the answer.
func TestConsoleCollectsTheAnswerToATicket(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 404")
	b.Do(chromedp.SendKeys("#search", "two-days"))
	const row = `document.querySelector("#two-days [data-path$=criminal-record]").parentElement`
	b.Until(row + `.checkVisibility() && !` + row + `.querySelector(".collect").checkVisibility()`)
	press := func(what, says string) {
		t.Helper()
		b.Do(chromedp.Focus(`#two-days [data-path$="`+what+`"]`), chromedp.KeyEvent(kb.Enter))
		b.Until(`document.querySelector("#two-days [data-path$='` + what + `']").nextElementSibling.textContent === "` + says + ` journal"`)
	}
	press("criminal-record", "202 a ticket")
	press("criminal-record/collect", "200 still in work")
	b.Do(chromedp.SendKeys("#time [name=advance]", "48h"), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelector("#now").dateTime.startsWith("2026-11-24")`)
	press("criminal-record/collect", "200")
	s.Verify(t, Want{Persona: "two-days", On: opPoll, Times: new(2)})
	b.Do(chromedp.Focus("#two-days [data-path$='criminal-record/collect'] + output a"), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.activeElement.matches(".exchange") && document.activeElement.open && document.activeElement.textContent.includes("noRecords")`)
	b.Picture("console-collected")
	b.Do(chromedp.Focus("#clear"), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelectorAll(".exchange").length === 0`)
	b.Do(chromedp.Focus("#two-days [data-path$='criminal-record/collect'] + output a"), chromedp.KeyEvent(kb.Enter))
	b.Until(row + `.textContent.includes("no longer in the journal")`)
}

// Who hangs can be asked again, and where he hangs is seen.
func TestConsoleLeadsToWhatStillHangs(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/", "status of 500")
	b.Do(chromedp.SendKeys("#search", "hanging"))
	const button = `#hanging [data-path$="` + lookupSNILS + `"]`
	b.Do(chromedp.Focus(button), chromedp.KeyEvent(kb.Enter))
	b.Until("document.querySelector(`" + button + "`).nextElementSibling.textContent === '… journal'")
	b.Do(chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelectorAll(".exchange").length === 2`)
}

// Whoever is held in the hand as a number is found by it, however it is separated, the population too.
func TestConsoleFindsPeopleByTheirNumbers(t *testing.T) {
	clock := &watch{}
	s := Start(t, Config{Seed: 1, Now: clock.now, Population: 1000}.Unlimited())
	b := browse(t, s.URL+"/")
	worker := stated(t, "patent-worker", lookupStatus)
	passport := worker.Documents[0]
	for _, typed := range []string{
		worker.SNILS, worker.SNILS[:3] + "-" + worker.SNILS[3:6] + "-" + worker.SNILS[6:9] + " " + worker.SNILS[9:], worker.INN,
		passport.Series + " " + passport.Number, passport.Number, worker.BirthDate, "17.04.1991", "namunaev 1991-04-17",
	} {
		b.fill("#search", typed, "input")
		if found := pagetest.Value[[]string](b.Tab, visiblePeople); !slices.Contains(found, "patent-worker") || len(found) > few {
			t.Errorf("%s: %v", typed, found)
		}
	}
	one := s.crowd.inquired(7)
	d := one.Person.Documents[0]
	for _, typed := range []string{"7", "population-7", d.Series + " " + d.Number, one.Person.SNILS, one.Person.INN} {
		if typed == "" {
			continue
		}
		b.show(typed)
		b.Until(`document.querySelector("#population-7 table")?.checkVisibility()`)
	}
	b.Until(`document.querySelector("#live").textContent === "Live."`)
	b.Do(chromedp.Focus(`#population-7 [data-lookup="`+lookupStatus+`"]`), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.querySelector(".exchange summary")?.textContent.includes("population-7")`)
	b.Picture("console-population")
	b.show("99000000001")
	b.Until(`document.querySelector("section[aria-labelledby=people]").textContent.includes("Nobody of the population has 99000000001")`)
}

// show asks the page for somebody of the population, by the key: the journal that grows meanwhile moves a button away from under the pointer.
// What is there afterwards is the new page.
func (b *browser) show(whom string) {
	b.T.Helper()
	b.Do(
		chromedp.Evaluate[chromedp.Void](`window.before = true`),
		chromedp.SetValue("#population", whom), chromedp.Focus("#population"), chromedp.KeyEvent(kb.Enter),
	)
	b.Until(`!window.before && document.readyState === "complete"`)
}

// By keys one is at the people at once.
func TestConsoleSkipsToPeople(t *testing.T) {
	s, _ := started(t)
	b := browse(t, s.URL+"/")
	b.Do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	b.Until(`document.activeElement.id === "people"`)
	b.Do(chromedp.KeyEvent(kb.Tab))
	b.Until(`document.activeElement.id === "search"`)
}

// What reality does otherwise is a page like the others, on a phone too.
func TestConsoleShowsRealityAsAPage(t *testing.T) {
	s, _ := started(t)
	b := &browser{pagetest.Open(t, t.Context(), "about:blank", chromedp.WindowSize(1280, 900))}
	t.Cleanup(b.Quiet())
	b.Do(chromedp.Navigate(s.In("x").Registry("mock-and-reality")))
	b.Until(`document.querySelector("h1").textContent === "The mocks and reality" && getComputedStyle(document.body).maxWidth !== "none"`)
	b.Picture("reality")
	for _, scheme := range []string{"light", "dark"} {
		const height = 740
		b.Do(chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile), pagetest.Prefer(scheme), chromedp.Reload())
		b.Until(`document.querySelector(".scroll").scrollWidth > document.querySelector(".scroll").clientWidth`)
		b.fits("reality, " + scheme)
		b.Picture("reality-phone-" + scheme)
	}
	b.Do(chromedp.Click("nav a"), chromedp.WaitVisible("#rule"))
	if at := pagetest.Value[string](b.Tab, `location.pathname`); !strings.HasSuffix(at, "/ns/x/") {
		t.Errorf("it leads to %s", at)
	}
}
