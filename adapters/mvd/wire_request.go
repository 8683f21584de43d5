package mvd

import (
	"strconv"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
	"github.com/sverka/sverka/internal/person"
)

// The longest values that the contract takes, in characters. A longer one is the caller's to correct: cut short it would
// be another person's, or another place.
const (
	maxName  = 100
	maxPlace = 255
)

// criminalRecordRequest returns the question as the registry takes it. An error is a *adapters.Failure that names each field that the
// registry cannot take.
func (c *Client) criminalRecordRequest(a asking) (*wire.CriminalRecordRequest, error) {
	s := a.subject
	errs := checkNames(s)
	errs = append(errs, checkPlace("/subject/birth_place", s.BirthPlace)...)
	errs = append(errs, checkPlace("/subject/living_place", s.LivingPlace)...)
	if len(errs) > 0 {
		return nil, cannotTake(errs)
	}
	return &wire.CriminalRecordRequest{
		ID:                wire.RequestId(a.id),
		SystemId:          c.config.SystemID,
		Person:            a.person,
		PreviousNames:     previousNames(s),
		RegistrationPlace: places(s),
	}, nil
}

func cannotTake(errs []adapters.FieldError) error {
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "the registry cannot take what is stated")
	f.Errors = errs
	return f
}

func checkNames(s *adapters.Stated) []adapters.FieldError {
	errs := checkName("/subject", adapters.PersonName{FamilyName: s.FamilyName, GivenName: s.GivenName, Patronymic: s.Patronymic})
	for i, old := range s.PreviousNames {
		errs = append(errs, checkName("/subject/previous_names/"+strconv.Itoa(i), old)...)
	}
	return append(errs, tooMany("/subject/previous_names", len(person.PreviousNames(s)))...)
}

func checkName(pointer string, n adapters.PersonName) []adapters.FieldError {
	errs := tooLong(pointer+"/family_name", n.FamilyName, maxName)
	errs = append(errs, tooLong(pointer+"/given_name", n.GivenName, maxName)...)
	return append(errs, tooLong(pointer+"/patronymic", n.Patronymic, maxName)...)
}

// previousNames are those by which the registry searches besides the present one: it may have met the person under any of them.
func previousNames(s *adapters.Stated) []wire.PreviousName {
	var all []wire.PreviousName
	for _, n := range person.PreviousNames(s) {
		all = append(all, wire.PreviousName{
			Surname: wire.PersonName(n.FamilyName.Reveal()), Name: name(n.GivenName), PatronymicName: name(n.Patronymic),
		})
	}
	return all
}

func wirePerson(s *adapters.Stated) wire.Person {
	return wire.Person{
		Surname:        wire.PersonName(s.FamilyName.Reveal()),
		Name:           name(s.GivenName),
		PatronymicName: name(s.Patronymic),
		BirthDate:      partialDate(s.BirthDate),
	}
}

func name(s adapters.Secret) wire.OptPersonName {
	if s.IsZero() {
		return wire.OptPersonName{}
	}
	return wire.NewOptPersonName(wire.PersonName(s.Reveal()))
}

// partialDate leaves out what is not known: this registry searches by a year, too.
func partialDate(d adapters.Date) wire.PartialDate {
	year, month, day := d.Parts()
	w := wire.PartialDate{Year: int32(year)} //nolint:gosec // of four digits at most, and the others of two
	if month > 0 {
		w.Month = wire.NewOptInt32(int32(month)) //nolint:gosec // see above
	}
	if day > 0 {
		w.Day = wire.NewOptInt32(int32(day)) //nolint:gosec // see above
	}
	return w
}

// places are those by which the registry searches; it wants at least one.
func places(s *adapters.Stated) []wire.Place {
	var all []wire.Place
	if !s.BirthPlace.IsZero() {
		all = append(all, place(wire.PlaceType000, s.BirthPlace))
	}
	if !s.LivingPlace.IsZero() {
		all = append(all, place(wire.PlaceType200, s.LivingPlace))
	}
	return all
}

func place(t wire.PlaceType, p adapters.Place) wire.Place {
	w := wire.Place{Type: t}
	if !p.Country.IsZero() {
		w.CountryCode = wire.NewOptString(string(p.Country))
	}
	if !p.RegionCode.IsZero() {
		w.RegionCode = wire.NewOptString(p.RegionCode.Reveal())
	}
	if text := placeText(p); text != "" {
		w.Place = wire.NewOptString(text)
	}
	return w
}

// placeText is the settlement, or else the place as the document words it.
func placeText(p adapters.Place) string {
	if !p.Settlement.IsZero() {
		return p.Settlement.Reveal()
	}
	return p.Text.Reveal()
}

func checkPlace(pointer string, p adapters.Place) []adapters.FieldError {
	var errs []adapters.FieldError
	if utf8.RuneCountInString(placeText(p)) > maxPlace {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer, Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(maxPlace) + " characters",
		})
	}
	if code := p.RegionCode.Reveal(); code != "" && !isRegion(code) {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/region_code", Code: adapters.CodeFormat, Detail: "expected 2 or 3 digits",
		})
	}
	return errs
}

func isRegion(code string) bool {
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return len(code) == 2 || len(code) == 3
}

func tooLong(pointer string, value adapters.Secret, longest int) []adapters.FieldError {
	if utf8.RuneCountInString(value.Reveal()) <= longest {
		return nil
	}
	return []adapters.FieldError{{
		Pointer: pointer, Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(longest) + " characters",
	}}
}
