package mvd

import (
	"strconv"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// The longest series and number that the contract of restrictions takes, in characters, and the most documents, citizenships and previous names.
const (
	maxSeries = 20
	maxNumber = 25
	maxMany   = 10
)

// documentCodes is the one table of documents of this registry (the contract's ListDocument).
//
//nolint:gochecknoglobals // a table, never written to
var documentCodes = [...]struct {
	document adapters.DocumentType
	code     string
}{
	{adapters.NationalPassport, "PASSPORT"},
	{adapters.NationalIDCard, "ID_CARD"},
	{adapters.TravelDocument, "TRAVEL_DOCUMENT"},
	{adapters.StatelessID, "STATELESS_ID"},
	{adapters.BirthCertificate, "BIRTH_CERTIFICATE"},
}

// documentCode returns the code for t, or "" where the registry does not search by such.
func documentCode(t adapters.DocumentType) string {
	for _, known := range documentCodes {
		if known.document == t {
			return known.code
		}
	}
	return ""
}

// documentType returns the type for code, or "" for one that the contract does not list.
func documentType(code string) adapters.DocumentType {
	for _, known := range documentCodes {
		if known.code == code {
			return known.document
		}
	}
	return ""
}

// restrictionsRequest returns the question as the registry takes it: with every identity document that is stated, for an entry may bear
// any of them. An error is a *adapters.Failure that names each field that the registry cannot take.
func (c *Client) restrictionsRequest(a asking) (*wire.RestrictionsRequest, error) {
	body := &wire.RestrictionsRequest{ID: wire.RequestId(a.id), SystemId: c.config.SystemID, Person: a.person, PreviousNames: previousNames(a.subject)}
	errs := checkNames(a.subject)
	for i, d := range a.subject.Documents {
		paper := d.Paper()
		if documentCode(paper.Type) == "" {
			continue
		}
		errs = append(errs, checkPaper("/subject/documents/"+strconv.Itoa(i), paper)...)
		body.Document = append(body.Document, listDocument(paper))
	}
	for _, country := range a.subject.Citizenships {
		body.Citizenship = append(body.Citizenship, wire.CountryCode(country))
	}
	errs = append(errs, tooMany("/subject/documents", len(body.Document))...)
	errs = append(errs, tooMany("/subject/citizenships", len(body.Citizenship))...)
	if len(errs) > 0 {
		return nil, cannotTake(errs)
	}
	return body, nil
}

func checkPaper(pointer string, p *adapters.Paper) []adapters.FieldError {
	errs := tooLong(pointer+"/series", p.Series, maxSeries)
	if p.Number.IsZero() {
		return append(errs, adapters.FieldError{Pointer: pointer + "/number", Code: adapters.CodeRequired, Detail: "expected a number"})
	}
	return append(errs, tooLong(pointer+"/number", p.Number, maxNumber)...)
}

func tooMany(pointer string, n int) []adapters.FieldError {
	if n <= maxMany {
		return nil
	}
	return []adapters.FieldError{{
		Pointer: pointer, Code: adapters.CodeTooLong, Detail: "expected at most " + strconv.Itoa(maxMany),
	}}
}

// listDocument leaves out a date of issue that is not wholly known: the contract takes only a full one, and needs none.
func listDocument(p *adapters.Paper) wire.ListDocument {
	w := wire.ListDocument{Type: documentCode(p.Type), Number: p.Number.Reveal()}
	if !p.Country.IsZero() {
		w.CountryCode = wire.NewOptCountryCode(wire.CountryCode(p.Country))
	}
	if !p.Series.IsZero() {
		w.Series = wire.NewOptString(p.Series.Reveal())
	}
	if p.IssuedOn.Precision() == adapters.PrecisionDay {
		w.IssueDate = wire.NewOptCalendarDate(wire.CalendarDate(p.IssuedOn.Reveal()))
	}
	return w
}
