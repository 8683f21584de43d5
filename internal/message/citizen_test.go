package message

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write testdata/decisions.golden anew")
	m.Run()
}

// lookups are those of the design's section 2, with their verdicts; "" is a match without one.
func lookups(t *testing.T) map[string][]adapters.Verdict {
	t.Helper()
	design, err := os.ReadFile("../docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]adapters.Verdict)
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z]+/[a-z-]+)` \\|[^|]*\\|([^|]*)\\|([^|]*)\\|$").FindAllStringSubmatch(string(design), -1) {
		all[row[1]] = nil
		for v := range strings.SplitSeq(strings.Trim(row[3], " –"), ", ") {
			if v != "" || strings.Contains(row[2], "match") {
				all[row[1]] = append(all[row[1]], adapters.Verdict(v))
			}
		}
	}
	if len(all) < 12 {
		t.Fatalf("the design has %d lookups", len(all))
	}
	return all
}

// TestEveryAnswerAndFailureHasItsText: each word of the closed lists is decided, by itself, and nothing else is.
func TestEveryAnswerAndFailureHasItsText(t *testing.T) {
	c := NewCitizen()
	same(t, "outcomes", append(slices.Collect(maps.Keys(c.outcomes)), adapters.Match, adapters.NotFound), adapters.Outcomes())
	same(t, "not_found", slices.Collect(maps.Keys(c.notFound)), adapters.NotFoundReasons())
	same(t, "failures", slices.Collect(maps.Keys(c.failures)), append(adapters.Kinds(), wrongEntry))
	var decided []adapters.Verdict
	named := make(map[string]bool)
	for lookup, verdicts := range lookups(t) {
		same(t, lookup, c.Verdicts(lookup), verdicts)
		decided = append(decided, verdicts...)
		named[lookup] = true
	}
	slices.Sort(decided)
	same(t, "verdicts", slices.Compact(decided), append(adapters.Verdicts(), ""))
	for lookup := range c.matches {
		if !named[lookup] {
			t.Errorf("%s is no lookup of the design", lookup)
		}
	}
}

// same reports words of which just one of two lists has.
func same[W ~string](t *testing.T, what string, got, want []W) {
	t.Helper()
	if g, w := slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)); !slices.Equal(g, w) {
		t.Errorf("%s:\n catalogue %q\n closed    %q", what, g, w)
	}
}

// TestDecisionsStand: what each answer and each failure comes to is written down in testdata. A line that changes changes
// what citizens are told: `go test -update` writes them anew; read the difference.
func TestDecisionsStand(t *testing.T) {
	c := NewCitizen()
	var b strings.Builder
	line := func(what string, text Text) { fmt.Fprintf(&b, "%-50s %-14s %s\n", what, text.Code, text.Action) }
	for _, o := range adapters.Outcomes() {
		if o != adapters.Match && o != adapters.NotFound {
			line(string(o), c.OfAnswer("tax/inn", o, "", ""))
		}
	}
	for _, r := range adapters.NotFoundReasons() {
		line("not_found "+string(r), c.OfAnswer("tax/inn", adapters.NotFound, r, ""))
	}
	all := lookups(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, v := range all[name] {
			line(strings.TrimSpace(name+" match "+string(v)), c.OfAnswer(name, adapters.Match, "", v))
		}
	}
	for _, rule := range adapters.Rules() {
		line(string(rule.Kind), c.OfFailure(adapters.Fail(rule.Kind, "", "")))
	}
	wrong := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "")
	wrong.Errors = []adapters.FieldError{{Pointer: "/subject/snils"}}
	line("invalid, of the subject", c.OfFailure(wrong))
	golden(t, "decisions.golden", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != got {
		t.Errorf("%v; got\n%s", err, got)
	}
}

// TestCodesAreForEver: a code that was ever published is there, with its action and its meaning. A new one is added to
// testdata/codes.golden by hand; no line of that file is ever changed or taken away, so nothing writes it.
func TestCodesAreForEver(t *testing.T) {
	published, err := os.ReadFile("testdata/codes.golden")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, text := range NewCitizen().Texts() {
		fmt.Fprintf(&b, "%s %s: %s\n", text.Code, text.Action, text.When)
	}
	if b.String() != string(published) {
		t.Errorf("published:\n%s\nnow:\n%s", published, b.String())
	}
}

// TestAdverseAnswersShareOneText: whatever stands, or may stand, against a person is told in the same words, and so is what
// nobody has decided about.
func TestAdverseAnswersShareOneText(t *testing.T) {
	c := NewCitizen()
	adverse := []adapters.Verdict{adapters.Lapsed, adapters.Invalid, adapters.ReportedLost, adapters.ReportedInvalid, adapters.Annulled, adapters.Merged}
	for name, verdicts := range lookups(t) {
		told := []Text{
			c.OfAnswer(name, adapters.Possible, "", ""), c.OfAnswer(name, adapters.Listed, "", ""),
			c.OfAnswer(name, "an outcome of tomorrow", "", ""), c.OfAnswer(name, "", "", ""),
			c.OfAnswer(name, adapters.NotFound, "a reason of tomorrow", ""), c.OfAnswer(name, adapters.Match, "", "a verdict of tomorrow"),
		}
		for _, v := range append(adapters.Verdicts(), "") {
			if slices.Contains(adverse, v) || !slices.Contains(verdicts, v) {
				told = append(told, c.OfAnswer(name, adapters.Match, "", v))
			}
		}
		for i, text := range told {
			if text != c.adverse {
				t.Errorf("%s: adverse answer %d is told as %s", name, i, text.Code)
			}
		}
	}
	for _, name := range []string{"migration/status", "migration/registration"} {
		if text := c.OfAnswer(name, adapters.Match, "", adapters.None); text != c.adverse {
			t.Errorf("%s none is told as %s", name, text.Code)
		}
	}
	for _, v := range adapters.Verdicts() {
		if text := c.OfAnswer("a/lookup-of-tomorrow", adapters.Match, "", v); text != c.adverse {
			t.Errorf("a lookup of tomorrow: %s is told as %s", v, text.Code)
		}
	}
}

// TestDebtIsToldAsNoDebtIs: where two verdicts are fine, the words do not tell which it was.
func TestDebtIsToldAsNoDebtIs(t *testing.T) {
	c := NewCitizen()
	if c.OfAnswer("tax/obligations", adapters.Match, "", adapters.Debt) != c.OfAnswer("tax/obligations", adapters.Match, "", adapters.NoDebt) {
		t.Error("a debt is told apart from none")
	}
	if c.OfAnswer("pension/payments", adapters.Match, "", adapters.Receives) != c.OfAnswer("pension/payments", adapters.Match, "", adapters.None) {
		t.Error("who is paid is told apart from who is not")
	}
}

// TestNoTextGivesAnythingAway: none names a registry, a list, a cause, or how the gateway works.
func TestNoTextGivesAnythingAway(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)судим|розыск|разыск|реестр|списк|список|МВД|ФНС|СФР|ПФР|ФМС|ГУВМ|полици|мигра|налог|пенс|въезд|запре|депорт|выдвор|закон|долг|задолж|` +
		`умер|смерт|контрол|паспорт|виз[аыу]|патент|аннулир|недействит|утерян|утрач|истек|истёк|просроч|ошибк|сбой|сервер|шлюз|тайм|срок ожид|` +
		`criminal|convict|wanted|list|police|migra|\btax|pension|entry|ban\b|depor|illegal|law\b|debt|deceased|dead|died|expired|lost|invalid|annul|` +
		`breaker|timeout|timed out|http|soap|xml|json|certificate|server|gateway|error|circuit|quota|maintenance`)
	for _, text := range NewCitizen().Texts() {
		if word := forbidden.FindString(text.Ru + " " + text.En); word != "" {
			t.Errorf("%s says %q", text.Code, word)
		}
	}
}

