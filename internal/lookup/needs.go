package lookup

import (
	"slices"
	"time"

	"github.com/sverka/sverka/adapters"
)

// check returns nil if q may be put to the lookup that spec describes: by who asks, for this purpose, and with all that it needs
// stated. Else it returns a *adapters.Failure: forbidden, or invalid with one FieldError for each need that is not met.
func check(spec adapters.Spec, q adapters.Query) error {
	if f := permit(&spec, &q); f != nil {
		return f
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
		return []adapters.FieldError{{Pointer: found[0].Pointer, Code: adapters.CodeRequired, Detail: "this lookup needs " + need.Words()}}
	}
	return found
}

// lacks says what of r is not stated, or not well enough. No error quotes what was stated.
func lacks(r adapters.Requirement, s *adapters.Stated) []adapters.FieldError {
	switch r.Field {
	case adapters.FieldName:
		return names(s, s.FamilyName, s.GivenName, "family_name", "given_name", "in Cyrillic, as in the documents issued in Russia")
	case adapters.FieldLatinName:
		return names(s, s.LatinFamilyName, s.LatinGivenName, "latin_family_name", "latin_given_name", "in Latin, as in the passport's machine-readable zone")
	case adapters.FieldAnyName:
		return anyName(r, s)
	case adapters.FieldBirthDate:
		return birthDate(r, s.BirthDate)
	case adapters.FieldDocument:
		return document(r, s.Documents)
	default:
		if stated, member := simple(r.Field, s); !stated {
			return []adapters.FieldError{missing(member, r.Words())}
		}
		return nil
	}
}

func missing(member, expected string) adapters.FieldError {
	return adapters.FieldError{Pointer: "/subject/" + member, Code: adapters.CodeRequired, Detail: "this lookup needs " + expected}
}

// simple reports whether a field that is stated or not is, and where in the subject it stands.
func simple(f adapters.Field, s *adapters.Stated) (stated bool, member string) {
	switch f {
	case adapters.FieldPatronymic:
		return !s.Patronymic.IsZero() || s.NoPatronymic || s.SingleName, "patronymic"
	case adapters.FieldSex:
		return s.Sex == adapters.Male || s.Sex == adapters.Female, "sex"
	case adapters.FieldBirthPlace:
		return !s.BirthPlace.IsZero(), "birth_place"
	case adapters.FieldLivingPlace:
		return !s.LivingPlace.IsZero(), "living_place"
	case adapters.FieldCitizenship:
		return len(s.Citizenships) > 0, "citizenships"
	case adapters.FieldForeignID:
		return len(s.ForeignIDs) > 0, "foreign_ids"
	case adapters.FieldSNILS:
		return !s.SNILS.IsZero(), "snils"
	case adapters.FieldINN:
		return !s.INN.IsZero(), "inn"
	case adapters.FieldENP:
		return !s.ENP.IsZero(), "enp"
	default:
		return false, string(f)
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
func anyName(r adapters.Requirement, s *adapters.Stated) []adapters.FieldError {
	cyrillic := lacks(adapters.Requirement{Field: adapters.FieldName}, s)
	if len(cyrillic) == 0 || len(lacks(adapters.Requirement{Field: adapters.FieldLatinName}, s)) == 0 {
		return nil
	}
	return []adapters.FieldError{{Pointer: cyrillic[0].Pointer, Code: adapters.CodeRequired, Detail: "this lookup needs " + r.Words()}}
}

func birthDate(r adapters.Requirement, stated adapters.Date) []adapters.FieldError {
	if stated.IsZero() {
		return []adapters.FieldError{missing("birth_date", r.Words())}
	}
	if order, ok := stated.Compare(adapters.DateOf(time.Now().In(farthestEast()))); ok && order > 0 {
		return []adapters.FieldError{{Pointer: "/subject/birth_date", Code: adapters.CodeFormat, Detail: "expected a birth date that is not in the future"}}
	}
	if stated.Precision() >= r.Precision {
		return nil
	}
	return []adapters.FieldError{{Pointer: "/subject/birth_date", Code: adapters.CodePrecision, Detail: "this lookup needs " + r.Words()}}
}

// farthestEast is where a day begins first.
func farthestEast() *time.Location { return time.FixedZone("", 14*60*60) }

// document is met by exactly one stated document of the types: with two, the lookup would have to choose whom it asks
// about.
func document(r adapters.Requirement, stated []adapters.Document) []adapters.FieldError {
	fit := 0
	for _, d := range stated {
		if slices.Contains(r.Documents, d.Paper().Type) {
			fit++
		}
	}
	switch fit {
	case 0:
		return []adapters.FieldError{missing("documents", r.Words())}
	case 1:
		return nil
	default:
		return []adapters.FieldError{{Pointer: "/subject/documents", Code: adapters.CodeConflict, Detail: "this lookup needs " + r.Words()}}
	}
}
