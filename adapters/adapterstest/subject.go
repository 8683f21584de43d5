package adapterstest

import (
	"strings"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

// Subjects generates people as callers state them: each value passes its parser, and is otherwise anything. Of the documents exactly
// one is of a type in searchedBy, as the house sees to.
func Subjects(searchedBy []adapters.DocumentType) *rapid.Generator[*adapters.Stated] {
	return rapid.Custom(func(t *rapid.T) *adapters.Stated {
		s := &adapters.Stated{
			FamilyName:   drawn(t, "family name", `[А-ЯЁЎҚҲӘІ][а-яёўқҳәі'(). -]{0,110}`, adapters.ParseCyrillicName),
			BirthDate:    drawn(t, "birth date", `19[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])`, adapters.ParseDate),
			BirthPlace:   drawnPlace(t, "birth place"),
			Sex:          rapid.SampledFrom(adapters.Sexes()).Draw(t, "sex"),
			Citizenships: []adapters.Country{"UZB"},
		}
		switch rapid.IntRange(0, 2).Draw(t, "names") {
		case 0:
			s.SingleName = true
		case 1:
			s.GivenName, s.NoPatronymic = drawn(t, "given name", `[А-ЯЁ][а-яё' -]{0,60}`, adapters.ParseCyrillicName), true
		default:
			s.GivenName = drawn(t, "given name", `[А-ЯЁ][а-яё]{0,10}`, adapters.ParseCyrillicName)
			s.Patronymic = drawn(t, "patronymic", `[А-ЯЁ][а-яё ]{0,60}`, adapters.ParseCyrillicName)
		}
		s.LatinFamilyName = drawn(t, "Latin family name", `[A-Z][A-Z' -]{0,110}`, adapters.ParseLatinName)
		s.PreviousNames = rapid.SliceOfN(rapid.Custom(drawnName), 0, 12).Draw(t, "previous names")
		s.SNILS = drawn(t, "SNILS", `11223344595|16011243600|00100199801`, adapters.ParseSNILS)
		s.Documents = []adapters.Document{
			adapters.NewDocument(&adapters.Paper{Type: "driving_licence", Number: adapters.NewSecret("1")}),
			drawnDocument(t, searchedBy),
		}
		return s
	})
}

// drawnName draws a previous name, of which any part may be left out.
func drawnName(t *rapid.T) adapters.PersonName {
	return adapters.PersonName{
		FamilyName:      drawn(t, "previous family name", `|[А-ЯЁЎ][а-яёў' -]{0,110}`, adapters.ParseCyrillicName),
		GivenName:       drawn(t, "previous given name", `|[А-ЯЁ][а-яё]{0,20}`, adapters.ParseCyrillicName),
		Patronymic:      drawn(t, "previous patronymic", `|[А-ЯЁ][а-яё ]{0,60}`, adapters.ParseCyrillicName),
		LatinFamilyName: drawn(t, "previous Latin family name", `|[A-Z]{1,20}`, adapters.ParseLatinName),
	}
}

func drawnDocument(t *rapid.T, types []adapters.DocumentType) adapters.Document {
	return adapters.NewDocument(&adapters.Paper{
		Type:     rapid.SampledFrom(types).Draw(t, "document"),
		Country:  adapters.Country(rapid.SampledFrom([]string{"", "UZB", "XXA"}).Draw(t, "country")),
		Series:   drawn(t, "series", `|[A-ZА-Я0-9]{1,24}`, adapters.ParseDocumentNumber),
		Number:   drawn(t, "number", `|[A-ZА-Я0-9]{1,30}`, adapters.ParseDocumentNumber),
		IssuedOn: drawn(t, "issued on", `|20[0-2][0-9](-0[1-9](-0[1-9])?)?`, adapters.ParseDate),
		Issuer: drawn(t, "issuer", `|[А-Яа-яЁё№0-9 .,"()/-]{1,220}|[A-Za-z ]{1,20}`, func(s string) (adapters.Secret, error) {
			return adapters.ParseText(s, 1000)
		}),
	})
}

func drawnPlace(t *rapid.T, name string) adapters.Place {
	return adapters.Place{
		Country:    adapters.Country(rapid.SampledFrom([]string{"UZB", "RUS"}).Draw(t, name+" country")),
		RegionCode: drawn(t, name+" region", `|[0-9]{2}`, adapters.ParseRegionCode),
		Text: drawn(t, name, `|[А-Яа-я0-9 .,-]{1,300}`, func(s string) (adapters.Secret, error) {
			return adapters.ParseText(s, 1000)
		}),
	}
}

// drawn draws a text of the pattern and parses it; what does not parse is not stated.
func drawn[T any](t *rapid.T, name, pattern string, parse func(string) (T, error)) T {
	text := strings.TrimSpace(rapid.StringMatching(pattern).Draw(t, name))
	value, err := parse(text)
	if err != nil {
		var zero T
		return zero
	}
	return value
}
