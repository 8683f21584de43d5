package main

import (
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // the profile of UsernameToken says so
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/mock"
)

// questions are SOAP requests to the mocks, each about another of the population.
type questions struct {
	people *mock.Mock
	asked  atomic.Int64
}

func newQuestions() (*questions, error) {
	people, err := inhabitants()
	return &questions{people: people}, err
}

const (
	envelope11  = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>%s</e:Header><e:Body>%s</e:Body></e:Envelope>`
	envelope12  = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>%s</e:Body></e:Envelope>`
	checkedByPF = `<SnilsValidationRequest xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RequestId>%s</RequestId><SystemId>SVERKA01</SystemId>` +
		`<FamilyName>%s</FamilyName><FirstName>%s</FirstName>%s<Snils>%s</Snils><Gender>%s</Gender><BirthDate>%s</BirthDate></SnilsValidationRequest>`
	askedOfMVD = `<statusRequest xmlns="urn://mvd/gismu/foreign-citizen/1.0.0"><requestId>%s</requestId><itSystem>SVERKA01</itSystem><personInfo>` +
		`<lastName>%s</lastName><firstName>%s</firstName><birthDate>%s</birthDate><citizenship>%s</citizenship></personInfo><document><nationalPassport>` +
		`<issuerCountry>%s</issuerCountry><series>%s</series><number>%s</number></nationalPassport></document></statusRequest>`
	token = `<s:Security xmlns:s="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd" ` +
		`xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"><s:UsernameToken><s:Username>sverka</s:Username>` +
		`<s:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest">%s</s:Password>` +
		`<s:Nonce>%s</s:Nonce><u:Created>%s</u:Created></s:UsernameToken></s:Security>`
)

// The persona whom one asks about where the population is not meant: patent-worker.
const personaCheck = `<SnilsValidationRequest xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RequestId>%s</RequestId><SystemId>SVERKA01</SystemId>` +
	`<FamilyName>Намунаев</FamilyName><FirstName>Азиз</FirstName><Patronymic>Рустамович</Patronymic><Snils>99000000153</Snils><Gender>Male</Gender>` +
	`<BirthDate>1991-04-17</BirthDate></SnilsValidationRequest>`

// check returns what asks pension/snils-check about one after the other of so many people, of 0 about a persona, and expects that it is
// answered. end gives up its connections.
func (q *questions) check(api, path string, people int) (ask func(context.Context) error, end func()) {
	return q.asking(api+path, "application/soap+xml; charset=utf-8", func(id string) (string, error) {
		if people == 0 {
			return fmt.Sprintf(envelope12, fmt.Sprintf(personaCheck, id)), nil
		}
		one, err := q.next(people)
		if err != nil {
			return "", err
		}
		p, patronymic := one.Person, ""
		if p.Patronymic != "" {
			patronymic = "<Patronymic>" + p.Patronymic + "</Patronymic>"
		}
		return fmt.Sprintf(envelope12, fmt.Sprintf(checkedByPF, id, p.FamilyName, p.GivenName, patronymic, p.SNILS,
			strings.ToUpper(p.Sex[:1])+p.Sex[1:], p.BirthDate)), nil
	}, "</soap:Envelope>")
}

// status is check for migration/status.
func (q *questions) status(api string, people int) (ask func(context.Context) error, end func()) {
	return q.asking(api+"/migration", "text/xml; charset=utf-8", func(id string) (string, error) {
		one, err := q.next(people)
		if err != nil {
			return "", err
		}
		p, d := one.Person, one.Person.Documents[0]
		nonce, created := "nonce "+id, time.Now().UTC().Format(time.RFC3339)
		digest := sha1.Sum([]byte(nonce + created + "mock-password")) //nolint:gosec // the profile says so
		header := fmt.Sprintf(token, base64.StdEncoding.EncodeToString(digest[:]), base64.StdEncoding.EncodeToString([]byte(nonce)), created)
		return fmt.Sprintf(envelope11, header, fmt.Sprintf(askedOfMVD, id, p.FamilyName, p.GivenName, p.BirthDate, p.Citizenships[0], d.Country, d.Series,
			d.Number)), nil
	}, "</soap:Envelope>")
}

// next returns the next of so many people whom both questions can be put about.
func (q *questions) next(people int) (mock.Inhabitant, error) {
	for {
		one, ok := q.people.Inhabitant(1 + int(q.asked.Add(1))%people)
		if !ok {
			return one, fmt.Errorf("there are no %d people", people)
		}
		if d := one.Person.Documents; one.Person.SNILS != "" && one.Person.GivenName != "" && d[0].Series != "" && d[0].Type == "national_passport" {
			return one, nil
		}
	}
}

// asking returns what posts one body after the other, each with an id of its own, and expects a reply that repeats the id and ends so.
func (q *questions) asking(url, contentType string, body func(id string) (string, error), ends string) (ask func(context.Context) error, end func()) {
	transport := &http.Transport{MaxIdleConnsPerHost: exchangeWorkers, MaxIdleConns: exchangeWorkers, DisableCompression: true}
	client := &http.Client{Transport: transport}
	var number atomic.Int64
	return func(ctx context.Context) error {
		id := requestID(int(number.Add(1)))
		text, err := body(id)
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(text))
		if err != nil {
			return err
		}
		r.Header.Set("Content-Type", contentType)
		response, err := client.Do(r)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		got, err := io.ReadAll(response.Body)
		if err == nil && (response.StatusCode != http.StatusOK || !bytes.Contains(got, []byte(id)) || !bytes.HasSuffix(bytes.TrimSpace(got), []byte(ends))) {
			err = fmt.Errorf("not the answer: %s\n%s\nto\n%s", response.Status, got, text)
		}
		return err
	}, transport.CloseIdleConnections
}

// requestID is a UUID of version 7, which the contracts want.
func requestID(n int) string {
	digits := strconv.Itoa(n)
	return "0198f2a4-7c1e-7b60-9a53-" + strings.Repeat("0", 12-len(digits)) + digits
}
