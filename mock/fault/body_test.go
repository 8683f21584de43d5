package fault_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"github.com/sverka/sverka/mock/fault"
)

// wellFormed reads body to its end.
func wellFormed(p fault.Protocol, body []byte) error {
	if p == fault.REST {
		var v any
		return json.Unmarshal(body, &v)
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Entity = map[string]string{"e": ""}
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// A body fault spoils what it says and nothing else: what is not a fault of syntax stays well-formed.
func TestBodyFaultsLeaveTheDocumentWellFormed(t *testing.T) {
	broken := map[string]bool{"empty_200": true, "truncated_xml": true, "html_200": true, "html_502": true, "trailing": true,
		"windows_1251": true, "multipart": true, "gzip_unasked": true, "json_truncated": true, "json_nan": true,
		"json_trailing": true, "bom": true, "deep": true}
	for _, f := range fault.Catalogue() {
		if f.Place != fault.InBody || broken[f.Name] {
			continue
		}
		for _, p := range f.Protocols {
			found, _ := f.Cases(golden(t, p))
			for _, c := range found {
				if err := wellFormed(p, c.Reply.Body); err != nil {
					t.Errorf("%s in %s: %v\n%s", c, p, err, c.Reply.Body)
				}
			}
		}
	}
}

func TestEachCaseDiffersFromTheValidReply(t *testing.T) {
	for _, f := range fault.Catalogue() {
		if f.Place == fault.OnWire {
			continue
		}
		for _, p := range f.Protocols {
			in := golden(t, p)
			found, _ := f.Cases(in)
			for _, c := range found {
				same := bytes.Equal(c.Reply.Body, in.Reply.Body) && c.Reply.Status == in.Reply.Status &&
					c.Reply.Header.Get("Content-Type") == in.Reply.Header.Get("Content-Type") && c.Reply.Pad == in.Reply.Pad
				if same {
					t.Errorf("%s in %s changes nothing", c, p)
				}
			}
		}
	}
}

func TestFaultsNeverChangeTheReplyTheyAreGiven(t *testing.T) {
	for _, p := range fault.Protocols() {
		in := golden(t, p)
		before := in.Reply.Clone()
		for _, f := range fault.Catalogue() {
			_, _ = f.Cases(in)
		}
		if !bytes.Equal(before.Body, in.Reply.Body) || len(before.Header) != len(in.Reply.Header) {
			t.Errorf("%s: the valid reply was changed", p)
		}
	}
}

// What each fault must have done: that the bad body holds one text and no longer another.
func TestBodyFaultsDoWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		protocol      fault.Protocol
		choice        string
		holds, lacked string
	}{
		{fault.SOAP11, "wrong_namespace", `xmlns="urn://mvd/gismu/foreign-citizen/1.0.0/other"`, `citizen/1.0.0"`},
		{fault.SOAP12, "child_wrong_namespace:Snils", `<ns2:Snils xmlns:ns2="http://kvs.sfr.gov.ru/insured-person/1.0.0/other">`, ""},
		{fault.SOAP11, "child_wrong_namespace:asOfDate", `<asOfDate xmlns="urn://mvd/gismu/foreign-citizen/1.0.0/other">`, ""},
		{fault.SOAP12, "missing_required:Result", "</ns2:BirthDate>", "Result>"},
		{fault.REST, "missing_required:status", `"pollAfter"`, `"status"`},
		{fault.REST, "missing_required:id", `"person"`, `"id"`},
		{fault.SOAP12, "duplicate_element:Result", "<ns2:Result>true</ns2:Result><ns2:Result>false</ns2:Result>", ""},
		{fault.SOAP11, "both_choices:notFoundStatus", "</statusInfo>\n<notFoundStatus/></statusResponse>", ""},
		{fault.REST, "both_choices:answer/noRecords", `,"noRecords":{}`, ""},
		{fault.SOAP11, "no_choice", "</asOfDate>", "statusInfo"},
		{fault.REST, "no_choice", `"answer"`, `"records"`},
		{fault.SOAP12, "xsi_nil:Snils", `<ns2:Snils xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"></ns2:Snils>`, "1601124"},
		{fault.SOAP12, "empty_body", "<env:Body></env:Body>", "Snils"},
		{fault.SOAP12, "empty_element", `insured-person/1.0.0"></ns2:SnilsValidationResponse>`, "RequestId"},
		{fault.SOAP11, "unknown_state:statusInfo/category.word", "<category>NEW_STATE_2027</category>", "TEMPORARY_STAY"},
		{fault.REST, "unknown_state:status.word", `"status": "NEW_STATE_2027"`, `"ready"`},
		{fault.SOAP11, "unknown_kind", "<kind>NEW_KIND_2027</kind>", ""},
		{fault.SOAP12, "date_zone", "1991-04-17+06:00", ""},
		{fault.SOAP12, "date_local", ">17.04.1991<", "1991-04-17"},
		{fault.REST, "date_local", `"date": "22.11.2026"`, "2026-11-22"},
		{fault.SOAP12, "date_empty", "<ns2:BirthDate></ns2:BirthDate>", ""},
		{fault.SOAP12, "date_time", "1991-04-17T00:00:00", ""},
		{fault.REST, "decimal_comma", `"fine": "1,5"`, "10000.50"},
		{fault.SOAP11, "int_overflow", "<stayDaysUsed>2147483648</stayDaysUsed>", ""},
		{fault.REST, "int_overflow", `"year": 2147483648`, ""},
		{fault.SOAP12, "extra_element", "<ns2:unknownElement>", ""},
		{fault.SOAP12, "second_body_child", "</ns2:SnilsValidationResponse><second ", ""},
		{fault.SOAP12, "other_person:all", "<ns2:FamilyName>ЧУЖОЙ</ns2:FamilyName>", "1991-04-17"},
		{fault.SOAP12, "other_person:Snils", "00100199964", "16011243690"},
		{fault.REST, "other_person:person/birthDate/year", `"year": 1970,`, `"birthDate": {"year": 1991,`},
		{fault.SOAP12, "other_request", "0000feed</ns2:RequestId>", "8e4b11"},
		{fault.SOAP12, "replayed_reply", "01930000-", "8e4b11"},
		{fault.SOAP11, "doctype:bare", "<!DOCTYPE soap:Envelope>", ""},
		{fault.SOAP12, "doctype:entity_bomb", "<!ENTITY e9 ", ""},
		{fault.SOAP12, "doctype:external_entity", `<!ENTITY e SYSTEM "http://127.0.0.1:1/elsewhere">`, ""},
		{fault.SOAP12, "must_understand", `env:mustUnderstand="1"`, "<env:Header/>"},
		{fault.SOAP11, "must_understand", `<soap:Header><t:Transaction`, ""},
		{fault.SOAP12, "attachments_child", "</env:Body><attachments/></env:Envelope>", ""},
		{fault.SOAP12, "multipart", "Content-Type: application/xop+xml", ""},
		{fault.SOAP12, "trailing", "</env:Envelope>\n<!-- --><x/>OK", ""},
		{fault.SOAP11, "fault_business", "<faultcode>soap:Client</faultcode><faultstring>Нет &amp; не было</faultstring><detail><Req", ""},
		{fault.SOAP12, "fault_quota", "<soap:Value>soap:Receiver</soap:Value>", ""},
		{fault.SOAP12, "fault_server", "<soap:Value>soap:Receiver</soap:Value>", "Detail"},
		{fault.SOAP11, "fault_untyped_server", "<faultcode>Server</faultcode>", "detail"},
		{fault.SOAP12, "fault_mixed:access", `xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><soap:Code>`, ""},
		{fault.REST, "200_error:validation", "VALIDATION_FAILED", ""},
		{fault.REST, "json_wrong_type:id", `"id": {"a":1},`, ""},
		{fault.REST, "json_wrong_type:person", `"person": "an object was here",`, ""},
		{fault.REST, "json_wrong_type:id.null", `"id": null,`, ""},
		{fault.REST, "json_duplicate_key:status", `"status": "ready","status":"processing"`, ""},
		{fault.REST, "json_nan", `"id": NaN`, ""},
		{fault.REST, "json_bad_utf8", "\xc3\x28", ""},
		{fault.REST, "json_trailing:brace", "}\n}", ""},
		{fault.REST, "ticket_lost", "INVALID_REQUEST_ID", ""},
	} {
		choice, err := fault.Parse(c.choice)
		if err != nil {
			t.Fatal(err)
		}
		bad, err := choice.Pick(golden(t, c.protocol))
		if err != nil {
			t.Errorf("%s in %s: %v", c.choice, c.protocol, err)
			continue
		}
		body := string(bad.Reply.Body)
		if !strings.Contains(body, c.holds) || c.lacked != "" && strings.Contains(body, c.lacked) {
			t.Errorf("%s in %s: want %q and not %q in\n%s", c.choice, c.protocol, c.holds, c.lacked, body)
		}
	}
}

