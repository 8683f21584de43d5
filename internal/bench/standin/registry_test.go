package standin_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/internal/bench/standin"
	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/wsdl"
)

const (
	statusQuestion = `<e><statusRequest xmlns="urn://mvd/gismu/foreign-citizen/1.0.0"><requestId>r-1</requestId><itSystem>S</itSystem>` +
		`<personInfo><lastName>Каримов</lastName><birthDate>1991-04-17</birthDate><citizenship>UZB</citizenship></personInfo><document>` +
		`<nationalPassport><issuerCountry>UZB</issuerCountry><number>1234567</number></nationalPassport></document></statusRequest></e>`
	checkQuestion = `<e><SnilsValidationRequest xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RequestId>r-1</RequestId>` +
		`<SystemId>S</SystemId><FamilyName>Каримов</FamilyName><Snils>16011243600</Snils><Gender>Male</Gender>` +
		`<BirthDate>1991-04-17</BirthDate></SnilsValidationRequest></e>`
)

// client keeps its connections for one test only.
func client(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func listen(t *testing.T) *standin.Registry {
	t.Helper()
	r, err := standin.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func post(ctx context.Context, t *testing.T, c *http.Client, url, question string) (status int, body string, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(question))
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// TestRepliesFollowTheContracts holds what the figures are taken against to what a registry may answer.
func TestRepliesFollowTheContracts(t *testing.T) {
	registry, c := listen(t), client(t)
	for _, test := range []struct{ path, contract, question string }{
		{"/migration", "migration", statusQuestion}, {"/pension", "pension", checkQuestion},
	} {
		contract, err := soap.Compile(wsdl.FS(), test.contract+"/"+test.contract+".wsdl")
		if err != nil {
			t.Fatal(err)
		}
		status, body, err := post(t.Context(), t, c, registry.URL()+test.path, test.question)
		if err != nil || status != http.StatusOK {
			t.Fatalf("%s: status %d, %v", test.path, status, err)
		}
		_, element, _ := strings.Cut(body, ":Body>")
		element, _, _ = strings.Cut(element, "</soapenv:Body>")
		element, _, _ = strings.Cut(element, "</env:Body>")
		if err := contract.Check([]byte(element)); err != nil || !strings.Contains(element, "r-1") {
			t.Errorf("%s: %v\n%s", test.path, err, element)
		}
	}
	if n := registry.Exchanges(); n != 2 {
		t.Errorf("%d exchanges were counted", n)
	}
}

func TestFlapFailsEverySecondExchange(t *testing.T) {
	registry, c := listen(t), client(t)
	for i, want := range []int{http.StatusServiceUnavailable, http.StatusOK, http.StatusServiceUnavailable, http.StatusOK} {
		if status, _, err := post(t.Context(), t, c, registry.URL()+"/pension/flap", checkQuestion); err != nil || status != want {
			t.Errorf("exchange %d: status %d, %v", i+1, status, err)
		}
	}
	if _, body, err := post(t.Context(), t, c, registry.URL()+"/exchanges", ""); err != nil || body != "4" {
		t.Errorf("exchanges: %q, %v", body, err)
	}
}

// TestHangEndsWithTheRegistryOnly asks the one that never answers, and closes it; nothing is left behind.
func TestHangEndsWithTheRegistryOnly(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	registry, err := standin.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	answered := make(chan error, 1)
	go func() {
		_, _, err := post(t.Context(), t, &http.Client{Transport: transport}, registry.URL()+"/migration/hang", statusQuestion)
		answered <- err
	}()
	for registry.Exchanges() == 0 {
		select {
		case err := <-answered:
			t.Fatalf("it came back: %v", err)
		default:
		}
	}
	registry.Close()
	if err := <-answered; err == nil {
		t.Error("it was answered")
	}
}

func TestWhatIsNoQuestionIsCutOff(t *testing.T) {
	registry, c := listen(t), client(t)
	for _, test := range []struct{ path, question string }{
		{"/tax", checkQuestion}, {"/pension", statusQuestion}, {"/pension", strings.Repeat("x", 65<<10)},
	} {
		if status, _, err := post(t.Context(), t, c, registry.URL()+test.path, test.question); err == nil {
			t.Errorf("%s: status %d", test.path, status)
		}
	}
}
