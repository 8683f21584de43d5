package person

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// ComparePaper compares two documents by type, country, series, number and, where both sides tell it, the date of issue; when it
// expires and who issued it belong to the record, not to what tells one paper from another.
//
// Papers of different types are NotCompared: a registry that speaks of a visa says nothing of a passport. But one number is not that of
// a passport and of an identity card, too: of papers that serve the same ends it Differs. A number without its series is NotCompared
// with one that has it, for it is unique only together with it. Series and number are joined before they are compared, because
// registries part them differently; a number of nothing but zeros beside a series is what people are told to enter when a form has room
// for the whole number in the series only.
func ComparePaper(a, b *adapters.Paper) adapters.Comparison {
	x, y := numberOf(a), numberOf(b)
	if x.all == "" || y.all == "" {
		return adapters.NotCompared
	}
	number := compareNumbers(x, y)
	otherState := a.Country != "" && b.Country != "" && a.Country != b.Country
	switch {
	case a.Type != "" && b.Type != "" && a.Type != b.Type:
		if number == adapters.Same && !otherState && isIdentity(a) == isIdentity(b) {
			return adapters.Differs
		}
		return adapters.NotCompared
	case otherState:
		return adapters.Differs
	case number == adapters.Same && CompareDate(a.IssuedOn, b.IssuedOn) == adapters.Differs:
		return adapters.Differs
	default:
		return number
	}
}

func compareNumbers(x, y number) adapters.Comparison {
	switch {
	case x.all == y.all:
		return adapters.Same
	case x.bare && x.all == y.number, y.bare && y.all == x.number:
		return adapters.NotCompared
	default:
		return adapters.Differs
	}
}

func isIdentity(p *adapters.Paper) bool {
	return slices.Contains(adapters.IdentityDocuments(), p.Type)
}

// FoldNumber returns a series or number as it is compared: letters and digits only, capitals, and Cyrillic letters as the
// Latin ones that look alike. The same series is typed on either keyboard, and no state uses both alphabets in a way that
// would make two papers of one.
func FoldNumber(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r = numberTwin(unicode.ToUpper(r)); unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// numberTwin returns the Latin letter that looks like the Cyrillic capital r, or r.
func numberTwin(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	if twin := latinTwin(r); twin < utf8.RuneSelf {
		return unicode.ToUpper(twin)
	}
	return r
}

// A number is what identifies a paper, folded.
type number struct {
	all    string // series and number joined
	number string
	bare   bool // no series is told
}

func numberOf(p *adapters.Paper) number {
	series, n := FoldNumber(p.Series.Reveal()), FoldNumber(p.Number.Reveal())
	if strings.Trim(n, "0") == "" && len(series) > len(n) {
		n = ""
	}
	if n == "" {
		return number{all: series, number: series, bare: true}
	}
	return number{all: series + n, number: n, bare: series == ""}
}

// compareDocuments compares what the registry told of one document with all that are stated. It confirms no other one: they are the same
// only if each is it. They differ only where a stated paper of its kind has another number, and none the same.
func compareDocuments(stated []adapters.Document, told adapters.Document) adapters.Comparison {
	return all(stated, func(d adapters.Document) adapters.Comparison { return ComparePaper(d.Paper(), told.Paper()) })
}
