package adapters_test

import (
	"fmt"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestParseSNILSReads(t *testing.T) {
	for input, want := range map[string]string{
		"112-233-445 95": "11223344595", // the example of ПФР's own rules
		"112-233-445-95": "11223344595",
		"11223344595":    "11223344595",
		"087-654-303 00": "08765430300", // the sum is 202: mod 101 it is 0
		"000-000-001 00": "00000000100", // not checked up to 001-001-998
		"001-001-998 00": "00100199800",
		"001-001-998 99": "00100199899",
		"001-001-999 65": "00100199965", // the first that is checked
	} {
		got, err := adapters.ParseSNILS(input)
		wantValue(t, input, got.Reveal(), err, want)
	}
}

func TestParseSNILSRefuses(t *testing.T) {
	for input, code := range map[string]string{
		"":                 adapters.CodeFormat,
		"112-233-445":      adapters.CodeFormat,
		"112 233 445 95":   adapters.CodeFormat,
		"1122-334-45 95":   adapters.CodeFormat,
		"112-233-445_95":   adapters.CodeFormat,
		"1122334459":       adapters.CodeFormat,
		"112233445951":     adapters.CodeFormat,
		"11223344S95":      adapters.CodeFormat,
		"١١٢٢٣٣٤٤٥٩٥":      adapters.CodeFormat, // digits, but not these
		"+1122334459":      adapters.CodeFormat,
		"112-233-445 96":   adapters.CodeCheckDigit,
		"121-233-445 95":   adapters.CodeCheckDigit,
		"001-001-999 00":   adapters.CodeCheckDigit,
		"000-000-000 00":   adapters.CodeCheckDigit,
		"000-000-000 11":   adapters.CodeCheckDigit,
		" 112-233-445 95 ": adapters.CodeFormat,
	} {
		_, err := adapters.ParseSNILS(input)
		wantCode(t, input, err, code)
	}
}

func TestSNILSDashed(t *testing.T) {
	s, err := adapters.ParseSNILS("11223344595")
	wantValue(t, "11223344595", s.Dashed(), err, "112-233-445 95")
	if got := (adapters.SNILS{}).Dashed(); got != "" {
		t.Errorf("not stated: got %q", got)
	}
}

// snilsSum is the rule as ПФР words it: each digit times its place counted from the end.
func snilsSum(number string) (sum int) {
	for place := 1; place <= 9; place++ {
		digit, _ := strconv.Atoi(number[9-place : 10-place])
		sum += digit * place
	}
	return sum
}

// drawSNILS draws a checked number with its check number, worked out as ПФР words the rule.
func drawSNILS(t *rapid.T) string {
	number := fmt.Sprintf("%09d", rapid.IntRange(1_001_999, 999_999_999).Draw(t, "number"))
	check := snilsSum(number)
	for check > 101 {
		check -= 101
	}
	if check == 100 || check == 101 {
		check = 0
	}
	return number + fmt.Sprintf("%02d", check)
}

func TestEverySNILSThatIsGivenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bare := drawSNILS(t)
		got, err := adapters.ParseSNILS(bare)
		if err != nil || got.Reveal() != bare {
			t.Fatalf("%s: got %q, %v", bare, got.Reveal(), err)
		}
		again, err := adapters.ParseSNILS(got.Dashed())
		if err != nil || !again.Equal(got) {
			t.Fatalf("%s: read back as %q, %v", got.Dashed(), again.Reveal(), err)
		}
	})
}

// One wrong digit changes the sum by less than 101, so the remainder changes; but remainders 0 and 100 share the check
// number 00, and the last digit, whose place is 1, can turn one into the other.
func TestSNILSWithOneWrongDigitIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bare := drawSNILS(t)
		at := rapid.IntRange(0, 10).Draw(t, "at")
		wrong := rapid.SampledFrom([]byte("0123456789")).Filter(func(d byte) bool { return d != bare[at] }).Draw(t, "digit")
		mistyped := bare[:at] + string(wrong) + bare[at+1:]
		number, _ := strconv.Atoi(mistyped[:9])
		unchecked := 0 < number && number <= 1_001_998
		collides := !unchecked && at == 8 && snilsSum(bare)%101%100 == 0 && snilsSum(mistyped)%101%100 == 0
		if _, err := adapters.ParseSNILS(mistyped); (err == nil) != (collides || unchecked) {
			t.Fatalf("%s for %s: error %v", mistyped, bare, err)
		}
	})
}

func FuzzParseSNILS(f *testing.F) {
	for _, s := range []string{"112-233-445 95", "11223344595", "000-000-000 00", "112-233-445 9\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := adapters.ParseSNILS(s)
		if err != nil {
			checkValueError(t, s, err)
			return
		}
		if again, err := adapters.ParseSNILS(got.Dashed()); err != nil || !again.Equal(got) {
			t.Errorf("%q: %q is not read back: %v", s, got.Dashed(), err)
		}
	})
}
