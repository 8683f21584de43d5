package adapters_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// The canaries: what a person's values hold in the tests of redaction. None may be seen in any output, in which there are
// many addresses: each canary is longer than an address, or has letters that no address has.
const (
	canaryName   = "Канарейкин"
	canaryLatin  = "CANARYKIN"
	canaryNumber = "KX7654321"
	canarySNILS  = "11223344595"
	canaryINN    = "500100732259"
	canaryYear   = 1913
	canaryInt    = 7341982564098217365
)

// The plain words: they stand in open fields beside the canaries, and are to be redacted wherever fmt can be told so.
const (
	plainCountry = adapters.Country("ZWE")
	plainType    = adapters.TemporaryAsylum
	plainSex     = adapters.Female
)

type record struct {
	Number adapters.Secret
	Since  adapters.Date
	inner  adapters.Secret
}

// canaries are the values of every public type that tells something about a person, by the type's name.
func canaries(t testing.TB) map[string]any {
	t.Helper()
	birth := date(t, fmt.Sprintf("%d-11-13", canaryYear))
	snils, err := adapters.ParseSNILS(canarySNILS)
	if err != nil {
		t.Fatal(err)
	}
	inn, err := adapters.ParseINN(canaryINN)
	if err != nil {
		t.Fatal(err)
	}
	name, number := adapters.NewSecret(canaryName), adapters.NewSecret(canaryNumber)
	person := adapters.PersonName{FamilyName: name, GivenName: name, LatinFamilyName: adapters.NewSecret(canaryLatin)}
	place := adapters.Place{Country: plainCountry, RegionCode: number, Settlement: name, Text: name}
	paper := &adapters.Paper{Type: plainType, Country: plainCountry, Series: number, Number: number, IssuedOn: birth, Issuer: name}
	foreign := adapters.ForeignID{Country: plainCountry, Value: number}
	stated := &adapters.Stated{
		FamilyName: name, GivenName: name, Patronymic: name, LatinFamilyName: adapters.NewSecret(canaryLatin),
		PreviousNames: []adapters.PersonName{person}, BirthDate: birth, BirthPlace: place, LivingPlace: place, Sex: plainSex,
		Citizenships: []adapters.Country{plainCountry}, ForeignIDs: []adapters.ForeignID{foreign},
		Documents: []adapters.Document{adapters.NewDocument(paper)}, SNILS: snils, INN: inn, ENP: number,
	}
	told := adapters.Told{
		Name: person, BirthDate: birth, BirthPlace: place, Sex: plainSex, Citizenships: []adapters.Country{plainCountry},
		Document: adapters.NewDocument(paper), SNILS: snils, INN: inn,
	}
	rec := &record{Number: number, Since: birth, inner: name}
	return map[string]any{
		"Secret": name, "Date": birth, "SNILS": snils, "INN": inn, "Hidden": adapters.Hide(canaryInt),
		"Subject": adapters.NewSubject(stated), "Document": adapters.NewDocument(paper),
		"Stated": *stated, "PersonName": person, "Place": place, "ForeignID": foreign, "Paper": *paper, "Told": told,
		"Query":  adapters.Query{Subject: adapters.NewSubject(stated), Actor: adapters.Actor{Kind: adapters.Citizen, ID: number}},
		"Reply":  adapters.Reply[record]{Outcome: adapters.Match, Told: told, Record: rec, AsOf: birth},
		"Answer": adapters.Answer[record]{Outcome: adapters.Match, Record: rec, Source: adapters.Source{AsOf: birth, ValidUntil: birth}},
	}
}

