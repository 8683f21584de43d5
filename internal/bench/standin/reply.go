package standin

import "bytes"

// A reply is how one operation is answered: pieces of the contract's text, with parts of the question between them.
type reply struct {
	contentType string
	pieces      []string
	echoes      []echo // one fewer than pieces
}

// An echo is a part of the question, from the first of one tag to the last of another, tags included.
type echo struct{ from, to string }

// appendTo appends the reply to question; ok is false if question lacks a part.
func (r *reply) appendTo(out, question []byte) (_ []byte, ok bool) {
	for i, piece := range r.pieces {
		out = append(out, piece...)
		if i == len(r.echoes) {
			break
		}
		e := r.echoes[i]
		from, to := bytes.Index(question, []byte(e.from)), bytes.LastIndex(question, []byte(e.to))
		if from < 0 || to < from {
			return nil, false
		}
		out = append(out, question[from:to+len(e.to)]...)
	}
	return out, true
}

// migration answers migration/status as wsdl/migration/testdata/status-response-info.xml does: two grounds, one of them
// valid, until a day so far off that the gateway keeps the answer whenever the figures are taken. The registry repeats the
// question and tells the person and document again as it holds them.
var migration = reply{ //nolint:gochecknoglobals // a template, never written to
	contentType: "text/xml; charset=utf-8",
	pieces: []string{
		`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header/><soapenv:Body>` +
			`<statusResponse xmlns="urn://mvd/gismu/foreign-citizen/1.0.0">`,
		``,
		``,
		`<asOfDate>2026-11-22</asOfDate><statusInfo>`,
		``,
		`<personState>ALIVE</personState><category>TEMPORARY_STAY</category>` +
			`<stayDaysUsed>41</stayDaysUsed><stayDaysLimit>90</stayDaysLimit>` +
			`<ground><kind>PATENT</kind><document><kind>PATENT</kind><series>77</series><number>2400123456</number>` +
			`<issueDate>2026-02-14</issueDate><expiryDate>2099-12-31</expiryDate></document><validFrom>2026-02-14</validFrom>` +
			`<regionCode>77</regionCode><state>VALID</state><validUntil>2099-12-31</validUntil></ground>` +
			`<ground><kind>VISA_FREE</kind><validFrom>2026-01-20</validFrom><state>EXPIRED</state>` +
			`<validUntil>2026-04-19</validUntil></ground>` +
			`</statusInfo></statusResponse></soapenv:Body></soapenv:Envelope>`,
	},
	echoes: []echo{
		{"<requestId>", "</requestId>"},
		{"<personInfo>", "</personInfo>"},
		{"<document>", "</document>"},
		{"<personInfo>", "</personInfo>"},
		{"<document>", "</document>"},
	},
}

// pension answers pension/snils-check: number and person belong together.
var pension = reply{ //nolint:gochecknoglobals // a template, never written to
	contentType: "application/soap+xml; charset=utf-8",
	pieces: []string{
		`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Header/><env:Body>` +
			`<SnilsValidationResponse xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0">`,
		``,
		`<Result>true</Result></SnilsValidationResponse></env:Body></env:Envelope>`,
	},
	echoes: []echo{
		{"<RequestId>", "</RequestId>"},
		{"<FamilyName>", "</BirthDate>"},
	},
}
