package migration

import (
	"slices"
	"strconv"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// The longest values that the contract takes, in characters. A longer one is the caller's to correct: cut short it would
// be another person's.
const (
	maxFamilyName = 99
	maxGivenName  = 49
	maxSeries     = 20
	maxNumber     = 25
)

// A question is one about a person, in the parts of which each operation of that kind makes its request.
type question struct {
	id       *wire.RequestIdType
	system   *wire.ItSystemType
	service  *wire.FRGUServiceCodeType
	person   *wire.PersonInfoType
	document *wire.IdentityDocumentType
}

// question returns the question id about a person as the registry takes it. An error is a *adapters.Failure that names each field
// that the registry cannot take.
func (c *Client) question(id string, q adapters.Query) (question, error) {
	subject := q.Subject.Stated()
	at, paper, err := identityDocument(subject.Documents)
	if err != nil {
		return question{}, err
	}
	if errs := append(checkNames(subject), checkDocument(at, paper, subject.Citizenships)...); len(errs) > 0 {
		return question{}, unable(errs...)
	}
	return question{
		id:       new(wire.RequestIdType(id)),
		system:   new(wire.ItSystemType(c.config.SystemID)),
		service:  c.serviceCode(q),
		person:   personInfo(subject),
		document: document(paper),
	}, nil
}

// serviceCode gives the code of the state service (код услуги по ФРГУ) where the question is asked for one and the code is of
// that register.
func (c *Client) serviceCode(q adapters.Query) *wire.FRGUServiceCodeType {
	if q.Purpose != adapters.ServiceDelivery || !c.service.MatchString(q.ServiceCode) {
		return nil
	}
	return new(wire.FRGUServiceCodeType(q.ServiceCode))
}

// identityDocument returns the one stated document that the registry searches by, and its place in the query: what stands in for an
// identity document only where none is stated.
func identityDocument(documents []adapters.Document) (int, *adapters.Paper, error) {
	for _, types := range [...][]adapters.DocumentType{adapters.IdentityDocuments(), adapters.StandInDocuments()} {
		for i, d := range documents {
			if paper := d.Paper(); slices.Contains(types, paper.Type) {
				return i, paper, nil
			}
		}
	}
	return 0, nil, unable(adapters.FieldError{
		Pointer: "/subject/documents", Code: adapters.CodeRequired, Detail: "expected one identity document",
	})
}

// slot returns the element that stands for documents of type t, nil where the registry has none. It is the one table of
// documents of this registry, for both directions.
func slot(d *wire.IdentityDocumentType, t adapters.DocumentType) **wire.ForeignDocumentType {
	switch t {
	case adapters.NationalPassport:
		return &d.NationalPassport
	case adapters.NationalIDCard:
		return &d.NationalIdCard
	case adapters.TravelDocument:
		return &d.TravelDocument
	case adapters.StatelessID:
		return &d.StatelessId
	case adapters.BirthCertificate:
		return &d.BirthCertificate
	case adapters.ResidencePermitStateless:
		return &d.ResidencePermitStateless
	case adapters.TemporaryResidence:
		return &d.TemporaryResidence
	case adapters.RefugeeCertificate:
		return &d.RefugeeCertificate
	case adapters.RefugeeApplication:
		return &d.RefugeeApplication
	case adapters.TemporaryAsylum:
		return &d.TemporaryAsylum
	default:
		return nil
	}
}

// slots returns the types of documents that have an element.
func slots() []adapters.DocumentType {
	return append(adapters.IdentityDocuments(), adapters.StandInDocuments()...)
}

// standsIn reports whether documents of type t are issued in Russia in place of an identity document.
func standsIn(t adapters.DocumentType) bool { return slices.Contains(adapters.StandInDocuments(), t) }

func checkNames(s *adapters.Stated) []adapters.FieldError {
	var errs []adapters.FieldError
	for _, f := range []struct {
		pointer string
		value   adapters.Secret
		longest int
	}{
		{"/subject/family_name", s.FamilyName, maxFamilyName},
		{"/subject/given_name", s.GivenName, maxGivenName},
		{"/subject/patronymic", s.Patronymic, maxGivenName},
		{"/subject/latin_family_name", s.LatinFamilyName, maxFamilyName},
		{"/subject/latin_given_name", s.LatinGivenName, maxFamilyName},
	} {
		errs = append(errs, tooLong(f.pointer, f.value, f.longest)...)
	}
	return errs
}

func checkDocument(at int, p *adapters.Paper, citizenships []adapters.Country) []adapters.FieldError {
	pointer := "/subject/documents/" + strconv.Itoa(at)
	if standsIn(p.Type) {
		return checkStandIn(pointer, p, citizenships)
	}
	errs := checkPaper(pointer, p)
	if p.Country.IsZero() {
		errs = append(errs, adapters.FieldError{Pointer: pointer + "/country", Code: adapters.CodeRequired, Detail: "expected the issuing country"})
	}
	return errs
}

// checkStandIn checks what stands in for an identity document. A temporary residence permit does for a stateless person only: of others
// it is a mark in the passport, and the passport is what they are known by.
func checkStandIn(pointer string, p *adapters.Paper, citizenships []adapters.Country) []adapters.FieldError {
	errs := append(checkPaper(pointer, p), checkIssuer(pointer, p)...)
	if p.Type == adapters.TemporaryResidence && !slices.Contains(citizenships, adapters.Stateless) {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/type", Code: adapters.CodeConflict,
			Detail: "expected an identity document: a temporary residence permit is one of a stateless person (citizenship XXA) only",
		})
	}
	return errs
}

