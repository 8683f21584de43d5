package adapterstest

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/sverka/sverka/adapters"
)

// ParseQuery reads a query as the API writes it (design, section 8), strictly: an unknown member is an error.
func ParseQuery(text []byte) (adapters.Query, error) {
	var q query
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return adapters.Query{}, fmt.Errorf("query: %w", err)
	}
	stated, err := q.Subject.stated()
	if err != nil {
		return adapters.Query{}, err
	}
	purpose := q.Purpose
	if purpose == "" {
		purpose = adapters.ServiceDelivery
	}
	return adapters.Query{
		Subject: adapters.NewSubject(stated), Purpose: purpose, ServiceCode: q.ServiceCode,
		Basis: adapters.Basis{Kind: adapters.PublicService}, Actor: adapters.Actor{Kind: adapters.Citizen}, Caller: "test",
	}, nil
}

type query struct {
	Subject     subject          `json:"subject"`
	Purpose     adapters.Purpose `json:"purpose"`
	ServiceCode string           `json:"service_code"`
}

type subject struct {
	FamilyName      string             `json:"family_name"`
	GivenName       string             `json:"given_name"`
	Patronymic      string             `json:"patronymic"`
	NoPatronymic    bool               `json:"no_patronymic"`
	SingleName      bool               `json:"single_name"`
	LatinFamilyName string             `json:"latin_family_name"`
	LatinGivenName  string             `json:"latin_given_name"`
	BirthDate       string             `json:"birth_date"`
	BirthPlace      *place             `json:"birth_place"`
	LivingPlace     *place             `json:"living_place"`
	Sex             adapters.Sex       `json:"sex"`
	Citizenships    []adapters.Country `json:"citizenships"`
	Documents       []document         `json:"documents"`
	SNILS           string             `json:"snils"`
	INN             string             `json:"inn"`
	ENP             string             `json:"enp"`
	PreviousNames   []personName       `json:"previous_names"`
	ForeignIDs      []foreignID        `json:"foreign_ids"`
}

type personName struct {
	FamilyName      string `json:"family_name"`
	GivenName       string `json:"given_name"`
	Patronymic      string `json:"patronymic"`
	LatinFamilyName string `json:"latin_family_name"`
	LatinGivenName  string `json:"latin_given_name"`
}

type foreignID struct {
	Country adapters.Country `json:"country"`
	Value   string           `json:"value"`
}

type place struct {
	Country    adapters.Country `json:"country"`
	RegionCode string           `json:"region_code"`
	Settlement string           `json:"settlement"`
	Text       string           `json:"text"`
}

type document struct {
	Type     adapters.DocumentType `json:"type"`
	Country  adapters.Country      `json:"country"`
	Series   string                `json:"series"`
	Number   string                `json:"number"`
	IssuedOn string                `json:"issued_on"`
	Issuer   string                `json:"issuer"`
}

// A parser reads optional values and keeps the first error.
type parser struct{ err error }

func parsed[T any](p *parser, text string, parse func(string) (T, error)) (v T) {
	if text == "" || p.err != nil {
		return v
	}
	v, p.err = parse(text)
	return v
}

func (s subject) stated() (*adapters.Stated, error) {
	var p parser
	stated := &adapters.Stated{
		FamilyName:      parsed(&p, s.FamilyName, adapters.ParseCyrillicName),
		GivenName:       parsed(&p, s.GivenName, adapters.ParseCyrillicName),
		Patronymic:      parsed(&p, s.Patronymic, adapters.ParseCyrillicName),
		NoPatronymic:    s.NoPatronymic,
		SingleName:      s.SingleName,
		LatinFamilyName: parsed(&p, s.LatinFamilyName, adapters.ParseLatinName),
		LatinGivenName:  parsed(&p, s.LatinGivenName, adapters.ParseLatinName),
		BirthDate:       parsed(&p, s.BirthDate, adapters.ParseDate),
		BirthPlace:      s.BirthPlace.place(),
		LivingPlace:     s.LivingPlace.place(),
		Sex:             s.Sex,
		Citizenships:    s.Citizenships,
		SNILS:           parsed(&p, s.SNILS, adapters.ParseSNILS),
		INN:             parsed(&p, s.INN, adapters.ParseINN),
		ENP:             parsed(&p, s.ENP, adapters.ParseENP),
	}
	for _, n := range s.PreviousNames {
		stated.PreviousNames = append(stated.PreviousNames, adapters.PersonName{
			FamilyName: parsed(&p, n.FamilyName, adapters.ParseCyrillicName), GivenName: parsed(&p, n.GivenName, adapters.ParseCyrillicName),
			Patronymic:      parsed(&p, n.Patronymic, adapters.ParseCyrillicName),
			LatinFamilyName: parsed(&p, n.LatinFamilyName, adapters.ParseLatinName), LatinGivenName: parsed(&p, n.LatinGivenName, adapters.ParseLatinName),
		})
	}
	for _, id := range s.ForeignIDs {
		stated.ForeignIDs = append(stated.ForeignIDs, adapters.ForeignID{Country: id.Country, Value: adapters.NewSecret(id.Value)})
	}
	for _, d := range s.Documents {
		stated.Documents = append(stated.Documents, adapters.NewDocument(&adapters.Paper{
			Type: d.Type, Country: d.Country,
			Series: adapters.NewSecret(d.Series), Number: adapters.NewSecret(d.Number),
			IssuedOn: parsed(&p, d.IssuedOn, adapters.ParseDate), Issuer: adapters.NewSecret(d.Issuer),
		}))
	}
	return stated, p.err
}

// place keeps what a test states as it is: what drivers make of odd values is what is tested.
func (p *place) place() adapters.Place {
	if p == nil {
		return adapters.Place{}
	}
	return adapters.Place{
		Country: p.Country, RegionCode: adapters.NewSecret(p.RegionCode),
		Settlement: adapters.NewSecret(p.Settlement), Text: adapters.NewSecret(p.Text),
	}
}