// forms returns the ways in which fmt, json and their like could write a canary.
func forms() (all []string) {
	for _, s := range []string{canaryName, canaryLatin, canaryNumber, canarySNILS, canaryINN} {
		all = append(all, s, strings.ToUpper(s), strings.ToLower(s), fmt.Sprintf("%x", s), fmt.Sprintf("%X", s),
			fmt.Sprintf("% x", s), strings.Trim(fmt.Sprintf("%+q", s), `"`), strings.Trim(fmt.Sprint([]byte(s)), "[]"),
			strings.Trim(fmt.Sprint([]rune(s)), "[]"))
	}
	for _, verb := range []string{"%d", "%x", "%X", "%o", "%b", "%+v"} {
		all = append(all, fmt.Sprintf(verb, canaryInt),
			// A year alone may stand in an address by chance.
			strings.Trim(fmt.Sprintf(verb, struct{ year, month, day int }{canaryYear, 11, 13}), "{}"))
	}
	return append(all, canaryName[:8], canaryLatin[:5], canaryNumber[:4], fmt.Sprintf("%d-11-13", canaryYear), fmt.Sprintf("year:%d", canaryYear), fmt.Sprintf("%d-11", canaryYear))
}

// found returns the first of words that output holds.
func found(output string, words ...string) (word string, ok bool) {
	i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(output, w) })
	if i < 0 {
		return "", false
	}
	return words[i], true
}

// A shape is a way to pass a value to a printer.
type shape struct {
	name string
	wrap func(v any) any
	// open: the printer can call the value's methods, so the plain words beside the canaries are redacted too.
	open bool
}

type exported struct{ Value any }

type unexported struct{ value any }

type deep struct{ outer struct{ inner unexported } }

func shapes() []shape {
	return []shape{
		{"itself", func(v any) any { return v }, true},
		{"pointer", func(v any) any { return pointerTo(v).Interface() }, true},
		{"pointer to pointer", func(v any) any { return pointerTo(pointerTo(v).Interface()).Interface() }, true},
		{"slice", func(v any) any { return []any{v, v} }, true},
		{"typed slice", func(v any) any { return sliceOf(v) }, true},
		{"array", func(v any) any { return [1]any{v} }, true},
		{"map value", func(v any) any { return map[string]any{"k": v} }, true},
		{"map key", func(v any) any { return map[any]int{pointerTo(v).Interface(): 1} }, true},
		{"exported field", func(v any) any { return exported{v} }, true},
		{"pointer in a field", func(v any) any { return &exported{pointerTo(v).Interface()} }, true},
		{"unexported field", func(v any) any { return unexported{v} }, false},
		{"unexported pointer", func(v any) any { return &unexported{pointerTo(v).Interface()} }, false},
		{"unexported slice", func(v any) any { return unexported{sliceOf(v)} }, false},
		{"unexported map", func(v any) any { return unexported{map[string]any{"k": v}} }, false},
		{"deep", func(v any) any { d := deep{}; d.outer.inner.value = v; return d }, false},
		{"reflect.Value", func(v any) any { return reflect.ValueOf(v) }, true},
		{"reflect.Value of a field", func(v any) any { return reflect.ValueOf(unexported{v}).Field(0) }, false},
		{"reflect.Value of what is hidden", hiddenField, false},
		{"error", func(v any) any { return fmt.Errorf("about %v: %w", v, valueCarrier{v}) }, false},
	}
}

// valueCarrier is an error that somebody made with a value in it, printed by reflection alone.
type valueCarrier struct{ value any }

func (valueCarrier) Error() string { return "carried" }

func pointerTo(v any) reflect.Value {
	p := reflect.New(reflect.TypeOf(v))
	p.Elem().Set(reflect.ValueOf(v))
	return p
}

func sliceOf(v any) any {
	return reflect.Append(reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(v)), 0, 1), reflect.ValueOf(v)).Interface()
}

// hiddenField returns the unexported pointer of the first Hidden in v, as a careless printer would reach it.
func hiddenField(v any) any {
	field := reflect.ValueOf(v)
	for field.Kind() == reflect.Struct {
		next := field.FieldByName("p")
		if !next.IsValid() {
			next = field.FieldByName("Hidden")
		}
		if !next.IsValid() {
			next = field.Field(field.NumField() - 1)
		}
		field = next
	}
	return field
}
