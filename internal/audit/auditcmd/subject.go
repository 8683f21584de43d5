package auditcmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// subject is a person as the API's subject states him, as far as he can be found by it. What else a subject may state is read over.
type subject struct {
	FamilyName      string     `json:"family_name"`
	GivenName       string     `json:"given_name"`
	LatinFamilyName string     `json:"latin_family_name"`
	LatinGivenName  string     `json:"latin_given_name"`
	PreviousNames   []names    `json:"previous_names"`
	BirthDate       string     `json:"birth_date"`
	ForeignIDs      []foreign  `json:"foreign_ids"`
	Documents       []document `json:"documents"`
	SNILS           string     `json:"snils"`
	INN             string     `json:"inn"`
	ENP             string     `json:"enp"`
}

type names struct {
	FamilyName      string `json:"family_name"`
	GivenName       string `json:"given_name"`
	LatinFamilyName string `json:"latin_family_name"`
	LatinGivenName  string `json:"latin_given_name"`
}

type foreign struct {
	Country string `json:"country"`
	Value   string `json:"value"`
}

type document struct {
	Type   string `json:"type"`
	Series string `json:"series"`
	Number string `json:"number"`
}

// readSubject reads a subject, or a question that has one. Its errors name the field, never what stands in it.
func readSubject(text []byte) (*adapters.Stated, error) {
	checked, err := strictjson.New(strictjson.Default()).Check(text)
	if err != nil {
		return nil, errors.New("the subject must be one JSON object without doubled members")
	}
	var whole struct {
		Subject json.RawMessage `json:"subject"`
	}
	if json.Unmarshal(checked, &whole) == nil && len(whole.Subject) > 0 {
		checked = whole.Subject
	}
	var s subject
	if err := json.NewDecoder(bytes.NewReader(checked)).Decode(&s); err != nil {
		return nil, errors.New("the subject must be an object with members as in a question's subject: texts, and lists of objects of texts")
	}
	r := reader{}
	stated := r.stated(&s)
	return stated, r.err
}

// reader reads values, and keeps the first error.
type reader struct{ err error }

func (r *reader) stated(s *subject) *adapters.Stated {
	stated := &adapters.Stated{
		FamilyName:      value(r, "family_name", s.FamilyName, adapters.ParseCyrillicName),
		GivenName:       value(r, "given_name", s.GivenName, adapters.ParseCyrillicName),
		LatinFamilyName: value(r, "latin_family_name", s.LatinFamilyName, adapters.ParseLatinName),
		LatinGivenName:  value(r, "latin_given_name", s.LatinGivenName, adapters.ParseLatinName),
		BirthDate:       value(r, "birth_date", s.BirthDate, adapters.ParseDate),
		SNILS:           value(r, "snils", s.SNILS, adapters.ParseSNILS),
		INN:             value(r, "inn", s.INN, adapters.ParseINN),
		ENP:             value(r, "enp", s.ENP, adapters.ParseENP),
	}
	for i, n := range s.PreviousNames {
		at := fmt.Sprintf("previous_names/%d/", i)
		stated.PreviousNames = append(stated.PreviousNames, adapters.PersonName{
			FamilyName:      value(r, at+"family_name", n.FamilyName, adapters.ParseCyrillicName),
			GivenName:       value(r, at+"given_name", n.GivenName, adapters.ParseCyrillicName),
			LatinFamilyName: value(r, at+"latin_family_name", n.LatinFamilyName, adapters.ParseLatinName),
			LatinGivenName:  value(r, at+"latin_given_name", n.LatinGivenName, adapters.ParseLatinName),
		})
	}
	for i, id := range s.ForeignIDs {
		at := fmt.Sprintf("foreign_ids/%d/", i)
		country := value(r, at+"country", id.Country, adapters.ParseCountry)
		stated.ForeignIDs = append(stated.ForeignIDs, value(r, at+"value", id.Value, func(text string) (adapters.ForeignID, error) {
			return adapters.ParseForeignID(country, text)
		}))
	}
	for i, d := range s.Documents {
		at := fmt.Sprintf("documents/%d/", i)
		stated.Documents = append(stated.Documents, adapters.NewDocument(&adapters.Paper{
			Type:   value(r, at+"type", d.Type, documentType),
			Series: value(r, at+"series", d.Series, adapters.ParseDocumentNumber),
			Number: value(r, at+"number", d.Number, adapters.ParseDocumentNumber),
		}))
	}
	return stated
}

func documentType(text string) (adapters.DocumentType, error) {
	for _, t := range adapters.DocumentTypes() {
		if string(t) == text {
			return t, nil
		}
	}
	return "", &adapters.ValueError{Code: adapters.CodeUnknown, Expected: "a type of document"}
}

// value reads one text; of an empty one, the zero T.
func value[T any](r *reader, field, text string, parse func(string) (T, error)) T {
	var none T
	if text == "" {
		return none
	}
	v, err := parse(text)
	if err == nil {
		return v
	}
	var wrong *adapters.ValueError
	if r.err == nil && errors.As(err, &wrong) {
		r.err = fmt.Errorf("%s: expected %s", field, wrong.Expected)
	} else if r.err == nil {
		r.err = fmt.Errorf("%s: it cannot be read", field)
	}
	return none
}
