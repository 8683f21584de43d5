package mock

import (
	"cmp"
	"crypto/sha1" //nolint:gosec // the profile says so
	"encoding/base64"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"
)

// A wireQuestion is a request to a registry.
type wireQuestion struct {
	path        string // the registry's included
	contentType string
	body        string
}

// An inquirer words questions as somebody would who has read the registries' contracts only: nothing here is of the gateway.
type inquirer struct {
	id       string        // of each request
	system   string        // the mnemonic of the asking system
	security func() string // a Security header, for registries that want one
}

func jsonQuestion(path, body string) wireQuestion {
	return wireQuestion{path, "application/json", body}
}

// element writes an XML element where there is something to write.
func element(name, text string) string {
	if text == "" {
		return ""
	}
	escaped, err := escapeXML(text)
	if err != nil { // it cannot be written in XML, so it is not: the contract's check will say what is missing
		return ""
	}
	return "<" + name + ">" + escaped + "</" + name + ">"
}

func envelope11(header, body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>` + header + `</e:Header><e:Body>` + body + `</e:Body></e:Envelope>`
}

func envelope12(body string) string {
	return `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>` + body + `</e:Body></e:Envelope>`
}

const (
	wsse      = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	wsu       = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	digestURI = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
)

// signedBy is a Security header with a nonce, made at a time.
func signedBy(user, password, nonce string, at time.Time) string {
	created := at.UTC().Format(time.RFC3339)
	digest := sha1.Sum([]byte(nonce + created + password)) //nolint:gosec // the profile says so
	return `<wsse:Security xmlns:wsse="` + wsse + `" xmlns:wsu="` + wsu + `">` +
		`<wsse:UsernameToken>` + element("wsse:Username", user) + `<wsse:Password Type="` + digestURI + `">` +
		base64.StdEncoding.EncodeToString(digest[:]) + `</wsse:Password><wsse:Nonce>` + base64.StdEncoding.EncodeToString([]byte(nonce)) +
		`</wsse:Nonce><wsu:Created>` + created + `</wsu:Created></wsse:UsernameToken></wsse:Security>`
}

// migrant is a request of an operation that asks about a person by his identity document, the first of those stated.
func (i inquirer) migrant(operation string, s subject) string {
	if operation == "document" {
		return i.document(s)
	}
	var b strings.Builder
	b.WriteString("<" + operation + `Request xmlns="urn://mvd/gismu/foreign-citizen/1.0.0">` + element("requestId", i.id) + element("itSystem", i.system) + "<personInfo>")
	b.WriteString(element("lastName", s.FamilyName) + element("firstName", s.GivenName) + element("middleName", s.Patronymic))
	b.WriteString(element("lastNameLat", s.LatinFamilyName) + element("firstNameLat", s.LatinGivenName) + element("birthDate", s.BirthDate))
	b.WriteString(element("sex", sexCode(s.Sex)))
	for _, c := range s.Citizenships {
		b.WriteString(element("citizenship", c))
	}
	b.WriteString("</personInfo>")
	if len(s.Documents) > 0 {
		d := s.Documents[0]
		name := map[string]string{
			"national_passport": "nationalPassport", "national_id_card": "nationalIdCard", "travel_document": "travelDocument", "stateless_id": "statelessId",
			"birth_certificate":          "birthCertificate",
			"residence_permit_stateless": "residencePermitStateless", "temporary_residence": "temporaryResidence",
			"refugee_certificate": "refugeeCertificate", "refugee_application": "refugeeApplication", "temporary_asylum": "temporaryAsylum",
		}[d.Type]
		b.WriteString("<document><" + name + ">" + element("issuerCountry", d.Country) + element("series", d.Series) +
			element("number", d.Number) + element("issueDate", d.IssuedOn) + "</" + name + "></document>")
	}
	return b.String() + "</" + operation + "Request>"
}

// document is a request about the document issued in Russia, the last of those stated.
func (i inquirer) document(s subject) string {
	var d paper
	if n := len(s.Documents); n > 0 {
		d = s.Documents[n-1]
	}
	kind := map[string]string{
		"visa": "VISA", "migration_card": "MIGRATION_CARD", "arrival_notice": "ARRIVAL_NOTICE", "patent": "PATENT", "work_permit": "WORK_PERMIT",
		"temporary_residence": "RVP", "temporary_residence_education": "RVPO", "residence_permit": "VNZH", "residence_permit_stateless": "VNZH_LBG",
		"refugee_certificate": "REFUGEE_CERTIFICATE", "refugee_application": "REFUGEE_APPLICATION", "temporary_asylum": "TEMPORARY_ASYLUM",
	}[d.Type]
	return `<documentRequest xmlns="urn://mvd/gismu/foreign-citizen/1.0.0">` + element("requestId", i.id) + element("itSystem", i.system) + "<holderInfo>" +
		element("lastName", s.FamilyName) + element("firstName", s.GivenName) + element("middleName", s.Patronymic) +
		element("lastNameLat", s.LatinFamilyName) + element("firstNameLat", s.LatinGivenName) + "</holderInfo><document>" +
		element("kind", kind) + element("series", d.Series) + element("number", d.Number) + element("issueDate", d.IssuedOn) +
		"</document></documentRequest>"
}

// insured is a request of pension that names a person by his number.
func (i inquirer) insured(request string, s subject) string {
	return "<" + request + ` xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0">` + element("RequestId", i.id) + element("SystemId", i.system) +
		element("FamilyName", s.FamilyName) + element("FirstName", s.GivenName) + element("Patronymic", s.Patronymic) + element("Snils", s.SNILS) +
		element("Gender", gender(s.Sex)) + element("BirthDate", s.BirthDate) + "</" + request + ">"
}

