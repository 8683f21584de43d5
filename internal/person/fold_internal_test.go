package person

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// Short cuts for common letters come to what the long way comes to.
func TestShortCutsComeToTheSame(t *testing.T) {
	common := rapid.StringOf(rapid.RuneFrom([]rune("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЁЪЯ -ўқ")))
	zone := rapid.StringOf(rapid.RuneFrom([]rune("ABCXYZabcxyz <-'")))
	rapid.Check(t, func(t *rapid.T) {
		cyrillic, latin := common.Draw(t, "Cyrillic"), zone.Draw(t, "Latin")
		if short, long := FoldCyrillic(cyrillic), string(inCyrillic.appendFolded(nil, cyrillic)); short != long {
			t.Fatalf("%q: %q by the short cut, %q by the long way", cyrillic, short, long)
		}
		if short, long := FoldLatin(latin), string(inLatin.appendFolded(nil, latin)); short != long {
			t.Fatalf("%q: %q by the short cut, %q by the long way", latin, short, long)
		}
	})
}

func TestComposedIsNFC(t *testing.T) {
	for r := range rune(0x3100) {
		for _, s := range []string{string(r), "а" + string(r), "u" + string(r) + "\u0304"} {
			if got, want := composed(s), norm.NFC.String(s); got != want {
				t.Errorf("%q: got %q, want %q", s, got, want)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		if got := composed(s); got != norm.NFC.String(s) {
			t.Fatalf("%q: got %q", s, got)
		}
	})
}

func TestFoldingAppends(t *testing.T) {
	for text, want := range map[string]string{"Каримов": "x каримов", "Ўктам": "x уктам", "О’К": "x ок"} {
		if got := string(appendCyrillic([]byte("x "), text)); got != want {
			t.Errorf("%s: got %q", text, got)
		}
	}
	if got := string(appendLatin([]byte("x "), "ÖZ")); got != "x oz" {
		t.Errorf("got %q", got)
	}
}

// The letters of the two alphabets that print alike, written out once more, and read from either side.
func TestTwinsAreMirrored(t *testing.T) {
	const cyrillicLetters, latinLetters = "АВСЕНІКМОРТХУасеікорху", "ABCEHIKMOPTXYaceikopxy"
	twins := map[rune]rune{}
	latin := []rune(latinLetters)
	for i, c := range []rune(cyrillicLetters) {
		twins[latin[i]] = c
		if got, want := latinTwin(c), unicode.ToLower(latin[i]); got != want {
			t.Errorf("%c: got %c, want %c", c, got, want)
		}
	}
	for r := rune(' '); r < 0x0250; r++ {
		want, ok := twins[r]
		if !ok {
			want = r
		}
		if got := cyrillicTwin(r); unicode.ToLower(got) != unicode.ToLower(want) {
			t.Errorf("%c: got %c, want %c", r, got, want)
		}
	}
	for c, want := range map[rune]rune{'Ј': 'j', 'ј': 'j', 'Ѕ': 's', 'ѕ': 's', 'в': 'в', 'т': 'т', 'Я': 'Я'} { // Serbian, Macedonian; none
		if got := latinTwin(c); got != want {
			t.Errorf("%c: got %c, want %c", c, got, want)
		}
	}
}
