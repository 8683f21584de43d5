package mvd

import (
	"slices"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// The lists know aliases, partial birth dates and people who share a name and a birthday. An entry is about the person stated for sure
// when name and whole birth date are his, nothing told contradicts what is stated, and one thing more is his; else it may be a
// stranger's, whom nothing of it may expose. What would tell a stranger has to be told: an entry never becomes surer by what it or the question lacks.

// A picker parts the entries that are surely about the person stated from those that are not.
type picker struct {
	stated *adapters.Stated
	sure   func(*adapters.Stated, adapters.Told) bool
	told   adapters.Told // of the first sure entry
	kept   bool
	unsure int
}

// keep appends entry to list if it is surely about the person stated, and counts it otherwise. It reports which.
func keep[T any](p *picker, list *[]T, entry T, told adapters.Told) bool {
	if !p.sure(p.stated, told) {
		p.unsure++
		return false
	}
	if !p.kept {
		p.told, p.kept = told, true
	}
	*list = append(*list, entry)
	return true
}

// isConvict reports whether an entry of the information centres is surely about s. They tell no document: the thing more is the birth
// place. Three names and a birthday are many a man's; to state no birth place would otherwise make a namesake's entry surer.
func isConvict(s *adapters.Stated, told adapters.Told) bool {
	fields := person.Compare(s, told)
	return isNamesake(s, told, fields) && fields[adapters.FieldBirthPlace] == adapters.Same
}

// isRestricted reports whether an entry of a list of restrictions is surely about s: the thing more is the document, of the same state,
// and a citizenship where any is stated. One of several is enough: nobody's entry becomes less his by what he states besides.
func isRestricted(s *adapters.Stated, told adapters.Told) bool {
	citizen := func(c adapters.Country) bool { return slices.Contains(told.Citizenships, c) }
	return isNamesake(s, told, person.Compare(s, told)) && isStated(s, told.Document) &&
		(len(s.Citizenships) == 0 || slices.ContainsFunc(s.Citizenships, citizen))
}

// isNamesake reports whether name and whole birth date are the same and nothing else contradicts.
func isNamesake(s *adapters.Stated, told adapters.Told, fields map[adapters.Field]adapters.Comparison) bool {
	return fields[adapters.FieldName] == adapters.Same && !person.Contradicted(fields) &&
		fields[adapters.FieldBirthDate] == adapters.Same &&
		s.BirthDate.Precision() == adapters.PrecisionDay && told.BirthDate.Precision() == adapters.PrecisionDay
}

// isStated reports whether a document of an entry is one that s states, of the same state where one is stated.
func isStated(s *adapters.Stated, told adapters.Document) bool {
	for _, d := range s.Documents {
		stated, found := d.Paper(), told.Paper()
		if person.ComparePaper(stated, found) == adapters.Same && (stated.Country.IsZero() || !found.Country.IsZero()) {
			return true
		}
	}
	return false
}
