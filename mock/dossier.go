package mock

import "slices"

// A dossier is what one registry has of one persona, with what it is searched by folded beforehand.
type dossier struct {
	persona *persona
	held    subject // the person as this registry holds him

	family, given, patronymic string
	latinFamily, latinGiven   string
}

func newDossier(p *persona, as subject) (*dossier, error) {
	held, err := p.Person.changed(as, nil)
	if err != nil {
		return nil, err
	}
	return &dossier{
		persona: p, held: held,
		family: fold(held.FamilyName), given: fold(held.GivenName), patronymic: fold(held.Patronymic),
		latinFamily: fold(held.LatinFamilyName), latinGiven: fold(held.LatinGivenName),
	}, nil
}

// named reports whether the dossier bears the name. A patronymic counts only where both have one.
func (d *dossier) named(family, given, patronymic string) bool {
	family, given, patronymic = fold(family), fold(given), fold(patronymic)
	return family != "" && family == d.family && given == d.given &&
		(patronymic == "" || d.patronymic == "" || patronymic == d.patronymic)
}

func (d *dossier) namedLatin(family, given string) bool {
	family = fold(family)
	return family != "" && family == d.latinFamily && fold(given) == d.latinGiven
}

// paperOf returns the held document that series and number belong to, of one of the types, or nil. Where the number was split
// between the two is nobody's knowledge, so they are compared joined.
func (d *dossier) paperOf(types []string, series, number string) *paper {
	for i := range d.held.Documents {
		p := &d.held.Documents[i]
		if slices.Contains(types, p.Type) && fold(p.Series+p.Number) == fold(series+number) {
			return p
		}
	}
	return nil
}
