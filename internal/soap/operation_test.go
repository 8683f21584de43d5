package soap

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestReplyIsReadInBothVersions(t *testing.T) {
	for _, asked := range []Version{V11, V12} {
		o := checkOperation(t, asked)
		for _, answered := range []Version{V11, V12} {
			got, err := o.Reply(200, contentType(answered.ContentType("")), wrap(t, answered, checkBody))
			if err != nil {
				t.Fatalf("asked in %v, answered in %v: %v", asked, answered, err)
			}
			if got.RequestID != "r-1" || !got.Result || *got.Person != *question().Person {
				t.Errorf("asked in %v, answered in %v: %+v %+v", asked, answered, got, got.Person)
			}
		}
	}
}

func TestReplyKeepsWhatRepeatsAndWhatIsAbsent(t *testing.T) {
	got, err := statusOperation(t).Reply(200, contentType("text/xml"), wrap(t, V11, statusBody))
	if err != nil {
		t.Fatal(err)
	}
	if got.NotFound != nil || got.Candidates != nil || got.Info == nil {
		t.Fatalf("the branch of the choice: %+v", got)
	}
	grounds := got.Info.Ground
	if len(grounds) != 2 || grounds[0].ID != "g1" || grounds[0].Region != "77" || grounds[1].Unlimited == nil {
		t.Fatalf("the grounds: %+v", grounds)
	}
	if *got.Info.DaysLimit != 90 || len(grounds[1].Note) != 2 || grounds[1].Note[1] != "two" {
		t.Fatalf("the values: %+v", got.Info)
	}
}

func TestRequestIsWrittenInBothVersions(t *testing.T) {
	const body = `<CheckRequest xmlns="urn:test:registry:1.0"><RequestId>r-1</RequestId><Person><FamilyName>Каримов</FamilyName>` +
		`<FirstName>Азиз</FirstName><Patronymic>Рустамович</Patronymic><BirthDate>1991-04-17</BirthDate><Gender>Male</Gender></Person>` +
		`<Snils>12345678901</Snils></CheckRequest></soap:Body></soap:Envelope>`
	for _, test := range []struct {
		version                    Version
		contentType, action, start string
	}{
		{V11, "text/xml; charset=utf-8", `"urn:check"`, `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">`},
		{V12, `application/soap+xml; charset=utf-8; action="urn:check"`, "", `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope">`},
	} {
		r := ask(t, checkOperation(t, test.version), Raw(`<x:h xmlns:x="urn:x"/>`))
		if r.Method != http.MethodPost || r.URL.String() != "http://registry.test/check" || r.Host != "registry.test" {
			t.Errorf("%v: %s %s %s", test.version, r.Method, r.URL, r.Host)
		}
		if got := r.Header.Get("Content-Type"); got != test.contentType {
			t.Errorf("%v: Content-Type %s", test.version, got)
		}
		if got := r.Header.Get("SOAPAction"); got != test.action {
			t.Errorf("%v: SOAPAction %s", test.version, got)
		}
		want := test.start + `<soap:Header><x:h xmlns:x="urn:x"/></soap:Header><soap:Body>` + body
		if got := bodyOf(t, r); got != want || r.ContentLength != int64(len(want)) {
			t.Errorf("%v: %d bytes\n%s", test.version, r.ContentLength, got)
		}
		again, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(again); err != nil || string(b) != want {
			t.Errorf("%v: the second time: %s, %v", test.version, b, err)
		}
	}
}

func TestRequestsShareNothing(t *testing.T) {
	o := checkOperation(t, V11)
	first, second := ask(t, o), ask(t, o)
	first.Header.Set("SOAPAction", "other")
	if second.Header.Get("SOAPAction") != `"urn:check"` || ask(t, o).Header.Get("SOAPAction") != `"urn:check"` {
		t.Error("the header of one request changes that of another")
	}
	if bodyOf(t, first) != bodyOf(t, second) {
		t.Error("the bodies differ")
	}
	kept, other := ask(t, o), question()
	other.RequestID = "r-2"
	if _, err := o.Request(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if got := bodyOf(t, kept); !strings.Contains(got, ">r-1<") {
		t.Errorf("a later request changes the body of an earlier one: %s", got)
	}
}

func TestRequestThatBreaksTheContractIsNotSent(t *testing.T) {
	o := checkOperation(t, V11)
	in := question()
	in.Person.FirstName = "Oʻktam"
	r, err := o.Request(t.Context(), in)
	e := wantCode(t, err, CodeContract)
	if r != nil || e.Rule != RulePattern || e.Path != "CheckRequest/Person/FirstName" || strings.Contains(err.Error(), "ktam") {
		t.Errorf("got %v, %v", r, err)
	}
	in.Person = nil
	if _, err = o.Request(t.Context(), in); wantCode(t, err, CodeContract).Rule != RuleMissing {
		t.Errorf("got %v", err)
	}
	if got := bodyOf(t, ask(t, o)); !strings.HasSuffix(got, closing) || strings.Count(got, "<CheckRequest") != 1 {
		t.Errorf("the request after a refused one: %s", got)
	}
}

// failing is a header block that cannot be written.
type failing struct{}

func (failing) AppendBlock([]byte, Version) ([]byte, error) { return nil, errors.New("no entropy") }

func TestABlockThatFailsEndsTheRequest(t *testing.T) {
	if r, err := checkOperation(t, V11).Request(t.Context(), question(), failing{}); r != nil || err == nil {
		t.Errorf("got %v, %v", r, err)
	}
	if _, err := NewAnswer(V11, nil, failing{}); err == nil {
		t.Error("an answer with a block that fails")
	}
}

func TestOperationsThatAreMisconfigured(t *testing.T) {
	good := OperationConfig{
		Contract: testContract(t), Version: V11, Endpoint: "https://registry.test/x", Request: "CheckRequest", Reply: "CheckResponse",
	}
	for _, test := range []struct {
		change func(*OperationConfig)
		want   string
	}{
		{func(c *OperationConfig) { c.Version = 0 }, "without a version"},
		{func(c *OperationConfig) { c.Endpoint = "/check" }, "no absolute http"},
		{func(c *OperationConfig) { c.Endpoint = "ftp://registry.test" }, "no absolute http"},
		{func(c *OperationConfig) { c.Endpoint = "http://user:secret@%zz" }, "no absolute http"},
		{func(c *OperationConfig) { c.Request = "None" }, `no element "None"`},
		{func(c *OperationConfig) { c.Reply = "StatusResponse" }, "does not fit StatusResponse"},
	} {
		config := good
		test.change(&config)
		_, err := NewOperation[checkRequest, checkResponse](config)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v, want %q", err, test.want)
		}
	}
}