func TestReplayedReplyIsTheEarlierOneWhereThereIsOne(t *testing.T) {
	in := golden(t, fault.SOAP12)
	in.Earlier = fault.Reply{Body: []byte("yesterday's")}
	f, _ := fault.Find("replayed_reply")
	found, err := f.Cases(in)
	if err != nil || string(found[0].Reply.Body) != "yesterday's" {
		t.Errorf("got %v, %v", found, err)
	}
}

func TestWindows1251KeepsTheLetters(t *testing.T) {
	for _, c := range cases(t, "windows_1251", fault.SOAP12) {
		text, err := charmap.Windows1251.NewDecoder().Bytes(c.Reply.Body)
		if err != nil || !strings.Contains(string(text), "<ns2:FamilyName>КАРИМОВ<") {
			t.Errorf("%s: %v\n%s", c, err, text)
		}
		declared := strings.Contains(string(text), `encoding="windows-1251"`)
		charset := strings.Contains(c.Reply.Header.Get("Content-Type"), "windows-1251")
		if declared == charset {
			t.Errorf("%s: the charset must be told exactly once; prolog %v, Content-Type %v", c, declared, charset)
		}
	}
}

func TestEveryRequiredElementIsLeftOutInTurn(t *testing.T) {
	for _, c := range cases(t, "missing_required", fault.SOAP12) {
		in := golden(t, fault.SOAP12)
		tag := "<ns2:" + c.Name + ">"
		if !bytes.Contains(in.Reply.Body, []byte(tag)) || bytes.Contains(c.Reply.Body, []byte(tag)) {
			t.Errorf("%s: %s is still there, or never was", c, tag)
		}
	}
	if n := len(cases(t, "missing_required", fault.SOAP12)); n != 5 {
		t.Errorf("%d cases for 5 required elements", n)
	}
}