// checkPaper checks what every document has to be for this registry.
func checkPaper(pointer string, p *adapters.Paper) []adapters.FieldError {
	errs := tooLong(pointer+"/series", p.Series, maxSeries)
	errs = append(errs, tooLong(pointer+"/number", p.Number, maxNumber)...)
	if p.Number.IsZero() {
		errs = append(errs, adapters.FieldError{Pointer: pointer + "/number", Code: adapters.CodeRequired, Detail: "expected the document's number"})
	}
	if p.IssuedOn.Precision() != adapters.PrecisionNone && p.IssuedOn.Precision() != adapters.PrecisionDay {
		errs = append(errs, adapters.FieldError{Pointer: pointer + "/issued_on", Code: adapters.CodePrecision, Detail: "expected a full date, or none"})
	}
	return errs
}

func tooLong(pointer string, value adapters.Secret, longest int) []adapters.FieldError {
	if len([]rune(value.Reveal())) <= longest {
		return nil
	}
	return []adapters.FieldError{{
		Pointer: pointer, Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(longest) + " characters",
	}}
}

func personInfo(s *adapters.Stated) *wire.PersonInfoType {
	p := &wire.PersonInfoType{
		LastName:     optional[wire.LastNameType](s.FamilyName.Reveal()),
		FirstName:    optional[wire.FirstNameType](s.GivenName.Reveal()),
		MiddleName:   optional[wire.FirstNameType](s.Patronymic.Reveal()),
		LastNameLat:  optional[wire.LastNameType](s.LatinFamilyName.Reveal()),
		FirstNameLat: optional[wire.LastNameType](s.LatinGivenName.Reveal()),
		BirthDate:    new(wire.CalendarDateType(s.BirthDate.Reveal())),
		Sex:          optional[wire.SexType](codeOf(sexes[:], s.Sex)),
	}
	for _, c := range s.Citizenships {
		p.Citizenship = append(p.Citizenship, new(wire.CountryCodeType(c)))
	}
	return p
}

func document(p *adapters.Paper) *wire.IdentityDocumentType {
	d := &wire.IdentityDocumentType{}
	country := p.Country
	if standsIn(p.Type) {
		country = issuer
	}
	*slot(d, p.Type) = &wire.ForeignDocumentType{
		IssuerCountry: new(wire.CountryCodeType(country)),
		Series:        optional[wire.DocumentSeriesType](p.Series.Reveal()),
		Number:        new(wire.DocumentNumberType(p.Number.Reveal())),
		IssueDate:     optional[wire.CalendarDateType](p.IssuedOn.Reveal()),
	}
	return d
}

// optional returns s as an optional element, absent when empty.
func optional[T ~string](s string) *T {
	if s == "" {
		return nil
	}
	return new(T(s))
}
