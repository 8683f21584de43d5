package main

import (
	"context"
	"encoding/xml"
	"errors"
	"strings"
	"time"
)

type statusEnvelope struct {
	XMLName xml.Name `xml:"soap:Envelope"`
	SOAP    string   `xml:"xmlns:soap,attr"`
	Header  struct {
		Security *security
	} `xml:"soap:Header"`
	Body struct {
		Request statusRequest
	} `xml:"soap:Body"`
}

type statusRequest struct {
	XMLName   xml.Name   `xml:"urn://mvd/gismu/foreign-citizen/1.0.0 statusRequest"`
	RequestID string     `xml:"requestId"`
	System    string     `xml:"itSystem"`
	Person    personInfo `xml:"personInfo"`
	Document  identity   `xml:"document"`
}

type personInfo struct {
	LastName     string   `xml:"lastName,omitempty"`
	FirstName    string   `xml:"firstName,omitempty"`
	MiddleName   string   `xml:"middleName,omitempty"`
	LastNameLat  string   `xml:"lastNameLat,omitempty"`
	FirstNameLat string   `xml:"firstNameLat,omitempty"`
	BirthDate    string   `xml:"birthDate"`
	Sex          string   `xml:"sex,omitempty"`
	Citizenship  []string `xml:"citizenship"`
}

type identity struct {
	NationalPassport *paper `xml:"nationalPassport,omitempty"`
	NationalIDCard   *paper `xml:"nationalIdCard,omitempty"`
	TravelDocument   *paper `xml:"travelDocument,omitempty"`
	StatelessID      *paper `xml:"statelessId,omitempty"`
	BirthCertificate *paper `xml:"birthCertificate,omitempty"`
}

type paper struct {
	Country  string `xml:"issuerCountry"`
	Series   string `xml:"series,omitempty"`
	Number   string `xml:"number"`
	IssuedOn string `xml:"issueDate,omitempty"`
}

type statusReply struct {
	Body struct {
		Response struct {
			RequestID string     `xml:"requestId"`
			Person    personInfo `xml:"personInfo"`
			AsOf      string     `xml:"asOfDate"`
			Info      *struct {
				Person    personInfo    `xml:"personInfo"`
				Document  identity      `xml:"document"`
				State     string        `xml:"personState"`
				Category  string        `xml:"category"`
				DaysUsed  *int          `xml:"stayDaysUsed"`
				DaysLimit *int          `xml:"stayDaysLimit"`
				Grounds   []groundReply `xml:"ground"`
			} `xml:"statusInfo"`
			NotFound  *struct{} `xml:"notFoundStatus"`
			Ambiguous *struct{} `xml:"ambiguousStatus"`
		} `xml:"statusResponse"`
	} `xml:"Body"`
}

type groundReply struct {
	Kind     string `xml:"kind"`
	Document *struct {
		Kind     string `xml:"kind"`
		Series   string `xml:"series"`
		Number   string `xml:"number"`
		IssuedOn string `xml:"issueDate"`
	} `xml:"document"`
	From   string `xml:"validFrom"`
	Until  string `xml:"validUntil"`
	Region string `xml:"regionCode"`
	State  string `xml:"state"`
}

// status answers migration/status.
func (a *adapter) status(ctx context.Context, q query) (*answer, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	if len(q.Subject.Documents) != 1 {
		return nil, badRequest("one document is needed")
	}
	envelope := statusEnvelope{SOAP: "http://schemas.xmlsoap.org/soap/envelope/"}
	envelope.Header.Security = newSecurity(a.username, a.password)
	asked := &envelope.Body.Request
	if err := asked.fill(&q.Subject); err != nil {
		return nil, err
	}
	var reply statusReply
	if err := a.call(ctx, "/migration", "text/xml; charset=utf-8", `"urn:status"`, &envelope, &reply); err != nil {
		return nil, err
	}
	if reply.Body.Response.RequestID != asked.RequestID || !strings.EqualFold(reply.Body.Response.Person.LastName, asked.Person.LastName) {
		return nil, errors.New("a reply to another question")
	}
	return reply.answer(&q.Subject)
}

