package person_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/sverka/sverka/internal/person"
)

func checkFold(t *testing.T, fold func(string) string, cases map[string]string) {
	t.Helper()
	for input, want := range cases {
		if got := fold(input); got != want {
			t.Errorf("%q: got %q, want %q", input, got, want)
		}
		if got := fold(want); got != want {
			t.Errorf("%q, folded again: got %q", want, got)
		}
	}
}

func TestFoldCyrillic(t *testing.T) {
	checkFold(t, person.FoldCyrillic, map[string]string{
		"":                       "",
		"Каримов":                "каримов",
		"ФЁДОРОВ":                "федоров",
		" Нгуен\u00a0 Ван - Ань": "нгуен ван ань",
		"Иванова\u2011Ким":       "иванова ким",
		"Иванова\u00adКим":       "ивановаким", // a soft hyphen only says where a line may break
		"А. Р.":                  "а р",
		"Мамедов (Гасан оглы)":   "мамедов гасан оглы",
		"О’Коннор":               "оконнор",
		"Ма`руф":                 "маруф",
		"Маъруф":                 "маруф",
		"ъ":                      "",
		"'":                      "",
		"- ' -":                  "",
		"а ъ б":                  "а б",
		"Ба\u0301бушкин":         "бабушкин", // a stress mark
		"И\u0306ода":             "йода",     // NFD
		"Kаримов":                "каримов",  // Latin K
		"KARIMOV":                "karimov",  // a word all in Latin stays Latin
		"AXMETOB":                "axmetob",
		"Иванова-KIM":            "иванова kim",
		"RУСТАМ":                 "rустам",
		"Кар***":                 "кар***",
		"Карим\u200bов":          "каримов",
		"Карим\xffов":            "карим\ufffdов",
	})
}

func TestFoldLatin(t *testing.T) {
	checkFold(t, person.FoldLatin, map[string]string{
		"":               "",
		"KARIMOV":        "karimov",
		"Van  Anh":       "van anh",
		"ALI<HASAN<OGLU": "ali hasan oglu",
		"AL-MASRI":       "al masri",
		"O'ʻKTAM":        "oktam",
		"ÖZTÜRK":         "ozturk",
		"Əliyev":         "eliyev",
		"Strauß":         "strauss",
		"Łukasz Ðorđe":   "lukasz dorde",
		"İSMAİL Işık":    "ismail isik",
		"Nguyễn":         "nguyen",
		"Ǿrsted Ǽ":       "orsted ae", // marks on letters that have none below them
		"KАRIMOV":        "karimov",   // Cyrillic А
		"КАРИМОВ":        "каримов",   // a word all in Cyrillic stays Cyrillic
		"АВЕ MARIA":      "аве maria",
	})
}

func TestFoldNumber(t *testing.T) {
	checkFold(t, person.FoldNumber, map[string]string{
		"":             "",
		"FA 1234567":   "FA1234567",
		"fa-1234567":   "FA1234567",
		"АВ № 123456":  "AB123456", // Cyrillic АВ
		"ІІ-ЖМ 123456": "IIЖM123456",
		"№":            "",
	})
}

// The letters of the Cyrillic blocks that fold into one another, written out once more. Every other letter stands alone.
func TestCyrillicLettersThatFoldIntoOne(t *testing.T) {
	groups := map[string]string{
		"": "ъ", "а": "аӑӓә", "г": "гѓґғҕӷҝ", "дж": "џҗҷҹӂ", "дз": "ѕӡ", "е": "еёѐєӗ", "з": "зҙ", "и": "иѝіїӣӥ", "й": "йј",
		"к": "кќқҟҡԛ", "ль": "љ", "н": "нңҥӈ", "нь": "њ", "о": "оӧөӫ", "п": "пԥ", "с": "сҫ", "т": "тҭ", "у": "уўүұӯӱӳ", "х": "хҳһ", "ц": "цҵ",
	}
	got := map[string]string{}
	for r := rune(0x0400); r <= 0x052F; r++ {
		if unicode.IsLower(r) {
			folded := person.FoldCyrillic(string(r))
			got[folded] += string(r)
			if upper := unicode.ToUpper(r); person.FoldCyrillic(string(upper)) != folded {
				t.Errorf("%c folds into %q, and %c into %q", upper, person.FoldCyrillic(string(upper)), r, folded)
			}
		}
	}
	for folded, letters := range got {
		want, listed := groups[folded]
		if !listed {
			want = folded
		}
		if sorted(letters) != sorted(want) {
			t.Errorf("into %q fold %s, want %s", folded, letters, want)
		}
	}
	for folded := range groups {
		if _, ok := got[folded]; !ok {
			t.Errorf("nothing folds into %q", folded)
		}
	}
}

