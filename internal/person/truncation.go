package person

import (
	"strings"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// The characters that a machine-readable zone has for a name: 39 in a passport (ICAO 9303-4, TD3), 31 and 30 in cards (9303-6, TD2;
// 9303-5, TD1).
//
//nolint:gochecknoglobals // a table, never written to
var zoneWidths = [...]int{39, 31, 30}

// cutShort reports whether one of two Latin names may be the other one as a machine-readable zone had room for it. ICAO 9303 (parts 4
// to 6, truncation of names) lets a state cut family and given names so that they fit: then the zone is full to its last character, and
// what it has of each word is how that word begins. Who states the name whole and who read it from the zone speak of one person then, or of two
// whose names begin alike: nobody can tell.
func cutShort(a, b adapters.PersonName) bool {
	x, y := inZone(a), inZone(b)
	return x.fills() && x.begins(y) || y.fills() && y.begins(x)
}

// A zoneName is a name as a machine-readable zone has it: words, folded, with no word for what no zone has.
type zoneName struct{ family, given []string }

func inZone(n adapters.PersonName) zoneName {
	return zoneName{strings.Fields(FoldLatin(n.LatinFamilyName.Reveal())), strings.Fields(FoldLatin(n.LatinGivenName.Reveal()))}
}

// fills reports whether the name leaves no room: its words with one filler between them, and two between the parts.
func (n zoneName) fills() bool {
	if len(n.family) == 0 || len(n.given) == 0 {
		return false
	}
	width := len("<<")
	for _, part := range [...][]string{n.family, n.given} {
		width += utf8.RuneCountInString(strings.Join(part, "<"))
	}
	for _, w := range zoneWidths {
		if width == w {
			return true
		}
	}
	return false
}

// begins reports whether each word of n is how the word in its place in whole begins.
func (n zoneName) begins(whole zoneName) bool {
	return beginnings(n.family, whole.family) && beginnings(n.given, whole.given)
}

func beginnings(cut, whole []string) bool {
	if len(cut) > len(whole) {
		return false
	}
	for i, w := range cut {
		if !strings.HasPrefix(whole[i], w) {
			return false
		}
	}
	return true
}
