package adapters_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestParseDocumentNumberReads(t *testing.T) {
	for input, want := range map[string]string{
		"FA1234567":              "FA1234567",
		"fa 1234567":             "FA1234567",
		"FA № 1234567":           "FA1234567",
		"AA-12-34 567":           "AA1234567",
		"82‑№0123456":            "820123456",
		"вв 123456":              "ВВ123456",
		"I-ЖМ":                   "IЖМ",
		"770/001/21":             "77000121",
		"0":                      "0",
		"46\u00a012":             "4612",
		strings.Repeat("1", 25):  strings.Repeat("1", 25),
		strings.Repeat("1 ", 25): strings.Repeat("1", 25),
	} {
		got, err := adapters.ParseDocumentNumber(input)
		wantValue(t, input, got.Reveal(), err, want)
	}
}

func TestParseDocumentNumberRefuses(t *testing.T) {
	for input, code := range map[string]string{
		"":                      adapters.CodeFormat,
		" - № ":                 adapters.CodeFormat,
		"FA*123456":             adapters.CodeFormat,
		"FA_123456":             adapters.CodeFormat,
		"FA<123456":             adapters.CodeFormat,
		"Қ1234567":              adapters.CodeFormat,
		"FÄ123456":              adapters.CodeFormat,
		"١٢٣٤٥٦":                adapters.CodeFormat,
		"12\x0034":              adapters.CodeFormat,
		"12\xff34":              adapters.CodeFormat,
		strings.Repeat("1", 26): adapters.CodeTooLong,
		strings.Repeat("1", 99): adapters.CodeTooLong,
	} {
		_, err := adapters.ParseDocumentNumber(input)
		wantCode(t, input, err, code)
	}
}

func TestParseForeignID(t *testing.T) {
	id, err := adapters.ParseForeignID("UZB", "3170491 000 0011")
	wantValue(t, "ПИНФЛ", id.Value.Reveal(), err, "31704910000011")
	if id.Country != "UZB" {
		t.Errorf("got country %q", id.Country)
	}
	_, err = adapters.ParseForeignID("UZB", "31704/9100Ж0011")
	wantCode(t, "31704/9100Ж0011", err, adapters.CodeFormat)
	for _, nowhere := range []adapters.Country{"", "ZZZ", adapters.Stateless} {
		_, err = adapters.ParseForeignID(nowhere, "31704910000011")
		wantCode(t, string(nowhere), err, adapters.CodeUnknown)
	}
}

func TestParseENP(t *testing.T) {
	for _, input := range []string{"7700000000000008", "7700 0000 0000 0008"} {
		got, err := adapters.ParseENP(input)
		wantValue(t, input, got.Reveal(), err, "7700000000000008")
	}
	for input, code := range map[string]string{
		"":                                adapters.CodeFormat,
		"770000000000000":                 adapters.CodeFormat,
		"77000000000000080":               adapters.CodeFormat,
		"77000000000000O8":                adapters.CodeFormat,
		"7 7 0 0 0 0 0 0 0 0 0 0 0 0 0 8": adapters.CodeFormat,
		"7700000000000009":                adapters.CodeCheckDigit,
		"7000700000000008":                adapters.CodeCheckDigit,
		"0000000000000000":                adapters.CodeCheckDigit,
	} {
		_, err := adapters.ParseENP(input)
		wantCode(t, input, err, code)
	}
}

// Luhn's rule catches every wrong digit, and every two neighbours changed about, but 09 and 90.
func TestENPWithOneWrongDigitIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringMatching(`[1-9][0-9]{14}`).Draw(t, "head")
		valid := ""
		for _, check := range "0123456789" {
			if _, err := adapters.ParseENP(head + string(check)); err == nil {
				if valid != "" {
					t.Fatalf("two check digits for %s", head)
				}
				valid = head + string(check)
			}
		}
		if valid == "" {
			t.Fatalf("no check digit for %s", head)
		}
		at := rapid.IntRange(0, 14).Draw(t, "at")
		swapped := valid[:at] + string(valid[at+1]) + string(valid[at]) + valid[at+2:]
		pair := valid[at : at+2]
		want := pair[0] == pair[1] || pair == "09" || pair == "90"
		if _, err := adapters.ParseENP(swapped); (err == nil) != want {
			t.Fatalf("%s for %s: %v", swapped, valid, err)
		}
	})
}