func gender(sex string) string {
	if sex == "" {
		return ""
	}
	return strings.ToUpper(sex[:1]) + sex[1:]
}

// search asks pension for a number by the first document stated, or by the birth place where there is none.
func (i inquirer) search(s subject) string {
	var b strings.Builder
	b.WriteString(`<SnilsByAdditionalDataRequest xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0">` + element("RequestId", i.id) + element("SystemId", i.system) +
		element("FamilyName", s.FamilyName) + element("FirstName", s.GivenName) + element("Patronymic", s.Patronymic) +
		element("BirthDate", s.BirthDate) + element("Gender", gender(s.Sex)))
	switch {
	case len(s.Documents) > 0:
		b.WriteString(shownPaper(s.Documents[0]))
	case s.BirthPlace != nil:
		b.WriteString("<BirthPlace><PlaceType>СТАНДАРТНОЕ</PlaceType>" + element("Settlement", s.BirthPlace.Settlement) +
			element("Country", s.BirthPlace.Country) + "</BirthPlace>")
	}
	return b.String() + "</SnilsByAdditionalDataRequest>"
}

func shownPaper(d paper) string {
	paper := element("Series", d.Series) + element("Number", d.Number) + element("IssueDate", d.IssuedOn) + element("Issuer", d.Issuer)
	switch d.Type {
	case "national_passport", "national_id_card", "travel_document":
		return "<ForeignPassport>" + paper + "</ForeignPassport>"
	case "residence_permit":
		return "<ResidencePermitRF>" + paper + "</ResidencePermitRF>"
	default:
		return "<PfrIdentificationDocument>" + element("Type", strings.ToUpper(d.Type)) + "<Document>" + paper + "</Document></PfrIdentificationDocument>"
	}
}

// inn asks tax for a number by the last document stated.
func (i inquirer) inn(s subject) string {
	person := filled("secondName", s.FamilyName, "firstName", s.GivenName, "patronymic", s.Patronymic, "birthday", s.BirthDate)
	if n := len(s.Documents); n > 0 {
		d := s.Documents[n-1]
		maps.Copy(person, filled("documentSpdul", spdulCode(d.Type), "documentNumber", d.Number, "documentSeries", d.Series, "documentDate", d.IssuedOn))
	}
	if s.Patronymic == "" {
		person["signLackPatronymic"] = "1"
	}
	return i.taxQuestion(person)
}