func sorted(letters string) string { return string(slices.Sorted(slices.Values([]rune(letters)))) }

func TestLatinLettersStandAlone(t *testing.T) {
	seen := map[string]rune{}
	for r := 'a'; r <= 'z'; r++ {
		folded := person.FoldLatin(string(r))
		if other, ok := seen[folded]; ok || folded != string(r) || person.FoldLatin(string(unicode.ToUpper(r))) != folded {
			t.Errorf("%c folds into %q, as %c does", r, folded, other)
		}
		seen[folded] = r
	}
}

// Letters that lose no mark and yet have a spelling of their own in the machine-readable zone (ICAO 9303-3, section 6).
func TestLatinLettersWithoutABase(t *testing.T) {
	checkFold(t, person.FoldLatin, map[string]string{
		"ß": "ss", "Æ": "ae", "Œ": "oe", "Þ": "th", "Ø": "o", "Ð": "d", "Đ": "d", "Ł": "l", "ı": "i", "Ə": "e", "Ħ": "h", "Ŧ": "t", "Ŋ": "n",
	})
}

// writing draws texts such as names are made of, and such as they are not.
func writing() *rapid.Generator[string] {
	runes := []rune("абвгежийклмнорстуфхцчшщъыьэюяёАВЕКМНОРСТУХЁЙЪўқғҳіїәөүҷӣӯӘҚ ABCEHKMOPTXYabcehkmoptxyizIZÖöİıßƏ -–‑.'’ʻ`(),<*1\u00a0\u00ad\u0301\u0306\u0308\u200b")
	return rapid.OneOf(rapid.StringOfN(rapid.RuneFrom(runes), 0, 30, -1), rapid.String())
}

func TestFoldingTwiceIsFoldingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := writing().Draw(t, "text")
		for name, fold := range folds() {
			once := fold(s)
			if twice := fold(once); twice != once {
				t.Fatalf("%s: %q folds into %q, and that into %q", name, s, once, twice)
			}
		}
	})
}

func TestFoldingSeesNoDifferenceOfFormCaseAndSpace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳіїәөүҷӣӯ -'")), 0, 30, -1).Draw(t, "text")
		want := person.FoldCyrillic(s)
		for _, other := range []string{
			norm.NFD.String(s), strings.ToUpper(s), " " + s + "\t", strings.ReplaceAll(s, " ", " \u00a0"),
			strings.ReplaceAll(s, "-", "\u2013"), strings.ReplaceAll(s, "'", "\u2019"), strings.ReplaceAll(s, "ё", "е"),
		} {
			if got := person.FoldCyrillic(other); got != want {
				t.Fatalf("%q folds into %q, and %q into %q", s, want, other, got)
			}
		}
	})
}

// What is folded has single spaces and no capitals, so words can be told apart by spaces.
func checkFolded(t interface{ Errorf(string, ...any) }, s, folded string) {
	if folded != strings.Join(strings.Fields(folded), " ") {
		t.Errorf("%q folds into %q, which has odd spaces", s, folded)
	}
}

func folds() map[string]func(string) string {
	return map[string]func(string) string{
		"Cyrillic": person.FoldCyrillic, "Latin": person.FoldLatin, "number": person.FoldNumber,
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Каримов", "KARIMOV", "Kаримов", "О’Коннор", "İ", "\xff", "ᄀ\u00adᅡ", "ǅ", "ﬁ", "Ω", "а\u0483"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, fold := range folds() {
			once := fold(s)
			checkFolded(t, s, once)
			if twice := fold(once); twice != once {
				t.Errorf("%s: %q folds into %q, and that into %q", name, s, once, twice)
			}
			if got := fold(norm.NFC.String(s)); name != "number" && got != once {
				t.Errorf("%s: %q folds into %q, and its NFC into %q", name, s, once, got)
			}
		}
	})
}