func (r *statusRequest) fill(s *subject) error {
	r.RequestID, r.System = newID(), "SVERKA01"
	r.Person = personInfo{
		LastName: s.FamilyName, FirstName: s.GivenName, MiddleName: s.Patronymic,
		LastNameLat: s.LatinFamilyName, FirstNameLat: s.LatinGivenName,
		BirthDate: s.BirthDate, Sex: strings.ToUpper(s.Sex), Citizenship: s.Citizenships,
	}
	d := s.Documents[0]
	p := &paper{Country: d.Country, Series: d.Series, Number: d.Number, IssuedOn: d.IssuedOn}
	switch d.Type {
	case "national_passport":
		r.Document.NationalPassport = p
	case "national_id_card":
		r.Document.NationalIDCard = p
	case "travel_document":
		r.Document.TravelDocument = p
	case "stateless_id":
		r.Document.StatelessID = p
	case "birth_certificate":
		r.Document.BirthCertificate = p
	default:
		return badRequest("an identity document is needed")
	}
	return nil
}

func (r *statusReply) answer(s *subject) (*answer, error) {
	got := &r.Body.Response
	found := &answer{LookupID: newID(), Lookup: "migration/status"}
	found.Source = source{Registry: "migration", AsOf: got.AsOf, AnsweredAt: time.Now()}
	switch {
	case got.NotFound != nil:
		found.Outcome = "not_found"
		return found, nil
	case got.Ambiguous != nil:
		found.Outcome = "ambiguous"
		return found, nil
	case got.Info == nil:
		return nil, errors.New("a reply without an answer")
	}
	info := got.Info
	var differs bool
	found.Fields, differs = compared(
		[3]string{"name", s.FamilyName + " " + s.GivenName, info.Person.LastName + " " + info.Person.FirstName},
		[3]string{"latin_name", s.LatinFamilyName, info.Person.LastNameLat},
		[3]string{"birth_date", s.BirthDate, info.Person.BirthDate},
		[3]string{"sex", s.Sex, info.Person.Sex},
		[3]string{"citizenship", strings.Join(s.Citizenships, " "), strings.Join(info.Person.Citizenship, " ")},
		[3]string{"document", s.Documents[0].Number, info.Document.number()},
	)
	if found.Outcome = "match"; differs {
		found.Outcome = "mismatch"
		return found, nil
	}
	found.Verdict = "none"
	found.Record = &record{
		PersonState: strings.ToLower(info.State), Category: strings.ToLower(info.Category),
		StayDaysUsed: info.DaysUsed, StayDaysLimit: info.DaysLimit,
	}
	for _, g := range info.Grounds {
		found.ground(g, got.AsOf)
	}
	return found, nil
}

func (i *identity) number() string {
	for _, p := range []*paper{i.NationalPassport, i.NationalIDCard, i.TravelDocument, i.StatelessID, i.BirthCertificate} {
		if p != nil {
			return p.Number
		}
	}
	return ""
}

// ground adds a ground to the record; one that holds on the day asOf makes the stay lawful.
func (a *answer) ground(g groundReply, asOf string) {
	held := ground{
		Kind: strings.ToLower(g.Kind), ValidFrom: g.From, ValidUntil: g.Until, Region: g.Region, State: strings.ToLower(g.State),
	}
	if d := g.Document; d != nil {
		held.Document = &document{Type: strings.ToLower(d.Kind), Series: d.Series, Number: d.Number, IssuedOn: d.IssuedOn}
	}
	a.Record.Grounds = append(a.Record.Grounds, held)
	if g.State == "VALID" && g.From <= asOf && (g.Until == "" || asOf <= g.Until) {
		a.Verdict, a.Source.ValidUntil = "lawful", g.Until
	} else if a.Verdict != "lawful" {
		a.Verdict = "lapsed"
	}
}
