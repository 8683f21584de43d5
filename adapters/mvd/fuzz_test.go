package mvd

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// fuzzed is a client, and the stated person of a lookup's query.
func fuzzed(f *testing.F, lookup string) (*Client, adapters.Query) {
	f.Helper()
	adapterstest.SeedReplies(f, "testdata/"+lookup)
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S", KeyFile: "f"}, adapters.NewSecret("key"))
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
	return client, q
}

// FuzzCriminalRecordReply reads any reply as the driver does, to a question and to a poll. Clear comes of an explicit noRecords only.
func FuzzCriminalRecordReply(f *testing.F) {
	client, q := fuzzed(f, "criminal-record")
	driver := client.CriminalRecord()
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, ticket := range []adapters.Ticket{"", "T-77"} {
			a := criminalRecordAsking(q, ticket)
			a.id = adapterstest.FuzzID
			reply, err := driver.understand(a, adapters.Response{Status: status, Header: http.Header{}, Body: body})
			adapterstest.Sound(t, driver.Spec(), reply, err)
			if reply.Outcome == adapters.Clear && !saysNoRecords(body) {
				t.Error("clear, and the registry has not said so")
			}
		}
	})
}

// FuzzRestrictionsReply reads any reply as the driver does. Clear comes of two lists that were searched and hold nothing; listed of an
// entry with the number of the document that is stated.
func FuzzRestrictionsReply(f *testing.F) {
	client, q := fuzzed(f, "restrictions")
	driver := client.Restrictions()
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		s := q.Subject.Stated()
		a := asking{id: adapterstest.FuzzID, subject: s, person: wirePerson(s)}
		reply, err := driver.understand(a, adapters.Response{Status: status, Header: http.Header{}, Body: body})
		adapterstest.Sound(t, driver.Spec(), reply, err)
		lists, numbers := searched(body)
		if reply.Outcome == adapters.Clear && !slices.Equal(lists, []string{"NO_RECORDS", "NO_RECORDS"}) {
			t.Error("clear, and the registry has not said so of both lists")
		}
		if (reply.Outcome == adapters.Listed || reply.Record != nil && len(reply.Record.Entries) > 0) && !strings.Contains(numbers, "1234567") {
			t.Error("an entry is his, and bears another document")
		}
	})
}

// searched reads the results of the two lists, and all numbers of documents in them, by another decoder than the driver's.
func searched(body []byte) (results []string, numbers string) {
	type list struct {
		Result string `json:"result"`
		Entry  []struct {
			Document []struct {
				Series string `json:"series"`
				Number string `json:"number"`
			} `json:"document"`
		} `json:"entry"`
	}
	var reply struct {
		ControlledPersons *list `json:"controlledPersons"`
		EntryBan          *list `json:"entryBan"`
	}
	if json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &reply) != nil {
		return nil, ""
	}
	for _, l := range []*list{reply.ControlledPersons, reply.EntryBan} {
		if l == nil {
			continue
		}
		results = append(results, l.Result)
		for _, e := range l.Entry {
			for _, d := range e.Document {
				numbers += d.Series + d.Number + " "
			}
		}
	}
	return results, numbers
}

// saysNoRecords reads the reply by another decoder than the driver's.
func saysNoRecords(body []byte) bool {
	var reply struct {
		Answer map[string]json.RawMessage `json:"answer"`
	}
	err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &reply)
	return err == nil && reply.Answer["noRecords"] != nil
}
