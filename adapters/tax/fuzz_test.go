package tax

import (
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

func fuzzClient(f *testing.F) *Client {
	f.Helper()
	client, err := NewClient("http://127.0.0.1", Config{
		SystemID: "S", Organisation: Organisation{Name: "Сверка", INN: "7700000016", OGRN: "1027700000017"}, MasterTokenFile: "f",
	}, adapters.NewSecret("master"))
	if err != nil {
		f.Fatal(err)
	}
	return client
}

// FuzzINNReply reads any reply as the driver does.
func FuzzINNReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/inn")
	driver := fuzzClient(f).INN()
	text, err := os.ReadFile("testdata/inn/query.json")
	if err != nil {
		f.Fatal(err)
	}
	q, err := adapterstest.ParseQuery(text)
	if err != nil {
		f.Fatal(err)
	}
	subject := q.Subject.Stated()
	asked, err := driver.client.search(adapterstest.FuzzID, subject)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(asked, subject, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
	})
}

// FuzzTokenReply reads any reply to the request for a token. What it accepts can stand in a header.
func FuzzTokenReply(f *testing.F) {
	f.Add(http.StatusOK, []byte(`{"token":"tok-1","expireTime":"2099-01-01T00:00:00Z"}`))
	f.Add(http.StatusUnauthorized, []byte(`{"code":"token.expired","message":""}`))
	client := fuzzClient(f)
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		var got wire.TokenReply
		err := client.read(adapters.Response{Status: status, Header: http.Header{}, Body: body}, &got)
		if err != nil {
			adapterstest.Sound(t, adapters.Spec{}, adapters.Reply[INN]{}, err)
			return
		}
		for _, r := range got.Token {
			if r <= ' ' || r > '~' {
				t.Errorf("a token with %U", r)
			}
		}
	})
}
