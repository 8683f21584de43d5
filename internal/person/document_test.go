package person_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

func paper(kind adapters.DocumentType, country adapters.Country, series, number string) *adapters.Paper {
	return &adapters.Paper{Type: kind, Country: country, Series: adapters.NewSecret(series), Number: adapters.NewSecret(number)}
}

func TestComparePaper(t *testing.T) {
	const passport, card = adapters.NationalPassport, adapters.NationalIDCard
	stated := paper(passport, "UZB", "FA", "1234567")
	for _, c := range []struct {
		label string
		told  *adapters.Paper
		want  adapters.Comparison
	}{
		{"the same", paper(passport, "UZB", "FA", "1234567"), same},
		{"as written", paper(passport, "UZB", "fa", "№ 123-45-67"), same},
		{"joined", paper(passport, "UZB", "", "FA 1234567"), same},
		{"all in the series", paper(passport, "UZB", "FA1234567", "0"), same},
		{"all in the series, nothing in the number", paper(passport, "UZB", "FA1234567", ""), same},
		{"parted elsewhere", paper(passport, "UZB", "FA12", "34567"), same},
		{"Cyrillic look-alikes", paper(passport, "UZB", "FА", "1234567"), same},
		{"no type", paper("", "UZB", "FA", "1234567"), same},
		{"no country", paper(passport, "", "FA", "1234567"), same},
		{"another number", paper(passport, "UZB", "FA", "1234568"), differs},
		{"another series", paper(passport, "UZB", "FB", "1234567"), differs},
		{"a lost zero", paper(passport, "UZB", "FA", "01234567"), differs},
		{"another country", paper(passport, "TJK", "FA", "1234567"), differs},
		{"another type", paper(card, "UZB", "FA", "1234567"), differs},
		{"another type of another state", paper(card, "TJK", "FA", "1234567"), notCompared},
		{"another type for other ends", paper(adapters.Visa, "UZB", "FA", "1234567"), notCompared},
		{"another type and number", paper(card, "UZB", "AD", "7654321"), notCompared},
		{"a number without its series", paper(passport, "UZB", "", "1234567"), notCompared},
		{"another number without a series", paper(passport, "UZB", "", "7654321"), differs},
		{"no number", paper(passport, "UZB", "", ""), notCompared},
		{"no number, another country", paper(passport, "TJK", "", ""), notCompared},
		{"nothing", &adapters.Paper{}, notCompared},
	} {
		both(t, c.label, person.ComparePaper, stated, c.told, c.want)
	}
}

func TestComparePaperLooksAtTheDateOfIssue(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want adapters.Comparison
	}{
		{"2024-01-01", "2024-01-01", same}, {"2024-01-01", "2024-01-10", differs}, {"2024-01", "2024-01-10", same}, {"2023", "2024-01-10", differs},
	} {
		a, b := paper(adapters.Visa, "RUS", "11", "222"), paper(adapters.Visa, "RUS", "11", "222")
		a.IssuedOn, b.IssuedOn = date(t, c.a), date(t, c.b)
		both(t, c.a+" and "+c.b, person.ComparePaper, a, b, c.want)
		b.IssuedOn = adapters.Date{}
		both(t, c.a+" and none", person.ComparePaper, a, b, same)
		b.Number, b.IssuedOn = adapters.NewSecret("223"), a.IssuedOn
		both(t, "another number of the same day", person.ComparePaper, a, b, differs)
	}
}

func TestZeroIsANumberWhereNoSeriesHoldsIt(t *testing.T) {
	both(t, "0 and 0", person.ComparePaper, paper("", "", "", "0"), paper("", "", "", "0"), same)
	both(t, "AB000 and AB111", person.ComparePaper, paper("", "", "AB", "000"), paper("", "", "AB", "111"), differs)
}
