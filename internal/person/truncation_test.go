package person_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// Of a name that fills a zone nobody can tell whether it was cut: 39 characters with their fillers in a passport, 31 and 30 in cards.
func TestANameThatFillsTheZoneMayBeCutShort(t *testing.T) {
	comparePairs(t, adapters.NotCompared, lat, person.CompareLatinName, []namePair{
		{"VENKATANARASIMHARAJUVARIPETA|SUBRAHMAN", "VENKATANARASIMHARAJUVARIPETA|SUBRAHMANYAM"},
		{"VENKATANARASIMHARAJUVARIPE|SUBRAHMANYA", "VENKATANARASIMHARAJUVARIPETA|SUBRAHMANYAM"}, // both parts are cut
		{"NILAVADHANANANDA|CHAYAPA DEJTHAMRONG K", "NILAVADHANANANDA|CHAYAPA DEJTHAMRONG KRASUANG"},
		{"KARIMBERDIYEVA ABDURAHMONOVA TOSHMAT|G", "KARIMBERDIYEVA ABDURAHMONOVA TOSHMATOVA|GULNOZA MALIKA"},
		{"NAMUNAKULOVA|MUHAMMADSOLIHAHO", "NAMUNAKULOVA|MUHAMMADSOLIHAHON ABDULQODIRQIZI"},     // 30, a card of TD1
		{"NAMUNAKULOVA|MUHAMMADSOLIHAHON", "NAMUNAKULOVA|MUHAMMADSOLIHAHONIM ABDULQODIRQIZI"},  // 31, a card of TD2
		{"Ibragimov|Muhammadsolihjon Abdulqodirj", "IBRAGIMOV|MUHAMMADSOLIHJON-ABDULQODIRJON"}, // a hyphen is a filler
	})
	comparePairs(t, adapters.Differs, lat, person.CompareLatinName, []namePair{
		{"VENKATANARASIMHARAJUVARIPETA|SUBRAHMA", "VENKATANARASIMHARAJUVARIPETA|SUBRAHMANYAM"},   // there was room for a letter more
		{"VENKATANARASIMHARAJUVARIPETA|SUBRAHMANY", "VENKATANARASIMHARAJUVARIPETA|SUBRAHMANYAM"}, // there is no such zone
		{"VENKATANARASIMHARAJUVARIPETA|SUBRAMANI", "VENKATANARASIMHARAJUVARIPETA|SUBRAHMANYAM"},  // full, and another name
		{"VENKATANARASIMHARAJUVARIPETA|SUBRAHMAN", "VENKATANARASIMHARAJUVARIPATA|SUBRAHMANYAM"},
		{"VENKATANARASIMHARAJU VARIPETA|SUBRAHMA", "VENKATANARASIMHARAJU|RAMANUJAN"}, // full, with a word more
		{"KARIM|AZIZ", "KARIMOV|AZIZ"},
	})
}

// Whatever the name: as a passport's zone has it, cut where it does not fit, it never contradicts the whole one.
func TestAZoneNeverContradictsItsBearer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		family, given := strings.Join(drawnWords(t, "family"), " "), strings.Join(drawnWords(t, "given"), " ")
		zone := strings.ReplaceAll(family, " ", "<") + "<<" + strings.ReplaceAll(given, " ", "<")
		const passport = 39
		zone = strings.TrimRight(zone[:min(passport, len(zone))], "<")
		f, g, parted := strings.Cut(zone, "<<")
		if !parted { // such a family name is cut by another rule, so that a letter of the given name stands too
			f, g = f[:passport-len("<<")-1], given[:1]
		}
		if got := person.CompareLatinName(lat(family+"|"+given), lat(f+"|"+g)); got == adapters.Differs {
			t.Fatalf("%s|%s and its zone %s|%s", family, given, f, g)
		}
	})
}

func drawnWords(t *rapid.T, part string) []string {
	return rapid.SliceOfN(rapid.StringMatching(`[A-Z]{2,14}`), 1, 4).Draw(t, part)
}
