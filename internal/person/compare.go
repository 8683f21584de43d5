package person

import "github.com/sverka/sverka/adapters"

// Compare compares everything that is stated with what a registry told, and returns one entry for each stated field; what
// is stated and not told is NotCompared. It returns nil when nothing is stated.
func Compare(stated *adapters.Stated, told adapters.Told) map[adapters.Field]adapters.Comparison {
	var c comparing
	c.names(stated, told.Name)
	c.add(adapters.FieldBirthDate, !stated.BirthDate.IsZero(), CompareDate(stated.BirthDate, told.BirthDate))
	c.add(adapters.FieldBirthPlace, !stated.BirthPlace.IsZero(), ComparePlace(stated.BirthPlace, told.BirthPlace))
	c.add(adapters.FieldLivingPlace, !stated.LivingPlace.IsZero(), adapters.NotCompared)
	c.add(adapters.FieldSex, stated.Sex != "", CompareSex(stated.Sex, told.Sex))
	c.add(adapters.FieldCitizenship, len(stated.Citizenships) > 0, CompareCitizenships(stated.Citizenships, told.Citizenships))
	c.add(adapters.FieldDocument, len(stated.Documents) > 0, compareDocuments(stated.Documents, told.Document))
	c.add(adapters.FieldForeignID, len(stated.ForeignIDs) > 0, adapters.NotCompared)
	c.add(adapters.FieldSNILS, !stated.SNILS.IsZero(), compareCodes(stated.SNILS.Reveal(), told.SNILS.Reveal()))
	c.add(adapters.FieldINN, !stated.INN.IsZero(), compareCodes(stated.INN.Reveal(), told.INN.Reveal()))
	c.add(adapters.FieldENP, !stated.ENP.IsZero(), adapters.NotCompared)
	return c.fields
}

// Contradicted reports whether any field differs.
func Contradicted(fields map[adapters.Field]adapters.Comparison) bool {
	for _, c := range fields {
		if c == adapters.Differs {
			return true
		}
	}
	return false
}

type comparing struct {
	fields map[adapters.Field]adapters.Comparison
}

func (c *comparing) add(f adapters.Field, stated bool, result adapters.Comparison) {
	if !stated {
		return
	}
	if c.fields == nil {
		c.fields = make(map[adapters.Field]adapters.Comparison, 8)
	}
	c.fields[f] = result
}

func (c *comparing) names(stated *adapters.Stated, told adapters.PersonName) {
	now := presentName(stated)
	if hasCyrillic(now) {
		c.add(adapters.FieldName, true, bestName(now, stated.PreviousNames, told, hasCyrillic, CompareName))
	}
	if hasLatin(now) {
		c.add(adapters.FieldLatinName, true, bestName(now, stated.PreviousNames, told, hasLatin, CompareLatinName))
	}
}

// bestName compares told with the present name, and with the previous ones when the present one is not the same. A registry may
// keep the name under which it met the person, and a name that he states himself to have borne contradicts nothing that he
// states: so a previous name is as good as the present one.
func bestName(now adapters.PersonName, previous []adapters.PersonName, told adapters.PersonName,
	stated func(adapters.PersonName) bool, compare func(a, b adapters.PersonName) adapters.Comparison,
) adapters.Comparison {
	best := proven(now, told, compare)
	for _, old := range previous {
		if best == adapters.Same {
			break
		}
		if !stated(old) {
			continue
		}
		if c := proven(completed(old, now), told, compare); c == adapters.Same || best == adapters.Differs {
			best = c
		}
	}
	return best
}

// proven compares a stated name with the one told. A told patronymic that is not stated, or is said not to be, leaves the whole name
// unproven, in either script: a namesake has one, and to leave it out must not open what stating it would shut. Nor does it contradict,
// for papers of one person have it and lack it.
func proven(stated, told adapters.PersonName, compare func(a, b adapters.PersonName) adapters.Comparison) adapters.Comparison {
	c := compare(stated, told)
	if c == adapters.Same && leavesOut(stated, told) {
		return adapters.NotCompared
	}
	return c
}
