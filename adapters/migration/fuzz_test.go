package migration

import (
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// fuzz reads any reply as the driver that build gives does, as the answer to the query of its goldens.
func fuzz[Q, A, R any](f *testing.F, lookup string, build func(*Client) (adapters.Spec, *asker[Q, A, R], error)) {
	f.Helper()
	adapterstest.SeedReplies(f, "testdata/"+lookup)
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S", Username: "u", PasswordFile: "f"}, adapters.NewSecret("p"))
	if err != nil {
		f.Fatal(err)
	}
	client.On(f, "2026-11-22")
	spec, asker, err := build(client)
	if err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile("testdata/" + lookup + "/query.json")
	if err != nil {
		f.Fatal(err)
	}
	q, err := adapterstest.ParseQuery(text)
	if err != nil {
		f.Fatal(err)
	}
	asked, err := asker.request(adapterstest.FuzzID, q)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		reply, err := asker.understand(asked, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, spec, reply, err)
	})
}

func FuzzStatusReply(f *testing.F) {
	fuzz(f, "status", func(c *Client) (adapters.Spec, *asker[wire.StatusRequest, wire.StatusResponse, Status], error) {
		d, err := c.Status()
		return d.Spec(), &d.asker, err
	})
}

func FuzzRegistrationReply(f *testing.F) {
	fuzz(f, "registration", func(c *Client) (adapters.Spec, *asker[wire.RegistrationRequest, wire.RegistrationResponse, Registration], error) {
		d, err := c.Registration()
		return d.Spec(), &d.asker, err
	})
}

func FuzzDocumentReply(f *testing.F) {
	fuzz(f, "document", func(c *Client) (adapters.Spec, *asker[wire.DocumentRequest, wire.DocumentResponse, Document], error) {
		d, err := c.Document()
		return d.Spec(), &d.asker, err
	})
}

func FuzzIdentityDocumentReply(f *testing.F) {
	fuzz(f, "identity-document", func(c *Client) (adapters.Spec, *asker[wire.IdentityDocumentRequest, wire.IdentityDocumentResponse, IdentityDocument], error) {
		d, err := c.IdentityDocument()
		return d.Spec(), &d.asker, err
	})
}
