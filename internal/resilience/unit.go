package resilience

import (
	"fmt"
	"strconv"
	"strings"
)

// A Percent is a whole number of hundredths, written "20%".
type Percent int

// MarshalText writes p as "20%".
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String writes p as "20%".
func (p Percent) String() string { return strconv.Itoa(int(p)) + "%" }

// UnmarshalText reads "20%"; a space before the sign is allowed. Whether the number makes sense is Config.Validate's to
// say.
func (p *Percent) UnmarshalText(text []byte) error {
	digits, found := strings.CutSuffix(string(text), "%")
	n, err := strconv.Atoi(strings.TrimSpace(digits))
	if !found || err != nil {
		return fmt.Errorf("want a percentage like 20%%, got %d characters that are none", len(text))
	}
	*p = Percent(n)
	return nil
}

// of returns p of n, rounded down.
func (p Percent) of(n int) int { return n * int(p) / 100 }

// A Fraction is one replica's part of what a registry allows the gateway as a whole, written "1/4". The zero value is
// not a fraction.
type Fraction struct{ Part, Whole int }

// MarshalText writes f as "1/4".
func (f Fraction) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// String writes f as "1/4".
func (f Fraction) String() string { return fmt.Sprintf("%d/%d", f.Part, f.Whole) }

// UnmarshalText reads "1/4", or "1" for the whole.
func (f *Fraction) UnmarshalText(text []byte) error {
	part, whole, divided := strings.Cut(string(text), "/")
	if !divided {
		whole = part
		if part != "1" {
			whole = ""
		}
	}
	p, err1 := strconv.Atoi(strings.TrimSpace(part))
	w, err2 := strconv.Atoi(strings.TrimSpace(whole))
	if err1 != nil || err2 != nil {
		return fmt.Errorf("want a fraction like 1/4, got %d characters that are none", len(text))
	}
	*f = Fraction{Part: p, Whole: w}
	return nil
}

// of returns f of n, rounded down.
func (f Fraction) of(n int) int { return n * f.Part / f.Whole }
