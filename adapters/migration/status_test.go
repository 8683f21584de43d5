package migration_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/wsdl"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// today is when all of these tests happen.
const today = "2026-11-22"

// room is what the tests of a lookup share; build is the client's method that gives its driver.
func room[R any, D adapters.Driver[R]](t testing.TB, lookup string, build func(*migration.Client) (D, error)) adapterstest.Room[R] {
	t.Helper()
	query, err := os.ReadFile("testdata/" + lookup + "/query.json")
	if err != nil {
		t.Fatal(err)
	}
	once := regexp.MustCompile(`(<wsse:Password [^>]*>|<wsse:Nonce [^>]*>|<wsu:Created>)[^<]*`)
	return adapterstest.Room[R]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[R] {
			t.Helper()
			config := migration.Config{SystemID: "SVERKA01", Username: "sverka", PasswordFile: "password"}
			client, err := migration.NewClient(baseURL, config, adapters.NewSecret("пароль"))
			if err != nil {
				t.Fatal(err)
			}
			client.On(t, today)
			driver, err := build(client)
			if err != nil {
				t.Fatal(err)
			}
			return driver
		},
		Mask: func(request string) string { return once.ReplaceAllString(request, "$1*") },
	}
}

func status(t testing.TB) adapterstest.Room[migration.Status] {
	return room[migration.Status](t, "status", (*migration.Client).Status)
}

func TestStatusGoldens(t *testing.T) { adapterstest.Goldens(t, "testdata/status", status(t)) }

// The mask of the goldens hides the digest: here a verifier that is no part of the driver takes it.
func TestStatusProvesWhoAsks(t *testing.T) {
	contract, err := soap.Compile(wsdl.FS(), "migration/migration.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	receiver := soap.Receiver{Contract: contract}
	verifier := soap.NewVerifier(func(user string) (string, bool) { return "пароль", user == "sverka" }, 0, nil)
	verdicts := make(chan error, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		request, err := receiver.Read(r.Header, body, nil)
		if err == nil {
			err = verifier.Verify(request.Token)
		}
		verdicts <- err
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	q, err := adapterstest.ParseQuery([]byte(status(t).Query))
	if err != nil {
		t.Fatal(err)
	}
	driver, x := status(t).New(t, server.URL), adapterstest.NewExchanger(t, server.URL)
	for range 2 { // the second would fail if nonce or time were made once
		if _, err := driver.Fetch(t.Context(), q, x); err == nil {
			t.Error("status 503 was accepted")
		}
		if err := <-verdicts; err != nil {
			t.Errorf("the registry refuses the token: %v", err)
		}
	}
}
