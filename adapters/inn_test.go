package adapters_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestParseINNReads(t *testing.T) {
	for _, input := range []string{
		"500100732259", // the example in ФНС's explanations of the check digits
		"010000000021",
		"990000000041",
	} {
		got, err := adapters.ParseINN(input)
		wantValue(t, input, got.Reveal(), err, input)
	}
}

func TestParseINNRefuses(t *testing.T) {
	for input, code := range map[string]string{
		"":              adapters.CodeFormat,
		"7707083893":    adapters.CodeFormat, // of an organisation
		"50010073225":   adapters.CodeFormat,
		"5001007322590": adapters.CodeFormat,
		"5001 0073 225": adapters.CodeFormat,
		"50010073225О":  adapters.CodeFormat,
		"-00100732259":  adapters.CodeFormat,
		"500100732258":  adapters.CodeCheckDigit,
		"500100732249":  adapters.CodeCheckDigit,
		"501000732259":  adapters.CodeCheckDigit,
		"000000000000":  adapters.CodeCheckDigit, // its check digits hold, but no region is 00
		"001234567890":  adapters.CodeCheckDigit,
	} {
		_, err := adapters.ParseINN(input)
		wantCode(t, input, err, code)
	}
}

// innRemainders returns both remainders mod 11 that the check digits come from.
func innRemainders(inn string) (eleventh, twelfth int) {
	for i, w := range []int{7, 2, 4, 10, 3, 5, 9, 4, 6, 8} {
		eleventh += w * int(inn[i]-'0')
	}
	for i, w := range []int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8} {
		twelfth += w * int(inn[i]-'0')
	}
	return eleventh % 11, twelfth % 11
}

func drawINN(t *rapid.T) string {
	head := fmt.Sprintf("%010d", rapid.IntRange(100_000_000, 9_999_999_999).Draw(t, "head"))
	first, _ := innRemainders(head + "0")
	head += fmt.Sprint(first % 10)
	_, second := innRemainders(head)
	return head + fmt.Sprint(second%10)
}

func TestEveryINNThatIsGivenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inn := drawINN(t)
		if got, err := adapters.ParseINN(inn); err != nil || got.Reveal() != inn {
			t.Fatalf("%s: got %q, %v", inn, got.Reveal(), err)
		}
	})
}

// One wrong digit changes both remainders, for 11 is prime; it passes only where each stays the same digit, as 10 and 0 do.
func TestINNWithOneWrongDigitIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inn := drawINN(t)
		at := rapid.IntRange(0, 11).Draw(t, "at")
		wrong := rapid.SampledFrom([]byte("0123456789")).Filter(func(d byte) bool { return d != inn[at] }).Draw(t, "digit")
		mistyped := inn[:at] + string(wrong) + inn[at+1:]
		first, second := innRemainders(mistyped)
		collides := first%10 == int(mistyped[10]-'0') && second%10 == int(mistyped[11]-'0')
		if collides {
			was, _ := innRemainders(inn)
			if at < 10 && was%10 != 0 {
				t.Fatalf("%s passes for %s without a collision of 10 and 0", mistyped, inn)
			}
		}
		if _, err := adapters.ParseINN(mistyped); (err == nil) != (collides && mistyped[:2] != "00") {
			t.Fatalf("%s for %s: error %v", mistyped, inn, err)
		}
	})
}

func FuzzParseINN(f *testing.F) {
	for _, s := range []string{"500100732259", "500100732258", "000000000000", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := adapters.ParseINN(s)
		if err != nil {
			checkValueError(t, s, err)
		} else if got.Reveal() != s || len(s) != 12 {
			t.Errorf("%q: got %q", s, got.Reveal())
		}
	})
}
