package pension

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
)

// maxName is the longest name that the contract takes, in characters.
const maxName = 100

// maxText is the longest text of Russian letters and digits that the contract takes, in characters.
const maxText = 200

// checkPerson returns the registry's word for the sex, and says which of sex and names the registry cannot take.
func checkPerson(s *adapters.Stated) (wire.GenderType, []adapters.FieldError) {
	gender, known := gender(s.Sex)
	errs := checkNames(s)
	if !known {
		errs = append(errs, adapters.FieldError{
			Pointer: "/subject/sex", Code: adapters.CodeUnsupported, Detail: "expected male or female: the registry takes no other",
		})
	}
	return gender, errs
}

// genders is the one table of sexes of this registry, for both directions.
//
//nolint:gochecknoglobals // a table, never written to
var genders = [...]struct {
	code wire.GenderType
	sex  adapters.Sex
}{
	{wire.GenderTypeMale, adapters.Male},
	{wire.GenderTypeFemale, adapters.Female},
}

// gender returns the registry's word; ok is false for a sex that it has none for.
func gender(s adapters.Sex) (g wire.GenderType, ok bool) {
	for _, row := range genders {
		if row.sex == s {
			return row.code, true
		}
	}
	return "", false
}

// sex returns our word, or "".
func sex(code string) adapters.Sex {
	for _, row := range genders {
		if string(row.code) == code {
			return row.sex
		}
	}
	return ""
}

// checkNames says which names the registry's pattern refuses: it takes the letters of the Russian alphabet only, so that
// Ўктам, a typographic apostrophe or brackets are never found under any spelling that we might choose.
func checkNames(s *adapters.Stated) []adapters.FieldError {
	var errs []adapters.FieldError
	for _, f := range []struct {
		pointer string
		value   string
	}{
		{"/subject/family_name", s.FamilyName.Reveal()},
		{"/subject/given_name", s.GivenName.Reveal()},
		{"/subject/patronymic", s.Patronymic.Reveal()},
	} {
		switch {
		case f.value == "":
		case utf8.RuneCountInString(f.value) > maxName:
			errs = append(errs, adapters.FieldError{
				Pointer: f.pointer, Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(maxName) + " characters",
			})
		case !isRusName(f.value):
			errs = append(errs, adapters.FieldError{
				Pointer: f.pointer, Code: adapters.CodeUnsupported,
				Detail: "expected the spelling of the Russian documents: letters of the Russian alphabet, hyphen, space, comma, point, '",
			})
		}
	}
	return errs
}

// isRusName is the contract's RusNameType: [а-яА-ЯёЁ\-0-9][а-яА-ЯёЁ\- ',.]*
func isRusName(s string) bool {
	for i, r := range s {
		letter := r >= 'а' && r <= 'я' || r >= 'А' && r <= 'Я' || r == 'ё' || r == 'Ё' || r == '-'
		first := i == 0 && r >= '0' && r <= '9'
		later := i > 0 && (r == ' ' || r == '\'' || r == ',' || r == '.')
		if !letter && !first && !later {
			return false
		}
	}
	return s != ""
}

// isRusAndNum is the contract's RusAndNumType: [а-яА-ЯёЁ0-9№][а-яА-ЯёЁ0-9\- ',.()№/]*
func isRusAndNum(s string) bool {
	for i, r := range s {
		first := r >= 'а' && r <= 'я' || r >= 'А' && r <= 'Я' || r == 'ё' || r == 'Ё' || r >= '0' && r <= '9' || r == '№'
		later := i > 0 && strings.ContainsRune("- ',.()/", r)
		if !first && !later {
			return false
		}
	}
	return s != ""
}

// checkText says what of a stated text the registry's RusAndNumType refuses. what completes "expected ...".
func checkText(pointer string, value adapters.Secret, what string) []adapters.FieldError {
	fault := adapters.FieldError{Pointer: pointer, Detail: "expected " + what + " in Russian letters and digits, at most " + strconv.Itoa(maxText) + " characters"}
	switch v := value.Reveal(); {
	case v == "":
		fault.Code = adapters.CodeRequired
	case utf8.RuneCountInString(v) > maxText:
		fault.Code = adapters.CodeTooLong
	case strings.ContainsFunc(v, func(r rune) bool { return unicode.Is(unicode.Latin, r) }):
		fault.Code = adapters.CodeScript
	case !isRusAndNum(v):
		fault.Code = adapters.CodeUnsupported
	default:
		return nil
	}
	return []adapters.FieldError{fault}
}

// optional returns s as an optional element, absent when empty.
func optional[T ~string](s string) *T {
	if s == "" {
		return nil
	}
	return new(T(s))
}
