package person

import (
	"testing"

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
	for r := rune(0); r < 0x3100; r++ {
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
