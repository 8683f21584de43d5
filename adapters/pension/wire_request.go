package pension

import (
	"strconv"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
)

// maxName is the longest name that the contract takes, in characters.
const maxName = 100

// request returns the question as the registry takes it. An error is a *adapters.Failure that names each field that the
// registry cannot take.
func (d *SNILSCheckDriver) request(id string, s *adapters.Stated) (*wire.SnilsValidationRequest, error) {
	gender, known := gender(s.Sex)
	errs := checkNames(s)
	if !known {
		errs = append(errs, adapters.FieldError{
			Pointer: "/subject/sex", Code: adapters.CodeUnsupported, Detail: "expected male or female: the registry takes no other",
		})
	}
	if len(errs) > 0 {
		return nil, unable(errs)
	}
	return &wire.SnilsValidationRequest{
		RequestId:  new(wire.RequestIdType(id)),
		SystemId:   new(wire.SystemIdType(d.client.config.SystemID)),
		FamilyName: new(wire.RusNameType(s.FamilyName.Reveal())),
		FirstName:  optional[wire.RusNameType](s.GivenName.Reveal()),
		Patronymic: optional[wire.RusNameType](s.Patronymic.Reveal()),
		Snils:      new(wire.SnilsType(s.SNILS.Reveal())),
		Gender:     &gender,
		BirthDate:  new(wire.CalendarDateType(s.BirthDate.Reveal())),
	}, nil
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

// optional returns s as an optional element, absent when empty.
func optional[T ~string](s string) *T {
	if s == "" {
		return nil
	}
	return new(T(s))
}
