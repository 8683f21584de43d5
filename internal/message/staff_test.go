package message

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// TestStaffAreToldOfEveryAnswerAndFailure: each combination of the closed lists has the note that is written for it, and not
// only one that fits by fewer words.
func TestStaffAreToldOfEveryAnswerAndFailure(t *testing.T) {
	notes := NewStaff()
	want := func(w Words) {
		if note, ok := Of(notes, w); !ok || note.Words != w {
			t.Errorf("%+v is told as %+v", w, note.Words)
		}
	}
	count := 0
	for _, o := range adapters.Outcomes() {
		want(Words{Outcome: o})
		count++
	}
	for _, r := range adapters.NotFoundReasons() {
		want(Words{Outcome: adapters.NotFound, Reason: string(r)})
		count++
	}
	for lookup, verdicts := range lookups(t) {
		for _, v := range verdicts {
			if v != "" {
				want(Words{Lookup: lookup, Outcome: adapters.Match, Verdict: v})
				count++
			}
		}
	}
	for _, rule := range adapters.Rules() {
		want(Words{Kind: rule.Kind})
		count++
		for _, r := range rule.Reasons {
			want(Words{Kind: rule.Kind, Reason: string(r)})
			count++
		}
	}
	const ofTheFrontDoor = 7 // reasons that internal/httpapi alone knows, and holds to this file
	if len(notes) != count+ofTheFrontDoor {
		t.Errorf("%d notes for %d combinations", len(notes), count)
	}
}

// TestTheNoteWithTheMostWordsIsRead: whatever else an answer says.
func TestTheNoteWithTheMostWordsIsRead(t *testing.T) {
	notes := NewStaff()
	for _, tc := range []struct{ asked, want Words }{
		{Words{Lookup: "tax/inn", Outcome: adapters.Match, Verdict: adapters.Active}, Words{Lookup: "tax/inn", Outcome: adapters.Match, Verdict: adapters.Active}},
		{Words{Lookup: "pension/snils-check", Outcome: adapters.Match}, Words{Outcome: adapters.Match}},
		{Words{Lookup: "mvd/restrictions", Outcome: adapters.Listed}, Words{Outcome: adapters.Listed}},
		{Words{Lookup: "tax/inn", Outcome: adapters.NotFound, Reason: "not_yet"}, Words{Outcome: adapters.NotFound, Reason: "not_yet"}},
		{Words{Lookup: "tax/inn", Kind: adapters.Refused, Reason: "tomorrow"}, Words{Kind: adapters.Refused}},
	} {
		for range 2 { // in whatever order they stand
			slices.Reverse(notes)
			if note, ok := Of(notes, tc.asked); !ok || note.Words != tc.want {
				t.Errorf("%+v is told as %+v", tc.asked, note.Words)
			}
		}
	}
	if note, ok := Of(notes, Words{Lookup: "tax/inn", Outcome: "tomorrow"}); ok {
		t.Errorf("an outcome of tomorrow is told as %+v", note)
	}
}

// TestNoNoteNamesAList: which list it is, only the record says, for whom it is disclosed to. Nor does a note tell of a crime.
func TestNoNoteNamesAList(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)судим|розыск|разыск|контролируем|реестр|список|списк|въезд|запрет на|депорт|выдвор|уголов|преступ|полици|` +
		`criminal|convict|wanted|\blists?\b|entry ban|controlled|police|depor|crime`)
	for _, n := range NewStaff() {
		if word := forbidden.FindString(n.Ru + " " + n.En); word != "" {
			t.Errorf("%+v says %q", n.Words, word)
		}
	}
}

// TestNotesAreWellSet: whole sentences, each its own, a capital Вы, and nothing that a citizen is told.
func TestNotesAreWellSet(t *testing.T) {
	you := regexp.MustCompile(`(^|\P{Cyrillic})(вы|вас|вам|вами|ваш\p{Cyrillic}*)($|\P{Cyrillic})`)
	var told []string
	for _, text := range NewCitizen().Texts() {
		told = append(told, text.Ru, text.En)
	}
	const longest = 250
	seen := make(map[string]Words)
	for _, n := range NewStaff() {
		for _, text := range []string{n.Ru, n.En} {
			if other, twice := seen[text]; twice || slices.Contains(told, text) {
				t.Errorf("%+v and %+v say %q", n.Words, other, text)
			}
			seen[text] = n.Words
			if !strings.HasSuffix(text, ".") || !regexp.MustCompile(`^\p{Lu}`).MatchString(text) || len([]rune(text)) > longest || you.MatchString(text) {
				t.Errorf("%+v: %q", n.Words, text)
			}
		}
		if !regexp.MustCompile(`\p{Cyrillic}`).MatchString(n.Ru) || regexp.MustCompile(`\p{Cyrillic}`).MatchString(n.En) {
			t.Errorf("%+v: %q, %q", n.Words, n.Ru, n.En)
		}
	}
}

func TestNotesThatAreNotWholeAreRefused(t *testing.T) {
	for _, document := range []string{
		"outcomes: {clear: {ru: Да.}}", "failures: {denied: {en: No.}}", "failures: {denied: {ru: Да., en: No., reasons: {tls: {ru: Да.}}}}",
		"verdicts: {}", "outcomes: 7", "outcomes: {clear: {ru: Да., en: Yes., de: Ja.}}",
	} {
		if _, err := readStaff([]byte(document)); err == nil {
			t.Errorf("%q is taken", document)
		}
	}
	if notes, err := readStaff([]byte("outcomes: {clear: {ru: Да., en: Yes.}}")); err != nil || len(notes) != 1 {
		t.Errorf("%v %v", notes, err)
	}
}
