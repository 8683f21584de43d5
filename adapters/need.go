package adapters

import (
	"slices"
	"strings"
)

// String returns n in the words of its fields, each with what it says besides: "snils", "birth_date (day)",
// "birth_place or living_place", "document (visa, patent)". It is how the API's document writes a need.
func (n Need) String() string { return n.join(Requirement.String) }

// Words returns n as a noun in English, for sentences: "the SNILS", "the full birth date", "a birth place or a living place".
func (n Need) Words() string { return n.join(Requirement.Words) }

func (n Need) join(write func(Requirement) string) string {
	all := make([]string, len(n))
	for i, r := range n {
		all[i] = write(r)
	}
	return strings.Join(all, " or ")
}

// String returns r as Need.String does.
func (r Requirement) String() string {
	switch r.Field {
	case FieldAnyName:
		return string(FieldName) + " or " + string(FieldLatinName)
	case FieldDocument:
		return string(r.Field) + " (" + r.types() + ")"
	case FieldBirthDate:
		return string(r.Field) + " (" + [...]string{PrecisionYear: "year", PrecisionMonth: "month", PrecisionDay: "day"}[r.Precision] + ")"
	default:
		return string(r.Field)
	}
}

// Words returns r as a noun in English. It is what validation says is missing, and what the API's document asks for.
func (r Requirement) Words() string {
	if r.Field == FieldDocument {
		return r.noun() + " of these types: " + r.types()
	}
	return r.noun()
}

func (r Requirement) noun() string {
	switch r.Field {
	case FieldName:
		return "the Cyrillic name"
	case FieldLatinName:
		return "the Latin name"
	case FieldAnyName:
		return "the name, in Cyrillic or in Latin"
	case FieldPatronymic:
		return "a patronymic, or no_patronymic: true"
	case FieldPreviousNames:
		return "the previous names, in Cyrillic"
	case FieldBirthDate:
		return [...]string{
			PrecisionYear: "the birth date, of which the year is enough", PrecisionMonth: "the birth date, of which year and month are enough",
			PrecisionDay: "the full birth date",
		}[r.Precision]
	case FieldBirthPlace:
		return "a birth place"
	case FieldLivingPlace:
		return "a living place"
	case FieldSex:
		return "the sex, male or female"
	case FieldCitizenship:
		return "a citizenship"
	case FieldDocument:
		return "exactly one document"
	case FieldForeignID:
		return "a personal number of another state"
	case FieldSNILS:
		return "the SNILS"
	case FieldINN:
		return "the INN"
	case FieldENP:
		return "the medical policy number"
	}
	return "a field that no subject can state"
}

func (r Requirement) types() string {
	words := make([]string, len(r.Documents))
	for i, t := range r.Documents {
		words[i] = string(t)
	}
	return strings.Join(words, ", ")
}

// asked is noun, with the types of documents as far as one word says them: two alternatives would be the same otherwise.
func (r Requirement) asked() string {
	switch {
	case r.Field != FieldDocument:
		return r.noun()
	case slices.Equal(r.Documents, IdentityDocuments()):
		return "exactly one identity document"
	case slices.Equal(r.Documents, StandInDocuments()):
		return "exactly one document that stands in for it"
	case slices.Equal(r.Documents, RussianDocuments()):
		return "exactly one document issued in Russia"
	default:
		return r.noun()
	}
}

// Asks returns what the lookup needs as one sentence, without the list of documents' types: "State the SNILS; the Cyrillic name; the
// full birth date; the sex, male or female."
func (s Spec) Asks() string {
	all := make([]string, len(s.Needs))
	for i, n := range s.Needs {
		all[i] = n.join(Requirement.asked)
	}
	return "State " + strings.Join(all, "; ") + "."
}

// A Cost is how many exchanges of one operation a single attempt at a question takes.
type Cost struct {
	// Operation is as WithOperation names it; empty: the lookup's own.
	Operation string
	AtLeast   int
	// AtMost is 0 where there is no bound, as of the polls of a ticket.
	AtMost int
	// Collecting says that these are spent on collecting a ticket, not on asking.
	Collecting bool
}

// Costs returns s.Cost with every operation named.
func (s Spec) Costs() []Cost {
	if len(s.Cost) == 0 {
		return []Cost{{Operation: s.Lookup, AtLeast: 1, AtMost: 1}}
	}
	all := make([]Cost, len(s.Cost))
	for i, c := range s.Cost {
		if all[i] = c; c.Operation == "" {
			all[i].Operation = s.Lookup
		}
	}
	return all
}
