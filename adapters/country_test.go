package adapters_test

import (
	"slices"
	"testing"

	"golang.org/x/text/language"

	"github.com/sverka/sverka/adapters"
)

func TestParseCountryReadsTheWholeList(t *testing.T) {
	list := adapters.Countries()
	if len(list) != 249+2+4 { // ISO 3166-1; Abkhazia and South Ossetia; the codes of ICAO 9303
		t.Errorf("got %d countries", len(list))
	}
	for _, c := range list {
		if got, err := adapters.ParseCountry(string(c)); err != nil || got != c {
			t.Errorf("%s: got %q, %v", c, got, err)
		}
	}
	slices.Sort(list)
	if len(slices.Compact(list)) != 249+2+4 {
		t.Error("a country stands twice")
	}
}

func TestParseCountryRefuses(t *testing.T) {
	for _, input := range []string{"", "UZ", "uzb", "UZBE", "860", "XXD", "SUN", "YUG", "D", "UNK", "ZZZ", "AAA", "РУС", "UZ ", " UZB"} {
		_, err := adapters.ParseCountry(input)
		wantCode(t, input, err, adapters.CodeUnknown)
	}
}

// The list agrees with the one that Unicode CLDR keeps, which others check.
func TestCountriesAgreeWithISO3166(t *testing.T) {
	for _, c := range adapters.Countries() {
		if !c.IsState() || c == adapters.Abkhazia || c == adapters.SouthOssetia {
			continue
		}
		region, err := language.ParseRegion(string(c))
		if err != nil {
			t.Errorf("%s is not in ISO 3166: %v", c, err)
			continue
		}
		if region.ISO3() != string(c) || !region.IsCountry() {
			t.Errorf("%s is %s there", c, region.ISO3())
		}
		byNumber, err := language.ParseRegion(c.Numeric())
		if err != nil || byNumber.ISO3() != string(c) {
			t.Errorf("%s: number %s stands for %s there", c, c.Numeric(), byNumber.ISO3())
		}
	}
}

func TestCountryNumeric(t *testing.T) {
	for c, want := range map[adapters.Country]string{
		"UZB": "860", "TJK": "762", "KGZ": "417", "RUS": "643", "AFG": "004", "ABW": "533", "ZWE": "716",
		adapters.Abkhazia: "895", adapters.SouthOssetia: "896", // ОКСМ's own
		adapters.Stateless: "999", // ФНС's own
		adapters.Refugee:   "", adapters.RefugeeOther: "", adapters.NoNationality: "", "": "", "ZZZ": "",
	} {
		if got := c.Numeric(); got != want {
			t.Errorf("%s: got %q, want %q", c, got, want)
		}
	}
}

func TestCodesForNoStateAreNoStates(t *testing.T) {
	for _, c := range []adapters.Country{"", adapters.Stateless, adapters.Refugee, adapters.RefugeeOther, adapters.NoNationality} {
		if c.IsState() {
			t.Errorf("%q is a state", c)
		}
	}
	if !adapters.Country("UZB").IsState() || adapters.Country("UZB").IsZero() || !adapters.Country("").IsZero() {
		t.Error("UZB is no state, or none is one")
	}
}

func FuzzParseCountry(f *testing.F) {
	for _, s := range []string{"UZB", "ZWE", "XXA", "ABH", "", "895", "UZB860"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := adapters.ParseCountry(s)
		if err != nil {
			checkValueError(t, s, err)
		} else if !slices.Contains(adapters.Countries(), c) {
			t.Errorf("%q is read as %q", s, c)
		}
	})
}
