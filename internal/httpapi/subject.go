package httpapi

import (
	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

// values reads the fields of a request into the value types of adapters, and notes whether one could not be read.
type values struct{ wrong bool }

func (v *values) stated(s *api.Subject) *adapters.Stated {
	return &adapters.Stated{
		FamilyName:      v.cyrillic(s.FamilyName),
		GivenName:       v.cyrillic(s.GivenName),
		Patronymic:      v.cyrillic(s.Patronymic),
		NoPatronymic:    s.NoPatronymic.Value,
		SingleName:      s.SingleName.Value,
		LatinFamilyName: v.latin(s.LatinFamilyName),
		LatinGivenName:  v.latin(s.LatinGivenName),
		PreviousNames:   each(s.PreviousNames, v.previousName),
		BirthDate:       v.date(s.BirthDate),
		BirthPlace:      v.place(s.BirthPlace),
		LivingPlace:     v.place(s.LivingPlace),
		Sex:             adapters.Sex(s.Sex.Value),
		Citizenships:    each(s.Citizenships, v.country),
		ForeignIDs:      each(s.ForeignIds, v.foreignID),
		Documents:       each(s.Documents, v.document),
		SNILS:           optional(v, s.Snils, adapters.ParseSNILS),
		INN:             optional(v, s.Inn, adapters.ParseINN),
		ENP:             optional(v, s.Enp, adapters.ParseENP),
	}
}

func (v *values) previousName(n *api.PreviousName) adapters.PersonName {
	return adapters.PersonName{
		FamilyName: v.cyrillic(n.FamilyName), GivenName: v.cyrillic(n.GivenName), Patronymic: v.cyrillic(n.Patronymic),
		LatinFamilyName: v.latin(n.LatinFamilyName), LatinGivenName: v.latin(n.LatinGivenName),
	}
}

func (v *values) place(o api.OptPlace) adapters.Place {
	p := &o.Value
	return adapters.Place{
		Country: optional(v, p.Country, adapters.ParseCountry), RegionCode: optional(v, p.RegionCode, adapters.ParseRegionCode),
		Settlement: optional(v, p.Settlement, parseText), Text: optional(v, p.Text, parseText),
	}
}

func (v *values) foreignID(id *api.ForeignID) adapters.ForeignID {
	read, err := adapters.ParseForeignID(adapters.Country(id.Country), id.Value)
	v.wrong = v.wrong || err != nil
	return read
}

func (v *values) document(d *api.Document) adapters.Document {
	return adapters.NewDocument(&adapters.Paper{
		Type: adapters.DocumentType(d.Type), Country: optional(v, d.Country, adapters.ParseCountry),
		Series: optional(v, d.Series, adapters.ParseDocumentNumber), Number: required(v, d.Number, adapters.ParseDocumentNumber),
		IssuedOn: v.date(d.IssuedOn), ExpiresOn: v.date(d.ExpiresOn),
		Issuer: optional(v, d.Issuer, parseText), IssuerCode: adapters.NewSecret(d.IssuerCode.Value),
	})
}

func (v *values) cyrillic(o api.OptCyrillicName) adapters.Secret {
	return optional(v, o, adapters.ParseCyrillicName)
}
func (v *values) latin(o api.OptLatinName) adapters.Secret {
	return optional(v, o, adapters.ParseLatinName)
}
func (v *values) date(o api.OptPartialDate) adapters.Date { return optional(v, o, adapters.ParseDate) }

func (v *values) country(c *api.CountryCode) adapters.Country {
	return required(v, *c, adapters.ParseCountry)
}

// required reads a value that is there.
func required[T any, S ~string](v *values, raw S, parse func(string) (T, error)) T {
	value, err := parse(string(raw))
	v.wrong = v.wrong || err != nil
	return value
}

// optional reads a value that may be absent; of one that is, it returns the zero T, which means the same.
func optional[T any, S ~string, O interface{ Get() (S, bool) }](v *values, o O, parse func(string) (T, error)) T {
	raw, ok := o.Get()
	if !ok {
		var zero T
		return zero
	}
	return required(v, raw, parse)
}

// each maps all of from; nil of nothing.
func each[F, T any](from []F, read func(*F) T) []T {
	if len(from) == 0 {
		return nil
	}
	all := make([]T, len(from))
	for i := range from {
		all[i] = read(&from[i])
	}
	return all
}
