package mvd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// FuzzCriminalRecordReply reads any reply as the driver does, to a question and to a poll. Clear comes of an explicit noRecords only.
func FuzzCriminalRecordReply(f *testing.F) {
	adapterstest.SeedReplies(f, "testdata/criminal-record")
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S", KeyFile: "f"}, adapters.NewSecret("key"))
	if err != nil {
		f.Fatal(err)
	}
	driver := client.CriminalRecord()
	text, err := os.ReadFile("testdata/criminal-record/query.json")
	if err != nil {
		f.Fatal(err)
	}
	q, err := adapterstest.ParseQuery(text)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, ticket := range []adapters.Ticket{"", "T-77"} {
			a := asking{id: adapterstest.FuzzID, subject: q.Subject.Stated(), ticket: ticket}
			reply, err := driver.understand(a, adapters.Response{Status: status, Header: http.Header{}, Body: body})
			adapterstest.Sound(t, driver.Spec(), reply, err)
			if reply.Outcome == adapters.Clear && !saysNoRecords(body) {
				t.Error("clear, and the registry has not said so")
			}
		}
	})
}

// saysNoRecords reads the reply by another decoder than the driver's.
func saysNoRecords(body []byte) bool {
	var reply struct {
		Answer map[string]json.RawMessage `json:"answer"`
	}
	err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &reply)
	return err == nil && reply.Answer["noRecords"] != nil
}
