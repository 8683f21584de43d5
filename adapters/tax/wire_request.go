package tax

import (
	"strconv"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// The longest values that the contract takes, in characters. A longer one is the caller's to correct: cut short it would
// be another person's.
const (
	maxName   = 60
	maxSeries = 20
	maxNumber = 25
)

// spdul is the one table of documents of this registry: codes of СПДУЛ, the standard list of ФНС. Sources differ about temporary
// asylum (18 or 19, see the contract's SOURCE). A passport, an identity card and a travel document of another state are all
// "foreign passport".
//
//nolint:gochecknoglobals // a table, never written to
var spdul = [...]struct {
	document adapters.DocumentType
	code     string
}{
	{adapters.NationalPassport, "10"},
	{adapters.NationalIDCard, "10"},
	{adapters.TravelDocument, "10"},
	{adapters.RefugeeApplication, "11"},
	{adapters.ResidencePermit, "12"},
	{adapters.ResidencePermitStateless, "12"},
	{adapters.RefugeeCertificate, "13"},
	{adapters.TemporaryResidence, "15"},
	{adapters.TemporaryResidenceEducation, "15"},
	{adapters.TemporaryAsylum, "19"},
	{adapters.BirthCertificate, "23"},
}

// documentTypes returns the types that the registry searches by, in the table's order.
func documentTypes() []adapters.DocumentType {
	types := make([]adapters.DocumentType, len(spdul))
	for i, row := range spdul {
		types[i] = row.document
	}
	return types
}

// spdulOf returns the code for t, or "" where the registry has none.
func spdulOf(t adapters.DocumentType) string {
	for _, row := range spdul {
		if row.document == t {
			return row.code
		}
	}
	return ""
}

// search returns the question as the registry takes it. An error is a *adapters.Failure that names each field that the
// registry cannot take.
func (c *Client) search(id string, s *adapters.Stated) (*wire.InnSearchRequest, error) {
	at, paper := searchedBy(s.Documents)
	errs := append(checkNames(s), checkDocument(at, paper)...)
	if len(errs) > 0 {
		return nil, cannotTake(errs)
	}
	return &wire.InnSearchRequest{
		RequestId: wire.RequestId(id),
		Requester: c.requester(),
		Person:    wirePerson(s, paper),
	}, nil
}

// cannotTake is what is wrong with a query that the contract has no room for.
func cannotTake(errs []adapters.FieldError) *adapters.Failure {
	f := adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "the registry cannot take what is stated")
	f.Errors = errs
	return f
}

// requester is who asks.
func (c *Client) requester() wire.Requester {
	return wire.Requester{
		SystemId: c.config.SystemID, Name: c.config.Organisation.Name,
		Inn: c.config.Organisation.INN, Ogrn: c.config.Organisation.OGRN,
	}
}

// searchedBy returns the one stated document that the registry searches by, and its place in the query; an empty paper when
// there is none.
func searchedBy(documents []adapters.Document) (int, *adapters.Paper) {
	for i, d := range documents {
		if paper := d.Paper(); spdulOf(paper.Type) != "" {
			return i, paper
		}
	}
	return 0, &adapters.Paper{}
}

func wirePerson(s *adapters.Stated, p *adapters.Paper) wire.Person {
	w := wire.Person{
		SecondName:     wire.PersonName(s.FamilyName.Reveal()),
		FirstName:      name(s.GivenName),
		Patronymic:     name(s.Patronymic),
		Birthday:       wire.CalendarDate(s.BirthDate.Reveal()),
		DocumentSpdul:  spdulOf(p.Type),
		DocumentNumber: p.Number.Reveal(),
	}
	if s.Patronymic.IsZero() {
		w.SignLackPatronymic = wire.NewOptPersonSignLackPatronymic(wire.PersonSignLackPatronymic1)
	}
	if !p.Series.IsZero() {
		w.DocumentSeries = wire.NewOptString(p.Series.Reveal())
	}
	if !p.IssuedOn.IsZero() {
		w.DocumentDate = wire.NewOptCalendarDate(wire.CalendarDate(p.IssuedOn.Reveal()))
	}
	return w
}

func name(s adapters.Secret) wire.OptPersonName {
	if s.IsZero() {
		return wire.OptPersonName{}
	}
	return wire.NewOptPersonName(wire.PersonName(s.Reveal()))
}

// checkNames says which names the registry cannot take.
func checkNames(s *adapters.Stated) []adapters.FieldError {
	errs := tooLong("/subject/family_name", s.FamilyName, maxName)
	errs = append(errs, tooLong("/subject/given_name", s.GivenName, maxName)...)
	errs = append(errs, tooLong("/subject/patronymic", s.Patronymic, maxName)...)
	return errs
}

func checkDocument(at int, p *adapters.Paper) []adapters.FieldError {
	if p.Type == "" {
		return []adapters.FieldError{{
			Pointer: "/subject/documents", Code: adapters.CodeRequired, Detail: "expected one document that the registry searches by",
		}}
	}
	pointer := "/subject/documents/" + strconv.Itoa(at)
	errs := tooLong(pointer+"/series", p.Series, maxSeries)
	errs = append(errs, tooLong(pointer+"/number", p.Number, maxNumber)...)
	if p.Number.IsZero() {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/number", Code: adapters.CodeRequired, Detail: "expected the document's number",
		})
	}
	if !p.IssuedOn.IsZero() && p.IssuedOn.Precision() != adapters.PrecisionDay {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/issued_on", Code: adapters.CodePrecision, Detail: "expected a full date, or none",
		})
	}
	return errs
}

func tooLong(pointer string, value adapters.Secret, longest int) []adapters.FieldError {
	if utf8.RuneCountInString(value.Reveal()) <= longest {
		return nil
	}
	return []adapters.FieldError{{
		Pointer: pointer, Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(longest) + " characters",
	}}
}
