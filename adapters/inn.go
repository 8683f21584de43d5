package adapters

// INN is the taxpayer number of a natural person (ИНН физического лица), twelve digits of which the last two are check
// digits. It is hidden, immutable, and zero when not stated; Reveal gives the twelve digits.
type INN struct{ Hidden[string] }

// ParseINN reads twelve bare digits and checks both check digits: weights 7 2 4 10 3 5 9 4 6 8 for the eleventh,
// 3 7 2 4 10 3 5 9 4 6 8 for the twelfth, mod 11 mod 10 (ФНС order ММВ-7-6/435@ of 2012). No region has the code 00, so
// numbers that begin with it are refused. The error is a ValueError, which does not quote s.
func ParseINN(s string) (INN, error) {
	if _, ok := digits(s); !ok || len(s) != 12 {
		return INN{}, &ValueError{CodeFormat, "an INN of a person, 12 digits"}
	}
	if s[:2] == "00" || innCheck(s[:10]) != s[10] || innCheck(s[:11]) != s[11] {
		return INN{}, &ValueError{CodeCheckDigit, "an INN whose check digits hold"}
	}
	return INN{Hide(s)}, nil
}

// innCheck returns the check digit that follows the first ten or eleven digits: the weights of the shorter are the tail
// of the longer's.
func innCheck(head string) byte {
	weights := [...]int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	sum := 0
	for i := range len(head) {
		sum += int(head[i]-'0') * weights[len(weights)-len(head)+i]
	}
	return byte('0' + sum%11%10)
}

// Equal reports whether both are the same number.
func (n INN) Equal(other INN) bool { return n.Reveal() == other.Reveal() }
