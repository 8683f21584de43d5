package adapters_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestParseCyrillicNameReads(t *testing.T) {
	for input, want := range map[string]string{
		"Каримов":                "Каримов",
		"КАРИМОВ":                "КАРИМОВ", // the case is kept
		"Фёдоров":                "Фёдоров",
		"Ўктамов":                "Ўктамов",
		"У\u0306ктамов":          "Ўктамов", // NFD
		"Қодирзода":              "Қодирзода",
		"Ғафурӣ":                 "Ғафурӣ",
		"Ҳасанҷонов":             "Ҳасанҷонов",
		"Әлібекұлы":              "Әлібекұлы",
		"Өмүрбеков":              "Өмүрбеков",
		"Їжакевич":               "Їжакевич",
		"О’Коннор":               "О'Коннор",
		"Маʼруф":                 "Ма'руф",
		"Иванова‑Ким":            "Иванова-Ким",
		"Иванова — Ким":          "Иванова - Ким",
		"Нгуен  Ван\u00a0Ань":    "Нгуен Ван Ань",
		"  Азиз\t":               "Азиз",
		"Мамедов (Гасан оглы)":   "Мамедов (Гасан оглы)",
		"ибн Юсуф (мл. сын)":     "ибн Юсуф (мл. сын)",
		"У":                      "У",
		strings.Repeat("Щ", 100): strings.Repeat("Щ", 100),
	} {
		got, err := adapters.ParseCyrillicName(input)
		wantValue(t, input, got.Reveal(), err, want)
	}
}

func TestParseCyrillicNameRefuses(t *testing.T) {
	for input, code := range map[string]string{
		"":                             adapters.CodeFormat,
		"   ":                          adapters.CodeFormat,
		"-":                            adapters.CodeFormat,
		"'":                            adapters.CodeFormat,
		"Каримов2":                     adapters.CodeFormat,
		"Каримов\x00":                  adapters.CodeFormat,
		"Карим\u200bов":                adapters.CodeFormat, // zero width
		"Карим\u202eов":                adapters.CodeFormat, // turns the line around
		"Карим\xff":                    adapters.CodeFormat,
		"Каримов\u0482":                adapters.CodeFormat,      // the sign of thousands, in the Cyrillic block
		"Каримов\ua64b":                adapters.CodeMixedScript, // a letter of Church Slavonic
		"Кари\u0301мов":                adapters.CodeFormat,      // a stress mark
		"Каримов<script>":              adapters.CodeMixedScript,
		"Каримов & сын":                adapters.CodeFormat,
		"Каримов*":                     adapters.CodeFormat,
		"Karimov":                      adapters.CodeScript,
		"AXMETOB":                      adapters.CodeScript, // all Latin, though it looks Cyrillic
		"Иванова-Kim":                  adapters.CodeScript,
		"Каримов Aziz":                 adapters.CodeScript,
		"كريموف":                       adapters.CodeScript,
		"Kаримов":                      adapters.CodeMixedScript, // a Latin K
		"Каримoв":                      adapters.CodeMixedScript, // a Latin o
		"Нгуен Baн":                    adapters.CodeMixedScript,
		"Καримов":                      adapters.CodeMixedScript, // a Greek Κ and α
		strings.Repeat("Щ", 101):       adapters.CodeTooLong,
		strings.Repeat("Щ", 1_000_000): adapters.CodeTooLong,
		strings.Repeat("У\u0306", 101): adapters.CodeTooLong,
	} {
		_, err := adapters.ParseCyrillicName(input)
		wantCode(t, input, err, code)
	}
}

