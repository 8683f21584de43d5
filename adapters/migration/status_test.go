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

func newStatus(t testing.TB, baseURL string) adapters.Driver[migration.Status] {
	t.Helper()
	config := migration.Config{SystemID: "SVERKA01", Username: "sverka", PasswordFile: "password"}
	client, err := migration.NewClient(baseURL, config, adapters.NewSecret("пароль"))
	if err != nil {
		t.Fatal(err)
	}
	driver, err := client.Status()
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

func status(t testing.TB) adapterstest.Room[migration.Status] {
	t.Helper()
	query, err := os.ReadFile("testdata/status/query.json")
	if err != nil {
		t.Fatal(err)
	}
	once := regexp.MustCompile(`(<wsse:Password [^>]*>|<wsse:Nonce [^>]*>|<wsu:Created>)[^<]*`)
	return adapterstest.Room[migration.Status]{
		Query: string(query),
		New:   newStatus,
		Mask:  func(request string) string { return once.ReplaceAllString(request, "$1*") },
	}
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
		request, err := receiver.Read(r.Header, body)
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
	driver, x := newStatus(t, server.URL), adapterstest.NewExchanger(t, server.URL)
	for range 2 { // the second would fail if nonce or time were made once
		if _, err := driver.Fetch(t.Context(), q, x); err == nil {
			t.Error("status 503 was accepted")
		}
		if err := <-verdicts; err != nil {
			t.Errorf("the registry refuses the token: %v", err)
		}
	}
}