func TestRetryAfterIsAskedForInEachManner(t *testing.T) {
	for _, p := range fault.Protocols() {
		var asked []string
		for _, c := range cases(t, "429", p) {
			if c.Reply.Status != 429 {
				t.Errorf("%s in %s has status %d", c, p, c.Reply.Status)
			}
			asked = append(asked, c.Reply.Header.Get("Retry-After"))
		}
		if all := strings.Join(asked, "|"); !strings.Contains(all, "604800") || !strings.Contains(all, "GMT") || !strings.Contains(all, "-5") {
			t.Errorf("%s: asked %s", p, all)
		}
	}
}

// The dates go by the clock of the exchange, which may stand or be years ahead, so that a seed and a clock give the same bytes.
func TestRetryAfterIsDatedByTheClockOfTheExchange(t *testing.T) {
	in := golden(t, fault.REST)
	in.Now = time.Date(2031, 5, 1, 12, 0, 0, 999_999_999, time.UTC)
	for _, name := range []string{"429", "503_retry_after"} {
		for which, want := range map[string]string{"date": "Thu, 01 May 2031 12:00:03 GMT", "next_year": "Sat, 01 May 2032 12:00:00 GMT"} {
			choice, err := fault.Parse(name + ":" + which)
			if err != nil {
				t.Fatal(err)
			}
			c, err := choice.Pick(in)
			if got := c.Reply.Header.Get("Retry-After"); err != nil || got != want {
				t.Errorf("%s:%s asks for %q %v, want %s", name, which, got, err, want)
			}
		}
	}
	in.Now = time.Time{}
	choice, err := fault.Parse("429:date")
	if err != nil {
		t.Fatal(err)
	}
	c, err := choice.Pick(in)
	if at, wrong := http.ParseTime(c.Reply.Header.Get("Retry-After")); err != nil || wrong != nil || !at.After(time.Now()) {
		t.Errorf("without a clock: %v %v %v", at, err, wrong)
	}
}