// TestTextsAreWellSet: whole sentences, a capital Вы, and no longer than two text messages in Russian (67 of UCS-2 each) and
// one in English (160 of GSM 03.38, whose letters all are).
func TestTextsAreWellSet(t *testing.T) {
	ru := regexp.MustCompile(`^\p{Lu}[\p{Cyrillic}, ]*[.]( \p{Lu}[\p{Cyrillic}, ]*[.])*$`)
	en := regexp.MustCompile(`^[A-Z][A-Za-z', ]*[.]( [A-Z][A-Za-z', ]*[.])*$`)
	you := regexp.MustCompile(`(^|\P{Cyrillic})(вы|вас|вам|вами|ваш\p{Cyrillic}*)($|\P{Cyrillic})`)
	seen := make(map[string]string)
	for _, text := range NewCitizen().Texts() {
		if !ru.MatchString(text.Ru) || utf8.RuneCountInString(text.Ru) > 2*67 || you.MatchString(text.Ru) {
			t.Errorf("%s: %q", text.Code, text.Ru)
		}
		if !en.MatchString(text.En) || len(text.En) > 160 {
			t.Errorf("%s: %q", text.Code, text.En)
		}
		for _, said := range []string{text.Code, text.When, text.Ru, text.En} {
			if other, twice := seen[said]; twice || said == "" {
				t.Errorf("%s and %s say %q", text.Code, other, said)
			}
			seen[said] = text.Code
		}
		if !slices.Contains([]string{"fix_input", "wait", "visit", "none"}, text.Action) {
			t.Errorf("%s: action %q", text.Code, text.Action)
		}
	}
}