// No registry finds anybody by an initial, and of a list nothing found by one would be clear.
func TestAnInitialIsNoName(t *testing.T) {
	for name, parse := range map[string]func(string) (adapters.Secret, error){
		"М.": adapters.ParseCyrillicName, "М.Р.": adapters.ParseCyrillicName, "М. Р": adapters.ParseCyrillicName, "М.Р": adapters.ParseCyrillicName,
		"Мехри Д.": adapters.ParseCyrillicName, "Д. Мехри": adapters.ParseCyrillicName, "Азиз-А. Бек": adapters.ParseCyrillicName,
		"ибн Юсуф, мл.": adapters.ParseCyrillicName, "Мехр. ": adapters.ParseCyrillicName, "(Мехр.)": adapters.ParseCyrillicName, "Ғ.": adapters.ParseCyrillicName,
		"M.": adapters.ParseLatinName, "MEHRI D.": adapters.ParseLatinName,
	} {
		_, err := parse(name)
		wantCode(t, name, err, adapters.CodeFormat)
		if err == nil || !strings.Contains(err.Error(), "expected a whole name, not an initial") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestMixedScriptIsExplained(t *testing.T) {
	_, err := adapters.ParseCyrillicName("Kаримов")
	if err == nil || !strings.Contains(err.Error(), "one alphabet") || !strings.Contains(err.Error(), "look just like") {
		t.Errorf("got %v", err)
	}
}

func TestParseLatinNameReads(t *testing.T) {
	for input, want := range map[string]string{
		"KARIMOV":       "KARIMOV",
		"Karimov":       "KARIMOV",
		"Van  Anh":      "VAN ANH",
		"Al‐Masri":      "AL-MASRI",
		"O‘KTAMOV":      "O'KTAMOV",
		" AZIZ ":        "AZIZ",
		"g`ayrat o'g'l": "G'AYRAT O'G'L",
	} {
		got, err := adapters.ParseLatinName(input)
		wantValue(t, input, got.Reveal(), err, want)
	}
}

func TestParseLatinNameRefuses(t *testing.T) {
	for input, code := range map[string]string{
		"":                       adapters.CodeFormat,
		"ÖZTÜRK":                 adapters.CodeFormat, // the zone has no marks
		"KARIMOV<<AZIZ":          adapters.CodeFormat,
		"KARIMOV.":               adapters.CodeFormat,
		"KARIMOV (AZIZ)":         adapters.CodeFormat,
		"KARIMOV1":               adapters.CodeFormat,
		"Каримов":                adapters.CodeScript,
		"KАRIMOV":                adapters.CodeMixedScript, // a Cyrillic А
		"KARIMOV ΑZIZ":           adapters.CodeMixedScript, // a Greek Α
		strings.Repeat("A", 101): adapters.CodeTooLong,
	} {
		_, err := adapters.ParseLatinName(input)
		wantCode(t, input, err, code)
	}
}

func nameGenerator() *rapid.Generator[string] {
	letters := []rune("абвгджзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЁЖЗИЙўқғҳіїәөүұӣӯҷ")
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom(letters), 1, 12, -1), 1, 4).Draw(t, "words")
		return strings.Join(words, rapid.SampledFrom([]string{" ", "-", "'", "‑", "\u00a0"}).Draw(t, "between"))
	})
}

func TestNameReadTwiceIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, err := adapters.ParseCyrillicName(nameGenerator().Draw(t, "name"))
		if err != nil {
			t.Fatal(err)
		}
		twice, err := adapters.ParseCyrillicName(once.Reveal())
		if err != nil || !twice.Equal(once) {
			t.Fatalf("%q is read as %q, %v", once.Reveal(), twice.Reveal(), err)
		}
	})
}

// TestAWordIsReadAsWhatIsAroundItDoesNotChangeIt compares names that take the short way with the same ones that do not: a
// space is tidied away.
func TestAWordIsReadAsWhatIsAroundItDoesNotChangeIt(t *testing.T) {
	for name, c := range map[string]struct {
		parse   func(string) (adapters.Secret, error)
		letters *rapid.Generator[string]
	}{
		"Cyrillic": {adapters.ParseCyrillicName, rapid.StringMatching(`[А-яЁёЎқӣ]{0,110}`)},
		"Latin":    {adapters.ParseLatinName, rapid.StringMatching(`[A-Za-zÖ]{0,110}`)},
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				word := c.letters.Draw(t, "word")
				bare, bareErr := c.parse(word)
				spaced, spacedErr := c.parse(word + " ")
				if !bare.Equal(spaced) || fmt.Sprint(bareErr) != fmt.Sprint(spacedErr) {
					t.Fatalf("%q is read as %q, %v; before a space as %q, %v", word, bare.Reveal(), bareErr, spaced.Reveal(), spacedErr)
				}
			})
		})
	}
}

func TestOneLatinLetterInACyrillicWordIsMixed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.StringOfN(rapid.RuneFrom([]rune("абвгдежз")), 2, 20, -1).Draw(t, "word"))
		word[rapid.IntRange(0, len(word)-1).Draw(t, "at")] = rapid.RuneFrom([]rune("aceopxyABCEHKMOPTXYz")).Draw(t, "letter")
		_, err := adapters.ParseCyrillicName(string(word))
		if v := (*adapters.ValueError)(nil); !errors.As(err, &v) || v.Code != adapters.CodeMixedScript {
			t.Fatalf("%s: got %v", string(word), err)
		}
	})
}

func FuzzParseCyrillicName(f *testing.F) { fuzzName(f, adapters.ParseCyrillicName) }
func FuzzParseLatinName(f *testing.F)    { fuzzName(f, adapters.ParseLatinName) }

func fuzzName(f *testing.F, parse func(string) (adapters.Secret, error)) {
	for _, s := range []string{"Каримов", "KARIMOV", "Kаримов", "О’Коннор", "У\u0306", "\xff", "(", "Ван  Ань", "İ", "ﬁ", "М.", "М.Р", "Д. Мехри", "(мл.)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := parse(s)
		if err != nil {
			checkValueError(t, s, err)
			return
		}
		text := name.Reveal()
		if text == "" || utf8.RuneCountInString(text) > adapters.MaxName || !norm.NFC.IsNormalString(text) ||
			text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
			t.Errorf("%q is read as %q", s, text)
		}
		if again, err := parse(text); err != nil || !again.Equal(name) {
			t.Errorf("%q, read again, is %q, %v", text, again.Reveal(), err)
		}
	})
}