func TestParseRegionCode(t *testing.T) {
	got, err := adapters.ParseRegionCode("77")
	wantValue(t, "77", got.Reveal(), err, "77")
	for _, input := range []string{"", "7", "777", "00", "7a", "-7"} {
		_, err := adapters.ParseRegionCode(input)
		wantCode(t, input, err, adapters.CodeFormat)
	}
}

func TestParseText(t *testing.T) {
	got, err := adapters.ParseText("  г.\tТашкент,\n ул. И\u0306ўл, 1 ", 50)
	wantValue(t, "address", got.Reveal(), err, "г. Ташкент, ул. Йўл, 1")
	for input, code := range map[string]string{
		"":                               adapters.CodeFormat,
		" \n ":                           adapters.CodeFormat,
		"Ташкент\x07":                    adapters.CodeFormat,
		"Ташкент\u202e":                  adapters.CodeFormat,
		"Ташкент\xff":                    adapters.CodeFormat,
		strings.Repeat("я", 51):          adapters.CodeTooLong,
		strings.Repeat("я", 51) + "\xff": adapters.CodeFormat,
	} {
		_, err := adapters.ParseText(input, 50)
		wantCode(t, input, err, code)
	}
}

// A text that is far too long is refused before it is looked at.
func TestHugeTextIsRefusedAtOnce(t *testing.T) {
	huge := strings.Repeat("И\u0306 ", 1_000_000)
	if n := testing.AllocsPerRun(10, func() { _, _ = adapters.ParseText(huge, 100) }); n > 3 {
		t.Errorf("got %v allocations", n)
	}
}

func FuzzParseDocumentNumber(f *testing.F) {
	for _, s := range []string{"FA 1234567", "№", "вв-123456", "ß", "ŉ1", "\xff", "1 2 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := adapters.ParseDocumentNumber(s)
		if err != nil {
			checkValueError(t, s, err)
			return
		}
		text := got.Reveal()
		if n := utf8.RuneCountInString(text); n == 0 || n > adapters.MaxNumber {
			t.Errorf("%q is read as %q", s, text)
		}
		if again, err := adapters.ParseDocumentNumber(text); err != nil || !again.Equal(got) {
			t.Errorf("%q, read again, is %q, %v", text, again.Reveal(), err)
		}
	})
}

func FuzzParseENP(f *testing.F) {
	for _, s := range []string{"7700000000000008", "7700 0000 0000 0008", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := adapters.ParseENP(s)
		if err != nil {
			checkValueError(t, s, err)
		} else if len(got.Reveal()) != 16 {
			t.Errorf("%q is read as %q", s, got.Reveal())
		}
	})
}

func FuzzParseForeignID(f *testing.F) {
	f.Add("UZB", "31704910000011")
	f.Add("", "1")
	f.Fuzz(func(t *testing.T, country, s string) {
		got, err := adapters.ParseForeignID(adapters.Country(country), s)
		if err != nil {
			checkValueError(t, s, err)
		} else if got.Value.IsZero() || !got.Country.IsState() {
			t.Errorf("%q of %q is read as %q", s, country, got.Value.Reveal())
		}
	})
}

func FuzzParseText(f *testing.F) {
	f.Add("г. Ташкент", 20)
	f.Add("\xff", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = min(max(limit, 1), 1000)
		got, err := adapters.ParseText(s, limit)
		if err != nil {
			checkValueError(t, s, err)
			return
		}
		if n := utf8.RuneCountInString(got.Reveal()); n == 0 || n > limit {
			t.Errorf("%q is read as %q", s, got.Reveal())
		}
		if again, err := adapters.ParseText(got.Reveal(), limit); err != nil || !again.Equal(got) {
			t.Errorf("%q, read again, is %q, %v", got.Reveal(), again.Reveal(), err)
		}
	})
}

func FuzzParseRegionCode(f *testing.F) {
	f.Add("77")
	f.Add("00")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := adapters.ParseRegionCode(s)
		if err != nil {
			checkValueError(t, s, err)
		} else if got.Reveal() != s || len(s) != 2 {
			t.Errorf("%q is read as %q", s, got.Reveal())
		}
	})
}
