package soap

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

const (
	testNamespace = "urn:test:registry:1.0"
	checkBody     = `<CheckResponse xmlns="urn:test:registry:1.0"><RequestId>r-1</RequestId><Person><FamilyName>Каримов</FamilyName>` +
		`<FirstName>Азиз</FirstName><Patronymic>Рустамович</Patronymic><BirthDate>1991-04-17</BirthDate><Gender>Male</Gender></Person>` +
		`<Result>true</Result></CheckResponse>`
	statusBody = `<t:StatusResponse xmlns:t="urn:test:registry:1.0"><t:RequestId>r-1</t:RequestId><t:Info><t:DaysUsed>41</t:DaysUsed>` +
		`<t:DaysLimit>90</t:DaysLimit><t:Ground Id="g1" Region="77"><t:Kind>PATENT</t:Kind><t:ValidUntil>2027-02-14</t:ValidUntil>` +
		`<t:State>VALID</t:State></t:Ground><t:Ground Id="g2"><t:Kind>VISA_FREE</t:Kind><t:Unlimited/><t:State>EXPIRED</t:State>` +
		`<t:Note>one</t:Note><t:Note>two</t:Note></t:Ground></t:Info></t:StatusResponse>`
)

// testContract compiles testdata/contract/registry.xsd.
func testContract(tb testing.TB) *Contract {
	tb.Helper()
	c, err := Compile(os.DirFS("testdata/contract"), "registry.xsd")
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// checkOperation is the operation CheckRequest -> CheckResponse.
func checkOperation(tb testing.TB, v Version) *Operation[checkRequest, checkResponse] {
	tb.Helper()
	o, err := NewOperation[checkRequest, checkResponse](OperationConfig{
		Contract: testContract(tb), Version: v, Endpoint: "http://registry.test/check", Action: "urn:check",
		Request: "CheckRequest", Reply: "CheckResponse",
	})
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

// statusOperation is the operation CheckRequest -> StatusResponse.
func statusOperation(tb testing.TB) *Operation[checkRequest, statusResponse] {
	tb.Helper()
	o, err := NewOperation[checkRequest, statusResponse](OperationConfig{
		Contract: testContract(tb), Version: V11, Endpoint: "http://registry.test/status",
		Request: "CheckRequest", Reply: "StatusResponse",
	})
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

// question is a request that follows the contract.
func question() *checkRequest {
	return &checkRequest{RequestID: "r-1", Snils: "12345678901", Person: &person{
		FamilyName: "Каримов", FirstName: "Азиз", Patronymic: "Рустамович", BirthDate: "1991-04-17", Gender: "Male",
	}}
}

// wrap puts a body into an envelope.
func wrap(tb testing.TB, v Version, body string) []byte {
	tb.Helper()
	a, err := NewAnswer(v, []byte(body))
	if err != nil {
		tb.Fatal(err)
	}
	return a.Body
}

// contentType makes a header.
func contentType(value string) http.Header {
	if value == "" {
		return http.Header{}
	}
	return http.Header{"Content-Type": {value}}
}

// wantCode fails unless err is an *Error with the code.
func wantCode(tb testing.TB, err error, code Code) *Error {
	tb.Helper()
	var e *Error
	if !errors.As(err, &e) {
		tb.Fatalf("got %v, want an *Error with code %s", err, code)
	}
	if e.Code != code {
		tb.Fatalf("got %v, want code %s", e, code)
	}
	return e
}

// bodyOf reads the message that a request carries.
func bodyOf(tb testing.TB, r *http.Request) string {
	tb.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// ask writes the test question.
func ask(tb testing.TB, o *Operation[checkRequest, checkResponse], blocks ...HeaderBlock) *http.Request {
	tb.Helper()
	r, err := o.Request(tb.Context(), question(), blocks...)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// replaceOnce replaces one occurrence, which must be there.
func replaceOnce(tb testing.TB, s, old, new string) string {
	tb.Helper()
	if !strings.Contains(s, old) {
		tb.Fatalf("%q does not hold %q", s, old)
	}
	return strings.Replace(s, old, new, 1)
}
