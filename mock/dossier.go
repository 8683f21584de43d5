package mock

import "slices"

// A dossier is what one registry has of one persona.
type dossier struct {
	persona *persona
	held    *subject // the person as this registry holds him
	names   *names   // folded beforehand; nil: of somebody who was made for one question, and is mostly found by something else
}

// names are what a registry searches by, folded.
type names struct {
	family, given, patronymic string
	latinFamily, latinGiven   string
}

func (s *subject) folded() *names {
	return &names{fold(s.FamilyName), fold(s.GivenName), fold(s.Patronymic), fold(s.LatinFamilyName), fold(s.LatinGivenName)}
}

func (d *dossier) folded() *names {
	if d.names != nil {
		return d.names
	}
	return d.held.folded()
}

// dossier returns what a registry has of the person; there is false where it has nothing.
func (p *persona) dossier(r *registration) (d *dossier, there bool, err error) {
	held, known, err := p.heldBy(r)
	if !known && !r.anybody || err != nil {
		return nil, false, err
	}
	return &dossier{persona: p, held: held}, true, nil
}

// heldBy returns the person as a registry holds him; known is false where it does not know him.
func (p *persona) heldBy(r *registration) (held *subject, known bool, err error) {
	as, known := r.keptAs(&p.Keeps)
	held, err = p.Person.changed(as, nil)
	return held, known, err
}

// named reports whether the dossier bears the name. A patronymic counts only where both have one.
func (d *dossier) named(family, given, patronymic string) bool {
	family, given, patronymic = fold(family), fold(given), fold(patronymic)
	its := d.folded()
	return family != "" && family == its.family && given == its.given &&
		(patronymic == "" || its.patronymic == "" || patronymic == its.patronymic)
}

func (d *dossier) namedLatin(family, given string) bool {
	family = fold(family)
	its := d.folded()
	return family != "" && family == its.latinFamily && fold(given) == its.latinGiven
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

func newDossiers(r *registration, people []*persona) (dossiers, error) {
	var x dossiers
	for _, p := range people {
		d, there, err := p.dossier(r)
		if err != nil {
			return x, err
		}
		if there {
			x.add(d)
		}
	}
	return x, nil
}

func (x *dossiers) add(d *dossier) {
	d.names = d.held.folded()
	keys := []string{d.names.family, d.names.latinFamily}
	for _, p := range slices.Concat(d.held.Documents, d.papersOfEntries()) {
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