// spdulCode is the code of a kind of document by СПДУЛ, as the contract has them.
func spdulCode(documentType string) string {
	switch documentType {
	case "refugee_application":
		return "11"
	case "residence_permit", "residence_permit_stateless":
		return "12"
	case "refugee_certificate":
		return "13"
	case "temporary_residence":
		return "15"
	case "temporary_asylum":
		return "19"
	case "birth_certificate":
		return "23"
	default:
		return "10"
	}
}

// taxpayer is the question of tax's lookups by INN.
func (i inquirer) taxpayer(s subject) string {
	return i.taxQuestion(filled("inn", s.INN, "secondName", s.FamilyName, "firstName", s.GivenName, "patronymic", s.Patronymic, "birthday", s.BirthDate))
}

func (i inquirer) taxQuestion(person map[string]any) string {
	return jsonText(map[string]any{
		"requestId": i.id, "person": person,
		"requester": map[string]string{"systemId": i.system, "name": "Портал", "inn": "7700000000", "ogrn": "1027700000000"},
	})
}

// criminal asks mvd for a criminal record.
func (i inquirer) criminal(s subject) string {
	person := filled("surname", s.FamilyName, "name", s.GivenName, "patronymicName", s.Patronymic, "snils", s.SNILS)
	person["birthDate"] = knownParts(s.BirthDate)
	question := map[string]any{"id": i.id, "systemId": i.system, "person": person}
	s.addPrevious(question)
	if s.BirthPlace != nil {
		question["registrationPlace"] = []map[string]string{{"type": "000", "countryCode": s.BirthPlace.Country, "place": s.BirthPlace.Settlement}}
	}
	return jsonText(question)
}

// listed asks mvd whether a person is on a list, by the first document stated.
func (i inquirer) listed(s subject) string {
	person := filled("surname", s.FamilyName, "name", s.GivenName, "patronymicName", s.Patronymic)
	person["birthDate"] = knownParts(s.BirthDate)
	question := map[string]any{"id": i.id, "systemId": i.system, "person": person, "citizenship": s.Citizenships}
	s.addPrevious(question)
	if len(s.Documents) > 0 && listCode(s.Documents[0].Type) != "" {
		d := s.Documents[0]
		question["document"] = []map[string]any{filled("type", listCode(d.Type), "countryCode", d.Country, "series", d.Series, "number", d.Number)}
	}
	return jsonText(question)
}

// addPrevious adds the previous names to a question of mvd, with what they leave out as it is now.
func (s subject) addPrevious(question map[string]any) {
	var all []map[string]any
	for _, n := range s.PreviousNames {
		all = append(all, filled("surname", cmp.Or(n.FamilyName, s.FamilyName), "name", cmp.Or(n.GivenName, s.GivenName),
			"patronymicName", cmp.Or(n.Patronymic, s.Patronymic)))
	}
	if all != nil {
		question["previousNames"] = all
	}
}

// poll asks mvd whether the answer of a ticket is there.
func (i inquirer) poll(ticket string) string {
	return jsonText(map[string]string{"id": i.id, "systemId": i.system, "ticket": ticket})
}

// filled makes a JSON object of pairs, without those that are empty.
func filled(pairs ...string) map[string]any {
	all := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all[pairs[i]] = pairs[i+1]
		}
	}
	return all
}

func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of strings and numbers
	}
	return string(text)
}

// knownParts is a birth date as mvd takes it, with as much of it as is known.
func knownParts(date string) map[string]int {
	parts := map[string]int{}
	for i, text := range strings.Split(date, "-") {
		const named = 3
		if n, err := strconv.Atoi(text); err == nil && i < named {
			parts[[named]string{"year", "month", "day"}[i]] = n
		}
	}
	return parts
}
