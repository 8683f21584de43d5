package adapters

import "strings"

// SNILS is the number of an individual pension account (СНИЛС), eleven digits of which the last two are a check
// number. It is hidden, immutable, and zero when not stated; Reveal gives the eleven bare digits.
type SNILS struct{ Hidden[string] }

// lastUnchecked is the last number that was given before check numbers were: 001-001-998.
const lastUnchecked = 1001998

// ParseSNILS reads eleven digits, bare or as 000-000-000 00 (also with a hyphen before the last two), and checks them:
// the sum of d_i*(10-i) for i = 1..9, mod 101, 100 giving 00; numbers up to 001-001-998 bear no check number (ПФР, formats
// of accounting files, section 8 «Алгоритм формирования контрольного числа Страхового номера»). 000-000-000 00 is refused.
// The error is a ValueError, which does not quote s.
func ParseSNILS(s string) (SNILS, error) {
	bare, ok := bareSNILS(s)
	if !ok {
		return SNILS{}, &ValueError{CodeFormat, "a SNILS of 11 digits, such as 000-000-000 00"}
	}
	number, _ := digits(bare[:9])
	check, _ := digits(bare[9:])
	if number == 0 || number > lastUnchecked && check != snilsCheck(bare) {
		return SNILS{}, &ValueError{CodeCheckDigit, "a SNILS whose check number holds"}
	}
	return SNILS{Hide(bare)}, nil
}

func bareSNILS(s string) (string, bool) {
	const pattern = "ddd-ddd-ddd dd"
	if len(s) == len(pattern) {
		if s[3] != '-' || s[7] != '-' || s[11] != ' ' && s[11] != '-' {
			return "", false
		}
		s = s[0:3] + s[4:7] + s[8:11] + s[12:]
	}
	_, ok := digits(s)
	return s, ok && len(s) == 11
}

func snilsCheck(bare string) int {
	sum := 0
	for i := range 9 {
		sum += int(bare[i]-'0') * (9 - i)
	}
	return sum % 101 % 100
}

// Equal reports whether both are the same number.
func (s SNILS) Equal(other SNILS) bool { return s.Reveal() == other.Reveal() }

// Dashed returns 000-000-000 00, or "".
func (s SNILS) Dashed() string {
	v := s.Reveal()
	if v == "" {
		return ""
	}
	return strings.Join([]string{v[0:3], v[3:6], v[6:9]}, "-") + " " + v[9:]
}
