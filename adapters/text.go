package adapters

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ParseText reads free text of at most limit characters: an address, a settlement, an issuer. It brings it to NFC, trims it
// and joins runs of spaces; control and formatting characters, which can turn a line of a form around, and text that is not
// UTF-8 are refused. The error is a ValueError, which does not quote s.
func ParseText(s string, limit int) (Secret, error) {
	t, err := tidy(s, limit)
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(t), nil
}

// tidy returns s in NFC, trimmed, with one space for each run of spaces; it is not longer than limit characters, not
// empty, and holds nothing that is not seen.
func tidy(s string, limit int) (string, *ValueError) {
	if len(s) > limit*maxBytes {
		return "", tooLong(limit)
	}
	if !utf8.ValidString(s) {
		return "", &ValueError{CodeFormat, "UTF-8"}
	}
	t := strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	if t == "" {
		return "", &ValueError{CodeFormat, "at least one letter or digit"}
	}
	if utf8.RuneCountInString(t) > limit {
		return "", tooLong(limit)
	}
	if strings.ContainsFunc(t, unseen) {
		return "", &ValueError{CodeFormat, "no control or formatting characters"}
	}
	return t, nil
}

// maxBytes bounds the bytes of a character before NFC: a letter and two marks of four bytes each.
const maxBytes = 3 * utf8.UTFMax

func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError
}

func tooLong(limit int) *ValueError {
	return &ValueError{CodeTooLong, "at most " + strconv.Itoa(limit) + " characters"}
}
