package pension

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
)

// maxSeries is the longest series that the contract takes, in characters. Of a number it takes as many as a subject can state.
const maxSeries = 20

// A residence permit has 2 digits of series and 7 of number, which are written together in the document.
const permitSeries, permitDigits = 2, 2 + 7

// An element is one of the contract's elements for a document.
type element uint8

const (
	foreignPassport element = iota // a foreign citizen's own document
	residencePermit                // ResidencePermitRF
	otherDocument                  // PfrIdentificationDocument, with a code
)

// documents is the one table of documents of this registry, for both directions.
//
//nolint:gochecknoglobals // a table, never written to
var documents = [...]struct {
	of      adapters.DocumentType
	element element
	code    wire.PfrDocumentTypeType // of otherDocument
}{
	{adapters.NationalPassport, foreignPassport, ""},
	{adapters.NationalIDCard, foreignPassport, ""},
	{adapters.TravelDocument, foreignPassport, ""},
	{adapters.StatelessID, otherDocument, wire.PfrDocumentTypeTypeSTATELESS_ID},
	{adapters.BirthCertificate, otherDocument, wire.PfrDocumentTypeTypeBIRTH_CERTIFICATE},
	{adapters.TemporaryResidence, otherDocument, wire.PfrDocumentTypeTypeTEMPORARY_RESIDENCE},
	{adapters.ResidencePermit, residencePermit, ""},
	{adapters.ResidencePermitStateless, residencePermit, ""},
	{adapters.RefugeeCertificate, otherDocument, wire.PfrDocumentTypeTypeREFUGEE_CERTIFICATE},
	{adapters.RefugeeApplication, otherDocument, wire.PfrDocumentTypeTypeREFUGEE_APPLICATION},
	{adapters.TemporaryAsylum, otherDocument, wire.PfrDocumentTypeTypeTEMPORARY_ASYLUM},
}

// searchedBy returns the types of document by which the registry finds a person, in the table's order.
func searchedBy() []adapters.DocumentType {
	types := make([]adapters.DocumentType, len(documents))
	for i, row := range documents {
		types[i] = row.of
	}
	return types
}

// A paper is the stated document by which a person is searched, and its place in the query.
type paper struct {
	*adapters.Paper
	at      int
	element element
	code    wire.PfrDocumentTypeType
}

// searched returns the document by which s is searched; nil when it is by the birth place.
func searched(s *adapters.Stated) *paper {
	for i, d := range s.Documents {
		p := d.Paper()
		for _, row := range documents {
			if row.of == p.Type {
				return &paper{p, i, row.element, row.code}
			}
		}
	}
	return nil
}

// issuer is the country of all documents that Russia issues to foreign citizens. The registry is not asked by a country.
const issuer adapters.Country = "RUS"

func (p *paper) issuedHere() bool { return slices.Contains(adapters.RussianDocuments(), p.Type) }

// tellsKind reports whether a paper that the registry repeats can be no other than p: its element stands for p's type alone, and only one
// country issues that type, or none is stated. Of the others it tells a number and a day, which papers of another type and state may
// share.
func (p *paper) tellsKind() bool {
	return p.element == otherDocument && (p.Country.IsZero() || p.issuedHere())
}

// check says what of the document the registry cannot take. It wants the day of issue and, in Russian, the issuer.
func (p *paper) check() []adapters.FieldError {
	pointer := "/subject/documents/" + strconv.Itoa(p.at)
	errs := p.checkNumber(pointer)
	if p.issuedHere() && !p.Country.IsZero() && p.Country != issuer {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/country", Code: adapters.CodeConflict, Detail: "expected RUS, or none: a document of this type is issued in Russia",
		})
	}
	switch p.IssuedOn.Precision() {
	case adapters.PrecisionDay:
	case adapters.PrecisionNone:
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/issued_on", Code: adapters.CodeRequired, Detail: "this lookup needs the day on which the document was issued",
		})
	case adapters.PrecisionYear, adapters.PrecisionMonth:
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/issued_on", Code: adapters.CodePrecision, Detail: "this lookup needs the full date YYYY-MM-DD on which the document was issued",
		})
	}
	return append(errs, checkText(pointer+"/issuer", p.Issuer, "the document's issuer, as in its translation")...)
}

func (p *paper) checkNumber(pointer string) []adapters.FieldError {
	if p.element == residencePermit {
		if joined := p.SeriesNumber(); len(joined) != permitDigits || strings.Trim(joined, "0123456789") != "" {
			return []adapters.FieldError{{
				Pointer: pointer + "/number", Code: adapters.CodeFormat, Detail: "expected the 2 digits of the series and the 7 of the number",
			}}
		}
		return nil
	}
	var errs []adapters.FieldError
	if p.Number.IsZero() {
		errs = append(errs, adapters.FieldError{Pointer: pointer + "/number", Code: adapters.CodeRequired, Detail: "this lookup needs the document's number"})
	}
	if len([]rune(p.Series.Reveal())) > maxSeries {
		errs = append(errs, adapters.FieldError{
			Pointer: pointer + "/series", Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(maxSeries) + " characters",
		})
	}
	for _, f := range []struct {
		member string
		value  adapters.Secret
	}{{"/series", p.Series}, {"/number", p.Number}} {
		if strings.ContainsFunc(f.value.Reveal(), noPassportLetter) {
			errs = append(errs, adapters.FieldError{
				Pointer: pointer + f.member, Code: adapters.CodeUnsupported, Detail: "expected digits and letters of the Latin or Russian alphabet, without Ё",
			})
		}
	}
	return errs
}

