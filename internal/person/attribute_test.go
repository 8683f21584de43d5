package person_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

const (
	same        = adapters.Same
	differs     = adapters.Differs
	notCompared = adapters.NotCompared
)

func date(t testing.TB, s string) adapters.Date {
	t.Helper()
	if s == "" {
		return adapters.Date{}
	}
	d, err := adapters.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// both checks a comparison and the same turned round.
func both[T any](t *testing.T, label string, compare func(a, b T) adapters.Comparison, a, b T, want adapters.Comparison) {
	t.Helper()
	if got := compare(a, b); got != want {
		t.Errorf("%s: got %s, want %s", label, got, want)
	}
	if got := compare(b, a); got != want {
		t.Errorf("%s, turned round: got %s, want %s", label, got, want)
	}
}

func TestCompareDate(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want adapters.Comparison
	}{
		{"1991-04-17", "1991-04-17", same},
		{"1991-04-17", "1991-04-18", differs},
		{"1991-04-17", "1991-04", same},
		{"1991-04-17", "1991", same},
		{"1991-04-17", "1990", differs},
		{"1991-01-01", "1991", same},
		{"1991-04-17", "1991-01-01", differs}, // a first of January is a day, not a lack
		{"1991-04", "1991-05", differs},
		{"1991-04-17", "", notCompared},
		{"", "", notCompared},
	} {
		both(t, c.a+"/"+c.b, person.CompareDate, date(t, c.a), date(t, c.b), c.want)
	}
}

func TestCompareSex(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"male", "male", "same"},
		{"male", "female", "differs"},
		{"unspecified", "unspecified", "same"},
		{"unspecified", "female", "not_compared"},
		{"", "female", "not_compared"},
		{"", "", "not_compared"},
	} {
		both(t, c.a+"/"+c.b, person.CompareSex, adapters.Sex(c.a), adapters.Sex(c.b), adapters.Comparison(c.want))
	}
}

// A citizenship is as good as an identity: who adds one to his own is not confirmed in it, and who has two that a registry does not both
// know is not contradicted.
func TestCompareCitizenships(t *testing.T) {
	list := func(codes ...adapters.Country) []adapters.Country { return codes }
	for _, c := range []struct {
		label        string
		stated, told []adapters.Country
		want         adapters.Comparison
	}{
		{"the same", list("UZB"), list("UZB"), same},
		{"another", list("UZB"), list("TJK"), differs},
		{"one of those told", list("TJK"), list("KAZ", "TJK"), same},
		{"all told, in another order", list("UZB", "TJK"), list("TJK", "UZB", "KAZ"), same},
		{"one stated twice", list("UZB", "UZB"), list("UZB"), same},
		{"one told, and one not", list("UZB", "TJK"), list("TJK"), notCompared},
		{"one in common", list("UZB", "TJK"), list("KAZ", "TJK"), notCompared},
		{"none told", list("UZB", "TJK"), list("KAZ", "KGZ"), differs},
		{"not told", list("UZB"), nil, notCompared},
		{"not stated", nil, list("UZB"), notCompared},
		{"stateless both", list("XXA"), list("XXA"), same},
		{"stateless and of a state", list("XXA"), list("UZB"), differs},
		{"of a state and stateless", list("UZB"), list("XXA"), differs},
		{"a refugee from a state", list("XXB"), list("AFG"), notCompared},
		{"of a state, told a refugee", list("AFG"), list("XXB"), notCompared},
		{"a refugee without a state", list("XXB"), list("XXA"), notCompared},
		{"refugees of two kinds", list("XXB"), list("XXC"), notCompared},
		{"a refugee both", list("XXB"), list("XXB"), same},
		{"unknown", list("XXX"), list("UZB"), notCompared},
		{"unknown beside the same", list("UZB", "XXX"), list("UZB"), notCompared},
		{"unknown told beside another", list("UZB"), list("TJK", "XXX"), notCompared},
		{"Abkhazia and Georgia", list("ABH"), list("GEO"), differs},
	} {
		if got := person.CompareCitizenships(c.stated, c.told); got != c.want {
			t.Errorf("%s: got %s, want %s", c.label, got, c.want)
		}
	}
}

func place(country adapters.Country, region, settlement, text string) adapters.Place {
	return adapters.Place{
		Country: country, RegionCode: adapters.NewSecret(region), Settlement: adapters.NewSecret(settlement), Text: adapters.NewSecret(text),
	}
}

func TestComparePlace(t *testing.T) {
	for _, c := range []struct {
		label string
		a, b  adapters.Place
		want  adapters.Comparison
	}{
		{"nothing told", place("UZB", "", "Ташкент", ""), adapters.Place{}, notCompared},
		{"the same town", place("UZB", "", "Ташкент", ""), place("UZB", "", "ТАШКЕНТ", ""), same},
		{"the kind of town", place("UZB", "", "Ташкент", ""), place("UZB", "", "г. Ташкент", ""), same},
		{"a village", place("TJK", "", "с. Рӯдакӣ", ""), place("TJK", "", "село Рудаки", ""), same},
		{"a town without a country", place("", "", "Ташкент", ""), place("UZB", "", "Ташкент", ""), same},
		{"the country only", place("UZB", "", "", ""), place("UZB", "", "Ташкент", ""), same},
		{"free text", place("", "", "", "гор. Ташкент"), place("", "", "Ташкент", ""), same},
		{"free text with more", place("", "", "", "Узбекская ССР, гор. Ташкент"), place("UZB", "", "Ташкент", ""), notCompared},
		{"a renamed town", place("TJK", "", "Ленинабад", ""), place("TJK", "", "Худжанд", ""), notCompared},
		{"a moved border", place("UKR", "", "Ялта", ""), place("RUS", "", "Ялта", ""), notCompared},
		{"another country only", place("UZB", "", "", ""), place("TJK", "", "", ""), notCompared},
		{"another country and town", place("UZB", "", "Ташкент", ""), place("TJK", "", "Душанбе", ""), differs},
		{"another region and town", place("RUS", "77", "Москва", ""), place("RUS", "78", "Колпино", ""), differs},
		{"another region, the same town", place("RUS", "43", "Киров", ""), place("RUS", "40", "Киров", ""), notCompared},
		{"the same region", place("RUS", "77", "", ""), place("RUS", "77", "", ""), same},
		{"a town in Latin", place("UZB", "", "Tashkent", ""), place("UZB", "", "Ташкент", ""), notCompared},
	} {
		both(t, c.label, person.ComparePlace, c.a, c.b, c.want)
	}
}