func TestAReplyThatTheTypeCannotTakeIsABugAndTellsNoValue(t *testing.T) {
	contract := testContract(t)
	r := contract.pool.get()
	text := []byte(replaceOnce(t, checkBody, "r-1", "Ivanov"))
	r.scanner.reset(text, Limits{}.withDefaults(), nil)
	if _, err := r.scanner.next(); err != nil {
		t.Fatal(err)
	}
	var wrong struct {
		RequestID int `xml:"RequestId"`
	}
	e := wantCode(t, r.decode(contract, contract.local([]byte("CheckResponse")), &wrong), CodeDecode)
	if strings.Contains(e.Error(), "Ivanov") || e.Class() != ClassReceiver {
		t.Errorf("got %v", e)
	}
}

func TestOperationServesSeveralAtOnce(t *testing.T) {
	o := checkOperation(t, V12)
	good, bad := wrap(t, V12, checkBody), wrap(t, V12, replaceOnce(t, checkBody, "Male", "male"))
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 50 {
				in := question()
				in.RequestID = fmt.Sprintf("r-%d-%d", worker, i)
				r, err := o.Request(t.Context(), in)
				if err != nil {
					t.Error(err)
					return
				}
				if b, _ := io.ReadAll(r.Body); !strings.Contains(string(b), ">"+in.RequestID+"<") {
					t.Errorf("another's request: %s", b)
				}
				if got, err := o.Reply(200, nil, good); err != nil || *got.Person != *question().Person {
					t.Errorf("got %+v, %v", got, err)
				}
				if got, err := o.Reply(200, nil, bad); err == nil {
					t.Errorf("got %+v", got)
				}
			}
		})
	}
	wg.Wait()
}

// FuzzReply finds messages that crash the reader, or that give neither a reply nor an error, or both.
func FuzzReply(f *testing.F) {
	for _, v := range []Version{V11, V12} {
		f.Add("text/xml", wrap(f, v, statusBody))
		f.Add("", FaultAnswer{Version: v, Class: ClassSender, Reason: "x", Detail: []byte("<a/>")}.Answer().Body)
	}
	f.Add(`multipart/related; boundary=b`, []byte("--b\r\n\r\n<a/>\r\n--b--"))
	f.Add("text/xml; charset=windows-1251", []byte("<?xml version='1.0' encoding='windows-1251'?><\xe0/>"))
	o := statusOperation(f)
	f.Fuzz(func(t *testing.T, header string, message []byte) {
		got, err := o.Reply(200, contentType(header), message)
		var e *Error
		var fault *Fault
		switch {
		case got == nil && err == nil, got != nil && err != nil:
			t.Fatalf("got %+v, %v", got, err)
		case err == nil && (got.RequestID == "" || got.Info == nil && got.NotFound == nil && got.Candidates == nil):
			t.Fatalf("a reply without what is required: %+v", got)
		case errors.As(err, &fault):
			for _, d := range fault.Details {
				var v requestRejected
				_ = d.Decode(&v)
			}
		case err != nil && (!errors.As(err, &e) || e.Code == CodeDecode):
			t.Fatalf("a broken error: %#v", err)
		}
	})
}

// FuzzRequest finds requests that crash the receiver.
func FuzzRequest(f *testing.F) {
	token, err := NewUsernameToken("u", "p", nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range []Version{V11, V12} {
		r, err := checkOperation(f, v).Request(f.Context(), question(), token)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(r.Header.Get("Content-Type"), []byte(bodyOf(f, r)))
	}
	receiver := Receiver{Contract: testContract(f)}
	verifier := NewVerifier(func(string) (string, bool) { return "p", true }, 0, nil)
	f.Fuzz(func(t *testing.T, header string, message []byte) {
		var in *checkRequest
		got, err := receiver.Read(contentType(header), message, func(element string) any {
			if element != "CheckRequest" {
				return nil
			}
			in = new(checkRequest)
			return in
		})
		if got == nil || got.Version.Namespace() == "" {
			t.Fatalf("no version to answer in: %+v", got)
		}
		if err != nil {
			return
		}
		_ = verifier.Verify(got.Token)
		if got.Element == "CheckRequest" && in.Person == nil {
			t.Fatalf("checked, but decoded as %+v", in)
		}
	})
}
