package migration

import (
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// FuzzStatusReply reads any reply as the driver does.
func FuzzStatusReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/status")
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S", Username: "u", PasswordFile: "f"}, adapters.NewSecret("p"))
	if err != nil {
		f.Fatal(err)
	}
	driver, err := client.Status()
	if err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile("testdata/status/query.json")
	if err != nil {
		f.Fatal(err)
	}
	q, err := adapterstest.ParseQuery(text)
	if err != nil {
		f.Fatal(err)
	}
	asked, err := driver.request(adapterstest.FuzzID, q)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := driver.understand(asked, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
	})
}
