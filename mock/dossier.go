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

// dossiers are what one registry has of the personas, by what it is searched by: so many are looked at as may be meant, and not all.
type dossiers struct {
	all []*dossier
	at  map[string][]int // their places in all, by folded family names and by folded numbers of documents
}

func (x *dossiers) add(d *dossier) {
	keys := []string{d.family, d.latinFamily}
	for _, p := range d.held.Documents {
		keys = append(keys, fold(p.Series+p.Number))
	}
	if k := d.persona.Keeps.Migration; k != nil {
		for _, issued := range k.issued() {
			keys = append(keys, fold(issued.Series+issued.Number))
		}
	}
	if x.at == nil {
		x.at = map[string][]int{}
	}
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		if key != "" {
			x.at[key] = append(x.at[key], len(x.all))
		}
	}
	x.all = append(x.all, d)
}

// under returns those who are kept under one of the keys, a family name or the series and number of a document, in their order.
func (x *dossiers) under(keys ...string) []*dossier {
	var places []int
	for _, key := range keys {
		places = append(places, x.at[fold(key)]...)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	found := make([]*dossier, len(places))
	for i, at := range places {
		found[i] = x.all[at]
	}
	return found
}