// TestOnlyWhatIsStatedOfThePersonIsTheCitizensToMend.
func TestOnlyWhatIsStatedOfThePersonIsTheCitizensToMend(t *testing.T) {
	for pointers, want := range map[string]string{
		"/subject/snils":                   "check_input",
		"/subject/snils /subject/sex":      "check_input",
		"/subject/snils /purpose":          "not_offered",
		"/case_id":                         "not_offered",
		"":                                 "not_offered",
		"/subject":                         "not_offered",
		"/subjects/snils /subject/snils/0": "not_offered",
	} {
		f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "")
		for p := range strings.FieldsSeq(pointers) {
			f.Errors = append(f.Errors, adapters.FieldError{Pointer: p})
		}
		if text := NewCitizen().OfFailure(f); text.Code != want {
			t.Errorf("%q: %s, want %s", pointers, text.Code, want)
		}
		f.Kind = adapters.Rejected
		if text := NewCitizen().OfFailure(f); text.Code != "try_later" {
			t.Errorf("%q of the registry: %s", pointers, text.Code)
		}
	}
}

// TestAFailureOfTomorrowIsOurBug: a kind that nobody knows is told as an internal failure.
func TestAFailureOfTomorrowIsOurBug(t *testing.T) {
	c := NewCitizen()
	if got, want := c.OfFailure(adapters.Fail("tomorrow", "", "")), c.OfFailure(adapters.Fail(adapters.Internal, "", "")); got != want || got.Ru == "" {
		t.Errorf("%+v", got)
	}
}

// TestACatalogueThatNamesNoTextIsRefused: a code that is mistyped is found when the program starts, not when it is said.
func TestACatalogueThatNamesNoTextIsRefused(t *testing.T) {
	for _, document := range []string{
		"", "texts: []", "texts: 7", "something: else",
		"texts: [{code: in_person}]\noutcomes: {clear: chekced}",
		"texts: [{code: in_person}]\nnot_found: {not_yet: x}",
		"texts: [{code: in_person}]\nmatches: {tax/inn: {active: x}}",
		"texts: [{code: in_person}]\nfailures: {denied: x}",
		"texts: [{code: in_person, de: Kommen Sie}]",
	} {
		if _, err := readCitizen([]byte(document)); err == nil {
			t.Errorf("%q is taken", document)
		}
	}
	if _, err := readCitizen([]byte("texts: [{code: in_person}]\noutcomes: {clear: in_person}")); err != nil {
		t.Error(err)
	}
}
