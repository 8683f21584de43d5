package soap

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestReceiverReadsWhatAnOperationWrites(t *testing.T) {
	for _, v := range []Version{V11, V12} {
		o := checkOperation(t, v)
		token, err := NewUsernameToken("gateway", "s3cret&<", nil)
		if err != nil {
			t.Fatal(err)
		}
		r := ask(t, o, token)
		receiver := Receiver{Contract: testContract(t)}
		var in checkRequest
		got, err := receiver.Read(r.Header, []byte(bodyOf(t, r)), func(string) any { return &in })
		if err != nil {
			t.Fatalf("%v: %v", v, err)
		}
		if got.Version != v || got.Action != "urn:check" || got.Element != "CheckRequest" {
			t.Errorf("%v: got %+v", v, got)
		}
		if in.Snils != "12345678901" || in.Person.FirstName != "Азиз" {
			t.Errorf("%v: decoded %+v", v, in)
		}
		verifier := NewVerifier(func(user string) (string, bool) { return "s3cret&<", user == "gateway" }, 0, nil)
		if err := verifier.Verify(got.Token); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
}

func TestReceiverNamesElementAndPlaceOfAViolation(t *testing.T) {
	receiver := Receiver{Contract: testContract(t)}
	r := ask(t, checkOperation(t, V12))
	body := replaceOnce(t, bodyOf(t, r), "<Snils>12345678901</Snils>", "<Snils>123</Snils>")
	got, err := receiver.Read(r.Header, []byte(body), nil)
	e := wantCode(t, err, CodeContract)
	if e.Rule != RulePattern || e.Path != "CheckRequest/Snils" || e.Value != "123" || e.Class() != ClassSender {
		t.Errorf("got %+v", e)
	}
	if got == nil || got.Version != V12 || got.Element != "CheckRequest" {
		t.Errorf("the request beside the error: %+v", got)
	}
}

func TestReceiverAnswersInTheVersionOfWhatItCouldNotRead(t *testing.T) {
	receiver := Receiver{Contract: testContract(t)}
	for _, test := range []struct {
		name, contentType, body string
		version                 Version
		class                   Class
	}{
		{"no XML in 1.2", "application/soap+xml", "{}", V12, ClassSender},
		{"no XML in 1.1", "text/xml", "{}", V11, ClassSender},
		{"an unknown version", "text/xml", `<Envelope xmlns="urn:soap2"/>`, V11, ClassVersionMismatch},
		{"an unknown element", "text/xml", string(wrap(t, V12, `<Other xmlns="urn:x"/>`)), V12, ClassSender},
		{
			"a mandatory header", "text/xml", `<e:Envelope xmlns:e="` + namespace11 + `"><e:Header><x e:mustUnderstand="1"/></e:Header></e:Envelope>`,
			V11, ClassMustUnderstand,
		},
	} {
		got, err := receiver.Read(contentType(test.contentType), []byte(test.body), nil)
		var e *Error
		if !errors.As(err, &e) || e.Class() != test.class || got.Version != test.version || got.Element != "" {
			t.Errorf("%s: got %+v, %v", test.name, got, err)
		}
	}
}

func TestVerifier(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	receiver := Receiver{Contract: testContract(t)}
	present := func(user, password string, at time.Time) *PresentedToken {
		token, err := NewUsernameToken(user, password, func() time.Time { return at })
		if err != nil {
			t.Fatal(err)
		}
		r := ask(t, checkOperation(t, V11), token)
		got, err := receiver.Read(r.Header, []byte(bodyOf(t, r)), nil)
		if err != nil {
			t.Fatal(err)
		}
		return got.Token
	}
	good := present("gateway", "pw", now)
	text := *good
	text.IsDigest = false
	broken := *good
	broken.Nonce = "%%"
	v := NewVerifier(func(user string) (string, bool) { return "pw", user == "gateway" }, time.Minute, clock)
	for _, test := range []struct {
		name  string
		token *PresentedToken
		want  error
	}{
		{"none", nil, SecurityInvalid},
		{"not a digest", &text, SecurityUnsupported},
		{"unreadable", &broken, SecurityInvalid},
		{"wrong password", present("gateway", "other", now), SecurityFailed},
		{"unknown user", present("stranger", "pw", now), SecurityFailed},
		{"stale", present("gateway", "pw", now.Add(-61*time.Second)), SecurityExpired},
		{"of the future", present("gateway", "pw", now.Add(61*time.Second)), SecurityExpired},
		{"good", good, nil},
		{"replayed", good, SecurityFailed},
		{"another", present("gateway", "pw", now.Add(-59*time.Second)), nil},
	} {
		if err := v.Verify(test.token); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
}

func TestFaultAnswersAreReadBack(t *testing.T) {
	detail := []byte(`<RequestRejected xmlns="urn:test:registry:1.0"><Code>NO_DATA</Code><Text>Не найдены данные</Text></RequestRejected>`)
	for _, test := range []struct {
		name   string
		answer FaultAnswer
		status int
	}{
		{"1.1", FaultAnswer{Version: V11, Class: ClassSender}, http.StatusInternalServerError},
		{"1.2", FaultAnswer{Version: V12, Class: ClassSender}, http.StatusBadRequest},
		{"1.2 receiver", FaultAnswer{Version: V12, Class: ClassReceiver}, http.StatusInternalServerError},
		{"mixed", FaultAnswer{Mixed: true, Class: ClassReceiver}, http.StatusBadRequest},
	} {
		test.answer.Reason, test.answer.Detail = "Ошибка <&>", detail
		a := test.answer.Answer()
		_, err := checkOperation(t, V11).Reply(a.Status, contentType(a.ContentType), a.Body)
		var f *Fault
		if !errors.As(err, &f) {
			t.Fatalf("%s: got %v", test.name, err)
		}
		if a.Status != test.status || f.Status != test.status || f.Class != test.answer.Class || f.Reason != "Ошибка <&>" {
			t.Errorf("%s: got %d, %+v", test.name, a.Status, f)
		}
		var rejected requestRejected
		if d := f.Detail("RequestRejected"); d == nil {
			t.Errorf("%s: no detail in %+v", test.name, f)
		} else if err := d.Decode(&rejected); err != nil || rejected.Code != "NO_DATA" || rejected.Text != "Не найдены данные" {
			t.Errorf("%s: got %+v, %v", test.name, rejected, err)
		}
	}
}
