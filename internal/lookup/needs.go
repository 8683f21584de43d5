package lookup

import (
	"slices"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
)

// check returns nil if q may be put to the lookup that spec describes: for this purpose, and with all that it needs
// stated. Else it returns a *adapters.Failure: forbidden, or invalid with one FieldError for each need that is not met.
func check(spec adapters.Spec, q adapters.Query) error {
	if !slices.Contains(spec.Purposes, q.Purpose) {
		return adapters.Fail(adapters.Forbidden, "", "the lookup does not serve this purpose")
	}
	var missing []adapters.FieldError
	stated := q.Subject.Stated()
	for _, need := range spec.Needs {
		missing = append(missing, unmet(need, stated)...)
	}
	if len(missing) == 0 {
		return nil
	}
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "the lookup needs more, or other, than is stated")
	f.Errors = missing
	return f
}

// unmet returns nil if any alternative of need is met. Of several that are not, a wrong one is named before a missing
// one: who stated a passport wrongly is not to be told that a birth place would do as well.
func unmet(need adapters.Need, s *adapters.Stated) []adapters.FieldError {
	var found []adapters.FieldError
	for _, r := range need {
		errs := lacks(r, s)
		if len(errs) == 0 {
			return nil
		}
		if errs[0].Code != adapters.CodeRequired {
			return errs
		}
		found = append(found, errs...)
	}
	if len(need) > 1 {
		return []adapters.FieldError{{Pointer: found[0].Pointer, Code: adapters.CodeRequired, Detail: "one of these is needed: " + alternatives(need)}}
	}
	return found
}

func alternatives(need adapters.Need) string {
	words := make([]string, len(need))
	for i, r := range need {
		words[i] = string(r.Field)
	}
	return strings.Join(words, ", ")
}

// lacks says what of r is not stated, or not well enough. No error quotes what was stated.
func lacks(r adapters.Requirement, s *adapters.Stated) []adapters.FieldError {
	switch r.Field {
	case adapters.FieldName:
		return names(s, s.FamilyName, s.GivenName, "family_name", "given_name", "in Cyrillic, as in the documents issued in Russia")
	case adapters.FieldLatinName:
		return names(s, s.LatinFamilyName, s.LatinGivenName, "latin_family_name", "latin_given_name", "in Latin, as in the passport's machine-readable zone")
	case adapters.FieldAnyName:
		return anyName(s)
	case adapters.FieldBirthDate:
		return birthDate(r.Precision, s.BirthDate)
	case adapters.FieldDocument:
		return document(r.Documents, s.Documents)
	default:
		return required(simple(r.Field, s))
	}
}

// plain is one field that is stated or not: whether it is stated, where it stands and what is expected there.
type plain struct {
	stated           bool
	member, expected string
}

func required(p plain) []adapters.FieldError {
	if p.stated {
		return nil
	}
	return []adapters.FieldError{missing(p.member, p.expected)}
}

func missing(member, expected string) adapters.FieldError {
	return adapters.FieldError{Pointer: "/subject/" + member, Code: adapters.CodeRequired, Detail: "this lookup needs " + expected}
}

func simple(f adapters.Field, s *adapters.Stated) plain {
	switch f {
	case adapters.FieldPatronymic:
		return plain{!s.Patronymic.IsZero() || s.NoPatronymic || s.SingleName, "patronymic", "a patronymic, or no_patronymic: true"}
	case adapters.FieldSex:
		return plain{s.Sex == adapters.Male || s.Sex == adapters.Female, "sex", "male or female"}
	case adapters.FieldBirthPlace:
		return plain{!s.BirthPlace.IsZero(), "birth_place", "a birth place"}
	case adapters.FieldLivingPlace:
		return plain{!s.LivingPlace.IsZero(), "living_place", "a living place"}
	case adapters.FieldCitizenship:
		return plain{len(s.Citizenships) > 0, "citizenships", "a citizenship"}
	case adapters.FieldForeignID:
		return plain{len(s.ForeignIDs) > 0, "foreign_ids", "a personal number of another state"}
	case adapters.FieldSNILS:
		return plain{!s.SNILS.IsZero(), "snils", "a SNILS"}
	case adapters.FieldINN:
		return plain{!s.INN.IsZero(), "inn", "an INN"}
	case adapters.FieldENP:
		return plain{!s.ENP.IsZero(), "enp", "a medical policy number"}
	default:
		return plain{false, string(f), "a field that no subject can state"}
	}
}

func names(s *adapters.Stated, family, given adapters.Secret, familyMember, givenMember, how string) []adapters.FieldError {
	var errs []adapters.FieldError
	if family.IsZero() {
		errs = append(errs, missing(familyMember, "a family name "+how))
	}
	if given.IsZero() && !s.SingleName {
		errs = append(errs, missing(givenMember, "a given name "+how+", or single_name: true"))
	}
	return errs
}

// anyName is met by a whole name in either script.
func anyName(s *adapters.Stated) []adapters.FieldError {
	cyrillic := lacks(adapters.Requirement{Field: adapters.FieldName}, s)
	if len(cyrillic) == 0 || len(lacks(adapters.Requirement{Field: adapters.FieldLatinName}, s)) == 0 {
		return nil
	}
	return []adapters.FieldError{{Pointer: cyrillic[0].Pointer, Code: adapters.CodeRequired, Detail: "this lookup needs a whole name, in Cyrillic or in Latin"}}
}

func birthDate(coarsest adapters.Precision, stated adapters.Date) []adapters.FieldError {
	if errs := required(plain{!stated.IsZero(), "birth_date", "a birth date"}); errs != nil {
		return errs
	}
	if order, ok := stated.Compare(adapters.DateOf(time.Now().In(farthestEast()))); ok && order > 0 {
		return []adapters.FieldError{{Pointer: "/subject/birth_date", Code: adapters.CodeFormat, Detail: "expected a birth date that is not in the future"}}
	}
	if stated.Precision() >= coarsest {
		return nil
	}
	expected := map[adapters.Precision]string{adapters.PrecisionDay: "the full birth date YYYY-MM-DD", adapters.PrecisionMonth: "at least the month of birth YYYY-MM"}
	return []adapters.FieldError{{Pointer: "/subject/birth_date", Code: adapters.CodePrecision, Detail: "this lookup needs " + expected[coarsest]}}
}

// farthestEast is where a day begins first.
func farthestEast() *time.Location { return time.FixedZone("", 14*60*60) }

// document is met by exactly one stated document of the types: with two, the lookup would have to choose whom it asks
// about.
func document(types []adapters.DocumentType, stated []adapters.Document) []adapters.FieldError {
	fit := 0
	for _, d := range stated {
		if slices.Contains(types, d.Paper().Type) {
			fit++
		}
	}
	if fit == 1 {
		return nil
	}
	expected := "one document of these types: " + joined(types)
	if fit > 1 {
		return []adapters.FieldError{{Pointer: "/subject/documents", Code: adapters.CodeConflict, Detail: "this lookup needs just " + expected}}
	}
	return []adapters.FieldError{missing("documents", expected)}
}

func joined(types []adapters.DocumentType) string {
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = string(t)
	}
	return strings.Join(words, ", ")
}
