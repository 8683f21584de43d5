package main

import (
	"context"
	"encoding/xml"
	"errors"
	"strings"
	"time"
)

type checkEnvelope struct {
	XMLName xml.Name `xml:"soap:Envelope"`
	SOAP    string   `xml:"xmlns:soap,attr"`
	Body    struct {
		Request checkRequest
	} `xml:"soap:Body"`
}

type checkRequest struct {
	XMLName    xml.Name `xml:"http://kvs.sfr.gov.ru/insured-person/1.0.0 SnilsValidationRequest"`
	RequestID  string   `xml:"RequestId"`
	System     string   `xml:"SystemId"`
	FamilyName string   `xml:"FamilyName"`
	FirstName  string   `xml:"FirstName,omitempty"`
	Patronymic string   `xml:"Patronymic,omitempty"`
	SNILS      string   `xml:"Snils"`
	Gender     string   `xml:"Gender"`
	BirthDate  string   `xml:"BirthDate"`
}

type checkReply struct {
	Body struct {
		Response struct {
			RequestID  string `xml:"RequestId"`
			FamilyName string `xml:"FamilyName"`
			FirstName  string `xml:"FirstName"`
			Patronymic string `xml:"Patronymic"`
			SNILS      string `xml:"Snils"`
			Gender     string `xml:"Gender"`
			BirthDate  string `xml:"BirthDate"`
			Result     bool   `xml:"Result"`
		} `xml:"SnilsValidationResponse"`
	} `xml:"Body"`
}

// snilsCheck answers pension/snils-check.
func (a *adapter) snilsCheck(ctx context.Context, q query) (*answer, error) {
	s := &q.Subject
	if err := q.check(); err != nil {
		return nil, err
	}
	gender := map[string]string{"male": "Male", "female": "Female"}[s.Sex]
	snils := strings.NewReplacer("-", "", " ", "").Replace(s.SNILS)
	if len(snils) != 11 || gender == "" {
		return nil, badRequest("snils and sex are needed")
	}
	envelope := checkEnvelope{SOAP: "http://www.w3.org/2003/05/soap-envelope"}
	asked := &envelope.Body.Request
	*asked = checkRequest{
		RequestID: newID(), System: "SVERKA01", FamilyName: s.FamilyName, FirstName: s.GivenName, Patronymic: s.Patronymic,
		SNILS: snils, Gender: gender, BirthDate: s.BirthDate,
	}
	var reply checkReply
	if err := a.call(ctx, "/pension", `application/soap+xml; charset=utf-8; action="urn:SnilsValidation"`, "", &envelope, &reply); err != nil {
		return nil, err
	}
	got := &reply.Body.Response
	if got.RequestID != asked.RequestID || got.SNILS != snils || !strings.EqualFold(got.FamilyName, s.FamilyName) {
		return nil, errors.New("a reply to another question")
	}
	found := &answer{
		LookupID: newID(), Lookup: "pension/snils-check", Outcome: "mismatch",
		Source: source{Registry: "pension", AnsweredAt: time.Now()},
	}
	if got.Result {
		found.Outcome = "match"
		found.Fields, _ = compared(
			[3]string{"name", s.FamilyName + " " + s.GivenName, got.FamilyName + " " + got.FirstName},
			[3]string{"birth_date", s.BirthDate, got.BirthDate},
			[3]string{"sex", gender, got.Gender},
			[3]string{"snils", snils, got.SNILS},
		)
	}
	return found, nil
}
