package mock

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sverka/sverka/mock/population"
)

// A subject is a person in the shape in which the gateway's API takes him, so that a persona's query is what stands in
// personas.yaml.
type subject struct {
	FamilyName      string       `json:"family_name,omitempty"`
	GivenName       string       `json:"given_name,omitempty"`
	Patronymic      string       `json:"patronymic,omitempty"`
	NoPatronymic    bool         `json:"no_patronymic,omitempty"`
	SingleName      bool         `json:"single_name,omitempty"`
	LatinFamilyName string       `json:"latin_family_name,omitempty"`
	LatinGivenName  string       `json:"latin_given_name,omitempty"`
	PreviousNames   []personName `json:"previous_names,omitempty"`
	BirthDate       string       `json:"birth_date,omitempty"`
	BirthPlace      *place       `json:"birth_place,omitempty"`
	LivingPlace     *place       `json:"living_place,omitempty"`
	Sex             string       `json:"sex,omitempty"`
	Citizenships    []string     `json:"citizenships,omitempty"`
	Documents       []paper      `json:"documents,omitempty"`
	SNILS           string       `json:"snils,omitempty"`
	INN             string       `json:"inn,omitempty"`
}

type personName struct {
	FamilyName string `json:"family_name,omitempty"`
	GivenName  string `json:"given_name,omitempty"`
	Patronymic string `json:"patronymic,omitempty"`
}

type place struct {
	Country    string `json:"country,omitempty"`
	RegionCode string `json:"region_code,omitempty"`
	Settlement string `json:"settlement,omitempty"`
}

type paper struct {
	Type      string `json:"type"`
	Country   string `json:"country,omitempty"`
	Series    string `json:"series,omitempty"`
	Number    string `json:"number"`
	IssuedOn  string `json:"issued_on,omitempty"`
	ExpiresOn string `json:"expires_on,omitempty"`
	Issuer    string `json:"issuer,omitempty"`
}

// changed returns s with the members that other states in place of its own, if there is one, and without those named in omit. Where nothing
// changes, that is s itself.
func (s *subject) changed(other *subject, omit []string) (*subject, error) {
	if other == nil && len(omit) == 0 {
		return s, nil
	}
	changed := *s
	into := reflect.ValueOf(&changed).Elem()
	if other != nil {
		from := reflect.ValueOf(other).Elem()
		for i := range into.NumField() {
			if told(from.Field(i)) {
				into.Field(i).Set(from.Field(i))
			}
		}
	}
	for _, name := range omit {
		member := memberOf(into, name)
		if !member.IsValid() || !told(member) {
			return nil, fmt.Errorf("omit: nothing is called %s", name)
		}
		member.SetZero()
	}
	return &changed, nil
}

// trimmed returns s with names without spaces round them.
func (s subject) trimmed() subject {
	for _, name := range []*string{&s.FamilyName, &s.GivenName, &s.Patronymic, &s.LatinFamilyName, &s.LatinGivenName} {
		*name = strings.TrimSpace(*name)
	}
	s.PreviousNames = slices.Clone(s.PreviousNames)
	for i := range s.PreviousNames {
		n := &s.PreviousNames[i]
		n.FamilyName, n.GivenName, n.Patronymic = strings.TrimSpace(n.FamilyName), strings.TrimSpace(n.GivenName), strings.TrimSpace(n.Patronymic)
	}
	return s
}

// memberOf returns the member that JSON calls name; the zero Value: there is none.
func memberOf(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		if called, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); called == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// told reports whether a member says something: an empty list does not.
func told(v reflect.Value) bool { return !v.IsZero() && (v.Kind() != reflect.Slice || v.Len() > 0) }

// fold writes a name or a number as the registries compare it.
func fold(text string) string { return population.Fold(text) }
