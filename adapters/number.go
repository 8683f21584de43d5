package adapters

import (
	"strings"
	"unicode"
)

// MaxNumber is the greatest length of a series, a number or a foreign personal number, without separators: that of the
// registries' contracts (СМЭВ ForeignPassport/Number, ФНС СерНомДок).
const MaxNumber = 25

// ParseDocumentNumber reads a series or a number of a document: Latin and Russian letters and digits. Separators (spaces,
// hyphens, full stops, slashes, № and #) are dropped and letters come out in capitals, so that what is stated, sent and
// told can be joined in one way. The error is a ValueError, which does not quote s.
func ParseDocumentNumber(s string) (Secret, error) {
	return parseNumber(s, "a series or number of Latin or Russian letters and digits", func(r rune) bool {
		return isZoneCharacter(r) || 'А' <= r && r <= 'Я' || r == 'Ё'
	})
}

// ParseForeignID reads a personal number that another state gave, such as Uzbekistan's ПИНФЛ or Kazakhstan's ИИН: Latin
// letters and digits, separators dropped, capitals. Check digits are not looked at: each state has its own, and few are
// published. The country must be a state. The error is a ValueError, which does not quote s.
func ParseForeignID(country Country, s string) (ForeignID, error) {
	if !country.IsState() {
		return ForeignID{}, &ValueError{CodeUnknown, "the state that gave the number, by its code of ОКСМ"}
	}
	value, err := parseNumber(s, "a number of Latin letters and digits", isZoneCharacter)
	if err != nil {
		return ForeignID{}, err
	}
	return ForeignID{Country: country, Value: value}, nil
}

// ParseENP reads the number of a medical policy (ЕНП, единый номер полиса ОМС): sixteen digits, also in groups of four, of
// which the last is a check digit by Luhn's rule. No public order was found that says so; the numbers in published samples of
// real form hold to it. The error is a ValueError, which does not quote s.
func ParseENP(s string) (Secret, error) {
	bare := strings.ReplaceAll(s, " ", "")
	if _, ok := digits(bare); !ok || len(bare) != 16 || len(s) > len("0000 0000 0000 0000") {
		return Secret{}, &ValueError{CodeFormat, "a policy number (ЕНП) of 16 digits"}
	}
	if luhn(bare)%10 != 0 || strings.Trim(bare, "0") == "" {
		return Secret{}, &ValueError{CodeCheckDigit, "a policy number (ЕНП) whose check digit holds"}
	}
	return NewSecret(bare), nil
}

// luhn returns the sum of the digits, of which every second from the right counts double (ISO/IEC 7812-1, annex B).
func luhn(bare string) (sum int) {
	for i := range len(bare) {
		d := int(bare[len(bare)-1-i] - '0')
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum
}

// ParseRegionCode reads the two-digit code of a subject of the Russian Federation (код субъекта РФ; the first two digits
// of КЛАДР and of an INN), 01 to 99. Which of them exist changes, and is the registries' to say. The error is a ValueError,
// which does not quote s.
func ParseRegionCode(s string) (Secret, error) {
	if _, ok := digits(s); !ok || len(s) != 2 || s == "00" {
		return Secret{}, &ValueError{CodeFormat, "a two-digit code of a subject of the Russian Federation"}
	}
	return NewSecret(s), nil
}

func parseNumber(s, expected string, accepts func(rune) bool) (Secret, error) {
	const room = 2 // for separators
	t, fault := tidy(s, room*MaxNumber)
	if fault != nil {
		return Secret{}, fault
	}
	t = strings.ToUpper(strings.Map(dropSeparator, t))
	if t == "" || strings.ContainsFunc(t, func(r rune) bool { return !accepts(r) }) {
		return Secret{}, &ValueError{CodeFormat, expected}
	}
	if n := len([]rune(t)); n > MaxNumber {
		return Secret{}, tooLong(MaxNumber)
	}
	return NewSecret(t), nil
}

func dropSeparator(r rune) rune {
	if plainMark(r) == '-' || unicode.IsSpace(r) || strings.ContainsRune("№#./", r) {
		return -1
	}
	return r
}

// isZoneCharacter reports whether r is a capital or a digit of the machine-readable zone (ICAO 9303-3, section 4).
func isZoneCharacter(r rune) bool { return 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' }