// noPassportLetter reports whether the contract's PassportNumberType lacks r: it is [0-9а-яА-ЯA-Za-z].
func noPassportLetter(r rune) bool {
	return (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') && (r < 'А' || r > 'я')
}

// foreign returns the document as the wire has those of a foreign citizen.
func (p *paper) foreign() *wire.ForeignPassportType {
	return &wire.ForeignPassportType{
		Series:    optional[wire.PassportSeriesType](p.Series.Reveal()),
		Number:    new(wire.PassportNumberType(p.Number.Reveal())),
		IssueDate: new(wire.CalendarDateType(p.IssuedOn.Reveal())),
		Issuer:    new(wire.RusAndNumType(p.Issuer.Reveal())),
	}
}

// into puts the document in its element of the question.
func (p *paper) into(asked *wire.SnilsByAdditionalDataRequest) {
	switch p.element {
	case foreignPassport:
		asked.ForeignPassport = p.foreign()
	case residencePermit:
		joined := p.SeriesNumber()
		asked.ResidencePermitRF = &wire.ResidencePermitRFType{
			Series:    new(wire.ResidencePermitSeriesType(joined[:permitSeries])),
			Number:    new(wire.ResidencePermitNumberType(joined[permitSeries:])),
			IssueDate: new(wire.CalendarDateType(p.IssuedOn.Reveal())),
			Issuer:    new(wire.RusAndNumType(p.Issuer.Reveal())),
		}
	case otherDocument:
		asked.PfrIdentificationDocument = &wire.PfrIdentificationDocumentType{Type: &p.code, Document: p.foreign()}
	}
}

// toldPaper returns the document of a reply to a question with p: one of the same element and code, under p's own type, since the
// registry keeps several of our types as one. It is nil when the reply has none such.
func (r *reader) toldPaper(p *paper, got *wire.SnilsByAdditionalDataResponse) *adapters.Paper {
	switch f, permit, other := got.ForeignPassport, got.ResidencePermitRF, got.PfrIdentificationDocument; {
	case p.element == foreignPassport && f != nil:
		return r.foreign(p.Type, "ForeignPassport", f)
	case p.element == residencePermit && permit != nil:
		return &adapters.Paper{
			Type: p.Type, Series: adapters.NewSecret(text(permit.Series)), Number: adapters.NewSecret(text(permit.Number)),
			IssuedOn: r.date("ResidencePermitRF/IssueDate", permit.IssueDate),
		}
	case p.element == otherDocument && other != nil && text(other.Type) == string(p.code) && other.Document != nil:
		return r.foreign(p.Type, "PfrIdentificationDocument/Document", other.Document)
	default:
		return nil
	}
}

func (r *reader) foreign(of adapters.DocumentType, path string, f *wire.ForeignPassportType) *adapters.Paper {
	return &adapters.Paper{
		Type: of, Series: adapters.NewSecret(text(f.Series)), Number: adapters.NewSecret(text(f.Number)),
		IssuedOn: r.date(path+"/IssueDate", f.IssueDate),
	}
}

// The words of PlaceTypeType.
const placeStandard, placeSpecial = "СТАНДАРТНОЕ", "ОСОБОЕ"

// checkPlace says what of the birth place the registry cannot take: it wants a settlement, or the place as a document words it.
func checkPlace(p adapters.Place) []adapters.FieldError {
	if p.Settlement.IsZero() && !p.Text.IsZero() {
		return checkText("/subject/birth_place/text", p.Text, "the birth place as the document words it,")
	}
	return checkText("/subject/birth_place/settlement", p.Settlement, "the settlement of birth")
}

func birthPlace(p adapters.Place) *wire.BirthPlaceType {
	kind, settlement := placeStandard, p.Settlement
	if settlement.IsZero() {
		kind, settlement = placeSpecial, p.Text
	}
	return &wire.BirthPlaceType{
		PlaceType:  new(wire.PlaceTypeType(kind)),
		Settlement: new(wire.RusAndNumType(settlement.Reveal())),
		Country:    optional[wire.CountryCodeType](string(p.Country)),
	}
}

// toldPlace returns the birth place of a reply, the zero one where there is none.
func toldPlace(p *wire.BirthPlaceType) adapters.Place {
	if p == nil {
		return adapters.Place{}
	}
	told := adapters.Place{Country: adapters.Country(text(p.Country))}
	if settlement := adapters.NewSecret(text(p.Settlement)); text(p.PlaceType) == placeStandard {
		told.Settlement = settlement
	} else {
		told.Text = settlement
	}
	return told
}

// samePlace reports whether told is the place that was asked with: the settlement, and the country where both tell it.
func samePlace(asked, told *wire.BirthPlaceType) bool {
	if told == nil || !sameText(text(asked.Settlement), text(told.Settlement)) {
		return false
	}
	return asked.Country == nil || told.Country == nil || *asked.Country == *told.Country
}
