package soap

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

func TestPatterns(t *testing.T) {
	for _, test := range []struct{ pattern, matches, not string }{
		{`[0-9]{11}`, "12345678901", "1234567890|123456789012|1234567890a"},
		{`[а-яА-ЯёЁ\-0-9][а-яА-ЯёЁ\-\s',.]*`, "Ёлкин|Иванов-Петров|д'Артаньян|О. Генри", "Smith|Ўктам|(Иван)|"},
		{`a|b`, "a|b", "ab|"},
		{`^a$`, "^a$", "a"},
		{`[^a]`, "b|^", "a|bb"},
		{`[\^a]`, "^|a", "b"},
		{`[a^]`, "^|a", "b"},
		{`a.c`, "abc|a c", "a\nc|a\rc|ac"},
		{`\d+`, "12|\u0661", "a"},
		{`[\d-]+`, "1-2|\u0661", "a"},
		{`\D`, "a", "1"},
		{`\s\S`, " a|\ta", "a |  "},
		{`\w+`, "aЯ1|$", " |-|.|_"},
		{`\W`, " |-|_", "a|Я"},
		{`\p{Lu}\P{Lu}`, "Яя", "яЯ"},
		{`\.\\\?\*\+\(\)\{\}\-\[\]\|\n`, ".\\?*+(){}-[]|\n", "."},
		{`a{2}b{1,}c{0,1}`, "aab|aabbc", "ab|aabcc"},
		{`(ab)?c*d+`, "abccd|d", "ab"},
		{`a&b`, "a&b", "ab"},
	} {
		p, err := compilePattern(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		sep := "|"
		if strings.Contains(test.pattern, `\|`) {
			sep = "\x00"
		}
		for value := range strings.SplitSeq(test.matches, sep) {
			if !p.match([]byte(value)) {
				t.Errorf("%s does not match %q", test.pattern, value)
			}
		}
		for value := range strings.SplitSeq(test.not, sep) {
			if p.match([]byte(value)) {
				t.Errorf("%s matches %q", test.pattern, value)
			}
		}
	}
}

func TestPatternsOutsideTheSubset(t *testing.T) {
	for _, pattern := range []string{
		`[a-z-[aeiou]]`, `\i\c*`, `\p{IsCyrillic}`, `\pL`, `\p`, `\p{L`, `[]`, `[^]`, `[a`, `a)`, `(a`, `]`, `}`, `*`, `a**`, `a*?`, `a{2}?`, `|*`, `(*a)`,
		`a{,2}`, `a{`, `a{x}`, `a{}`, `a{2,1}`, `a{1001}`, `(?i)a`, `(?:a)`, `\b`, `\A`, `\z`, `\Q`, `\x41`, `\1`, `\`, `[\S]`, `[z-a]`, `[[:alpha:]]`,
	} {
		if p, err := compilePattern(pattern); err == nil {
			t.Errorf("%s is compiled, to %d states", pattern, len(p.accepts))
		}
	}
}

// What would take more memory than a pattern is worth is refused when the contract is compiled: this one needs a state for each set of the
// last dozen characters.
func TestAPatternOfTooManyStatesIsRefused(t *testing.T) {
	if _, err := compilePattern(`[ab]*a[ab]{12}`); !errors.Is(err, errTable) {
		t.Errorf("got %v", err)
	}
	if _, err := compilePattern(`[ab]*a[ab]{8}`); err != nil {
		t.Error(err)
	}
}

// The translation never asks for these; whoever did would get an error, and no automaton that is wrong.
func TestAnAutomatonIsOfCharactersAlone(t *testing.T) {
	for _, expression := range []string{`(?i)k`, `a(?i)k`, `a\b`, `^a`, `a$`, `(?m)^a`} {
		if _, err := newAutomaton(expression); !errors.Is(err, errBeyond) {
			t.Errorf("%s: got %v", expression, err)
		}
	}
}

// FuzzPattern finds patterns that crash the translation or the automaton, and values about which the automaton and Go's regular
// expressions are not of one mind.
func FuzzPattern(f *testing.F) {
	for _, seed := range []string{
		`[а-яА-ЯёЁ\-0-9][а-яА-ЯёЁ\-\s',.]*`, `\d{4}-(0[1-9]|1[0-2])`, `[^\w]|\p{Lu}`, `(a|ab)(c|bcd)(d*)`, `(a*)*b?`, `()|a`, `.\W{2,3}`,
	} {
		for _, value := range []string{"value", "Ёлкин", "2026-11", "abcd", "aaab", "", "x\n|", "\xff"} {
			f.Add(seed, value)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, value string) {
		p, err := compilePattern(pattern)
		if err != nil {
			return
		}
		expression, err := translatePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		oracle := regexp.MustCompile(expression)
		oracle.Longest() // of those that begin first: if any is the whole value, it is this one
		at := oracle.FindStringIndex(value)
		if want, got := at != nil && at[0] == 0 && at[1] == len(value), p.match([]byte(value)); got != want {
			t.Fatalf("%q on %q: %v, expected %v", pattern, value, got, want)
		}
	})
}
