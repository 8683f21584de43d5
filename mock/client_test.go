package mock

import (
	"crypto/sha1" //nolint:gosec // the profile says so
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A caller asks the registries as somebody would who has read their contracts only: nothing here is of the gateway.

const requestID = "0198f2a4-7c1e-7b60-9a53-2f1d0c8e4b11"

// noon is when all of these tests happen.
var noon = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// watch is a registry's clock that a test moves.
type watch struct{ passed atomic.Int64 }

func (c *watch) now() time.Time       { return noon.Add(time.Duration(c.passed.Load())) }
func (c *watch) pass(d time.Duration) { c.passed.Add(int64(d)) }

// started is a mock that may be asked about everybody in turn.
func started(t testing.TB) (*Server, *watch) {
	t.Helper()
	c := &watch{}
	return Start(t, Config{Seed: 1, Now: c.now}.Unlimited()), c
}

// reply is what came over HTTP.
type reply struct {
	status int
	header http.Header
	body   string
}

// post makes one exchange on a connection of its own.
func post(t testing.TB, url, body string, headers ...string) reply {
	t.Helper()
	r, err := send(t, url, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func send(t testing.TB, url, body string, headers ...string) (reply, error) {
	t.Helper()
	return do(t, http.MethodPost, url, body, headers...)
}

func do(t testing.TB, method, url, body string, headers ...string) (reply, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(text)}, err
}

func get(t testing.TB, url string, headers ...string) reply {
	t.Helper()
	r, err := do(t, http.MethodGet, url, "", headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// element writes an XML element where there is something to write.
func element(name, text string) string {
	if text == "" {
		return ""
	}
	escaped, _ := escapeXML(text)
	return "<" + name + ">" + escaped + "</" + name + ">"
}

var nonceNumber atomic.Int64

// security is a Security header with a nonce of its own, made at a time.
func security(user, password string, at time.Time) string {
	nonce := "nonce " + strconv.FormatInt(nonceNumber.Add(1), 10)
	created := at.UTC().Format(time.RFC3339)
	digest := sha1.Sum([]byte(nonce + created + password)) //nolint:gosec // the profile says so
	return `<wsse:Security xmlns:wsse="` + wsse + `" xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">` +
		`<wsse:UsernameToken><wsse:Username>` + user + `</wsse:Username><wsse:Password Type="` + digestURI + `">` +
		base64.StdEncoding.EncodeToString(digest[:]) + `</wsse:Password><wsse:Nonce>` + base64.StdEncoding.EncodeToString([]byte(nonce)) +
		`</wsse:Nonce><wsu:Created>` + created + `</wsu:Created></wsse:UsernameToken></wsse:Security>`
}

func statusQuestion(s subject) string { return migrantQuestion("status", s) }

// migrantQuestion is a request of an operation that asks about a person by his identity document, the first of those stated.
func migrantQuestion(operation string, s subject) string {
	if operation == "document" {
		return documentQuestion(s)
	}
	var b strings.Builder
	b.WriteString("<" + operation + `Request xmlns="urn://mvd/gismu/foreign-citizen/1.0.0"><requestId>` + requestID + `</requestId><itSystem>SVERKA01</itSystem><personInfo>`)
	b.WriteString(element("lastName", s.FamilyName) + element("firstName", s.GivenName) + element("middleName", s.Patronymic))
	b.WriteString(element("lastNameLat", s.LatinFamilyName) + element("firstNameLat", s.LatinGivenName) + element("birthDate", s.BirthDate))
	b.WriteString(element("sex", sexCode(s.Sex)))
	for _, c := range s.Citizenships {
		b.WriteString(element("citizenship", c))
	}
	name := map[string]string{
		"national_passport": "nationalPassport", "national_id_card": "nationalIdCard", "travel_document": "travelDocument", "stateless_id": "statelessId",
		"birth_certificate": "birthCertificate",
	}[s.Documents[0].Type]
	d := s.Documents[0]
	b.WriteString("</personInfo><document><" + name + ">" + element("issuerCountry", d.Country) + element("series", d.Series) +
		element("number", d.Number) + element("issueDate", d.IssuedOn) + "</" + name + "></document></" + operation + "Request>")
	return b.String()
}

// documentQuestion is a request about the document issued in Russia, the last of those stated.
func documentQuestion(s subject) string {
	d := s.Documents[len(s.Documents)-1]
	kind := map[string]string{
		"visa": "VISA", "migration_card": "MIGRATION_CARD", "arrival_notice": "ARRIVAL_NOTICE", "patent": "PATENT", "work_permit": "WORK_PERMIT",
		"temporary_residence": "RVP", "temporary_residence_education": "RVPO", "residence_permit": "VNZH", "residence_permit_stateless": "VNZH_LBG",
		"refugee_certificate": "REFUGEE_CERTIFICATE", "refugee_application": "REFUGEE_APPLICATION", "temporary_asylum": "TEMPORARY_ASYLUM",
	}[d.Type]
	return `<documentRequest xmlns="urn://mvd/gismu/foreign-citizen/1.0.0"><requestId>` + requestID + `</requestId><itSystem>SVERKA01</itSystem><holderInfo>` +
		element("lastName", s.FamilyName) + element("firstName", s.GivenName) + element("middleName", s.Patronymic) +
		element("lastNameLat", s.LatinFamilyName) + element("firstNameLat", s.LatinGivenName) + "</holderInfo><document>" +
		element("kind", kind) + element("series", d.Series) + element("number", d.Number) + element("issueDate", d.IssuedOn) +
		"</document></documentRequest>"
}

func envelope11(header, body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>` + header + `</e:Header><e:Body>` + body + `</e:Body></e:Envelope>`
}

func snilsQuestion(s subject) string {
	return `<SnilsValidationRequest xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RequestId>` + requestID + `</RequestId><SystemId>SVERKA01</SystemId>` +
		element("FamilyName", s.FamilyName) + element("FirstName", s.GivenName) + element("Patronymic", s.Patronymic) + element("Snils", s.SNILS) +
		element("Gender", strings.ToUpper(s.Sex[:1])+s.Sex[1:]) + element("BirthDate", s.BirthDate) + `</SnilsValidationRequest>`
}

func paymentsQuestion(s subject) string {
	return strings.ReplaceAll(snilsQuestion(s), "SnilsValidationRequest", "PaymentsRequest")
}

func searchQuestion(s subject) string {
	var b strings.Builder
	b.WriteString(`<SnilsByAdditionalDataRequest xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RequestId>` + requestID + `</RequestId><SystemId>SVERKA01</SystemId>` +
		element("FamilyName", s.FamilyName) + element("FirstName", s.GivenName) + element("Patronymic", s.Patronymic) +
		element("BirthDate", s.BirthDate) + element("Gender", strings.ToUpper(s.Sex[:1])+s.Sex[1:]))
	if len(s.Documents) == 0 {
		b.WriteString("<BirthPlace><PlaceType>СТАНДАРТНОЕ</PlaceType>" + element("Settlement", s.BirthPlace.Settlement) + element("Country", s.BirthPlace.Country) + "</BirthPlace>")
		return b.String() + "</SnilsByAdditionalDataRequest>"
	}
	d := s.Documents[0]
	paper := element("Series", d.Series) + element("Number", d.Number) + element("IssueDate", d.IssuedOn) + element("Issuer", d.Issuer)
	switch d.Type {
	case "national_passport", "national_id_card", "travel_document":
		b.WriteString("<ForeignPassport>" + paper + "</ForeignPassport>")
	case "residence_permit":
		b.WriteString("<ResidencePermitRF>" + paper + "</ResidencePermitRF>")
	default:
		b.WriteString("<PfrIdentificationDocument>" + element("Type", strings.ToUpper(d.Type)) + "<Document>" + paper + "</Document></PfrIdentificationDocument>")
	}
	return b.String() + "</SnilsByAdditionalDataRequest>"
}

func envelope12(body string) string {
	return `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>` + body + `</e:Body></e:Envelope>`
}

func innQuestion(s subject) string {
	d := s.Documents[len(s.Documents)-1]
	person := map[string]string{"secondName": s.FamilyName, "birthday": s.BirthDate, "documentNumber": d.Number, "documentSpdul": "10"}
	if d.Type == "temporary_asylum" {
		person["documentSpdul"] = "19"
	}
	for name, text := range map[string]string{"firstName": s.GivenName, "patronymic": s.Patronymic, "documentSeries": d.Series, "documentDate": d.IssuedOn} {
		if text != "" {
			person[name] = text
		}
	}
	if s.Patronymic == "" {
		person["signLackPatronymic"] = "1"
	}
	text, _ := json.Marshal(map[string]any{
		"requestId": requestID, "person": person,
		"requester": map[string]string{"systemId": "SVERKA01", "name": "Портал", "inn": "7700000000", "ogrn": "1027700000000"},
	})
	return string(text)
}

// taxpayerQuestion is the question of the lookups by INN.
func taxpayerQuestion(s subject) string {
	person := map[string]string{"inn": s.INN, "secondName": s.FamilyName, "birthday": s.BirthDate}
	for name, text := range map[string]string{"firstName": s.GivenName, "patronymic": s.Patronymic} {
		if text != "" {
			person[name] = text
		}
	}
	text, _ := json.Marshal(map[string]any{
		"requestId": requestID, "person": person,
		"requester": map[string]string{"systemId": "SVERKA01", "name": "Портал", "inn": "7700000000", "ogrn": "1027700000000"},
	})
	return string(text)
}

func criminalQuestion(s subject) string {
	person := map[string]any{"surname": s.FamilyName, "birthDate": knownParts(s.BirthDate)}
	for name, text := range map[string]string{"name": s.GivenName, "patronymicName": s.Patronymic, "snils": s.SNILS} {
		if text != "" {
			person[name] = text
		}
	}
	text, _ := json.Marshal(map[string]any{
		"id": requestID, "systemId": "SVERKA01", "person": person,
		"registrationPlace": []map[string]string{{"type": "000", "countryCode": s.BirthPlace.Country, "place": s.BirthPlace.Settlement}},
	})
	return string(text)
}

// knownParts is a birth date as mvd takes it, with as much of it as is known.
func knownParts(date string) map[string]int {
	parts := map[string]int{}
	for i, part := range strings.Split(date, "-") {
		parts[[]string{"year", "month", "day"}[i]] = atoi(part)
	}
	return parts
}

// listQuestion asks whether a person is on a list.
func listQuestion(s subject) string {
	person := map[string]any{"surname": s.FamilyName, "birthDate": knownParts(s.BirthDate)}
	for name, text := range map[string]string{"name": s.GivenName, "patronymicName": s.Patronymic} {
		if text != "" {
			person[name] = text
		}
	}
	question := map[string]any{"id": requestID, "systemId": "SVERKA01", "person": person, "citizenship": s.Citizenships}
	d := s.Documents[0]
	document := map[string]string{"type": map[string]string{"national_passport": "PASSPORT", "national_id_card": "ID_CARD"}[d.Type],
		"countryCode": d.Country, "number": d.Number}
	if d.Series != "" {
		document["series"] = d.Series
	}
	question["document"] = []map[string]string{document}
	text, _ := json.Marshal(question)
	return string(text)
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func pollQuestion(ticket string) string {
	return fmt.Sprintf(`{"id":%q,"systemId":"SVERKA01","ticket":%q}`, requestID, ticket)
}

// ask puts a persona's question to a registry as its contract has it, and returns the first reply.
func ask(t testing.TB, s *Server, now time.Time, name string, stated subject, headers ...string) reply {
	t.Helper()
	switch name {
	case lookupStatus, lookupRegistration, lookupDocument, lookupIdentityDocument:
		operation := map[string]string{
			lookupStatus: "status", lookupRegistration: "registration", lookupDocument: "document", lookupIdentityDocument: "identityDocument",
		}[name]
		headers = append(headers, "Content-Type", "text/xml; charset=utf-8", "SOAPAction", `"urn:`+operation+`"`)
		return post(t, s.Registry("migration"), envelope11(security("sverka", "mock-password", now), migrantQuestion(operation, stated)), headers...)
	case lookupSNILS:
		headers = append(headers, "Content-Type", `application/soap+xml; charset=utf-8; action="urn:SnilsValidation"`)
		return post(t, s.Registry("pension"), envelope12(snilsQuestion(stated)), headers...)
	case lookupPayments:
		headers = append(headers, "Content-Type", `application/soap+xml; charset=utf-8; action="urn:Payments"`)
		return post(t, s.Registry("pension"), envelope12(paymentsQuestion(stated)), headers...)
	case lookupSNILSFind:
		headers = append(headers, "Content-Type", `application/soap+xml; charset=utf-8; action="urn:SnilsByAdditionalData"`)
		return post(t, s.Registry("pension"), envelope12(searchQuestion(stated)), headers...)
	case lookupINN:
		headers = append(headers, "Content-Type", "application/json", "Authorization", "Bearer "+token(t, s))
		return post(t, s.Registry("tax")+"/inn/search", innQuestion(stated), headers...)
	case lookupTaxpayer:
		headers = append(headers, "Content-Type", "application/json", "Authorization", "Bearer "+token(t, s))
		return post(t, s.Registry("tax")+"/taxpayer/search", taxpayerQuestion(stated), headers...)
	case lookupObligations:
		headers = append(headers, "Content-Type", "application/json", "Authorization", "Bearer "+token(t, s))
		return post(t, s.Registry("tax")+"/obligations/search", taxpayerQuestion(stated), headers...)
	case lookupRestrictions:
		headers = append(headers, "Content-Type", "application/json", "X-System-Key", "mock-system-key")
		return post(t, s.Registry("mvd")+"/restrictions/search", listQuestion(stated), headers...)
	default:
		headers = append(headers, "Content-Type", "application/json", "X-System-Key", "mock-system-key")
		return post(t, s.Registry("mvd")+"/criminal-record/request", criminalQuestion(stated), headers...)
	}
}

func poll(t testing.TB, s *Server, ticket string, headers ...string) reply {
	t.Helper()
	headers = append(headers, "Content-Type", "application/json", "X-System-Key", "mock-system-key")
	return post(t, s.Registry("mvd")+"/criminal-record/result", pollQuestion(ticket), headers...)
}

// token gets a token of tax.
func token(t testing.TB, s *Server) string {
	t.Helper()
	r := post(t, s.Registry("tax")+"/auth/token", `{"masterToken":"mock-master-token"}`, "Content-Type", "application/json")
	return member(t, r, "token")
}

// member returns a member of a JSON reply.
func member(t testing.TB, r reply, name string) string {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal([]byte(r.body), &document); err != nil {
		t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
	text, _ := document[name].(string)
	return text
}

// stated returns what a persona states for a lookup.
func stated(t testing.TB, id, name string) subject {
	t.Helper()
	for _, p := range people(t) {
		if p.ID == id {
			q, err := p.query(name)
			if err != nil {
				t.Fatal(err)
			}
			q.Subject.Documents = slices.Clone(q.Subject.Documents) // the test's own, to be changed
			return q.Subject
		}
	}
	t.Fatalf("nobody is called %s", id)
	return subject{}
}
