package client

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

const (
	someID  = "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7"
	otherID = "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e8"
)

// withCode puts a code of the catalogue where a document has $CODE.
func withCode(document string) string {
	return strings.ReplaceAll(document, "$CODE", string(api.MessageCode("").AllValues()[0]))
}

const (
	someAnswer = `{"lookup":"tax/inn","lookup_id":"` + someID + `","outcome":"mismatch","message":{"code":"$CODE","ru":"а","en":"b"},"action":"none",` +
		`"source":{"registry":"tax","answered_at":"2026-11-22T09:14:03Z","cached":false,"attempts":1}}`
	somePending = `{"lookup_id":"` + someID + `","lookup":"tax/inn","outcome":"pending","retry_after":60,"message":{"code":"$CODE","ru":"а","en":"b"},"action":"wait"}`
	someProblem = `{"type":"/docs#unavailable","title":"t","status":503,"kind":"unavailable","reason":"status","origin":"registry","lookup":"tax/inn",` +
		`"lookup_id":"` + someID + `","retryable":true,"retry_after":2,"message":{"code":"$CODE","ru":"а","en":"b"},"action":"wait"}`
)

const somePlan = `{"lookup":"tax/inn","ready":false,"serves_purpose":true,"lacks":[{"pointer":"/subject/snils","code":"required","detail":"d"}],` +
	`"takes":"seconds","cost":[{"operation":"inn","at_least":1,"at_most":3}],"quotas":[]}`

// response is a response with the document, $CODE replaced.
func response(status int, document string, headers ...string) adapters.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	if status >= http.StatusBadRequest {
		h.Set("Content-Type", "application/problem+json")
	}
	if status == http.StatusAccepted {
		h.Set("Location", lookupsPath+someID)
		h.Set("Retry-After", "60")
	}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return adapters.Response{Status: status, Header: h, Body: []byte(withCode(document))}
}

func TestRepliesOfTheAPI(t *testing.T) {
	for _, r := range []adapters.Response{response(200, someAnswer), response(202, somePending), response(503, someProblem)} {
		for _, asked := range []string{"tax/inn", ""} {
			for _, id := range []string{someID, ""} {
				if got, err := readReply(r, expected{lookup: asked, id: id}); err != nil || got.lookup != "tax/inn" || got.lookupID != someID {
					t.Errorf("%d: %+v, %v", r.Status, got, err)
				}
			}
		}
	}
}

// What is not the API's, or not to this question, is not shown, and no error quotes it.
func TestRepliesThatAreNotTheAPIs(t *testing.T) {
	with := func(document, before, after string) string { return strings.Replace(document, before, after, 1) }
	for _, c := range []struct {
		name     string
		response adapters.Response
		says     string
		plan     bool
	}{
		{"a page", response(200, "<html>КАНАРЕЙКИН</html>", "Content-Type", "text/html"), "status 200 with something other than application/json", false},
		{"no type", response(200, someAnswer, "Content-Type", ""), "something other than", false},
		{"a problem's type with an answer", response(200, someAnswer, "Content-Type", "application/problem+json"), "something other than", false},
		{"an answer's type with a problem", response(503, someProblem, "Content-Type", "application/json"), "something other than", false},
		{"not JSON", response(200, "КАНАРЕЙКИН"), "JSON syntax", false},
		{"nothing", response(200, ""), "JSON truncated", false},
		{"two documents", response(200, someAnswer+someAnswer), "JSON trailing", false},
		{"a member twice", response(200, with(someAnswer, `"outcome"`, `"outcome":"match","outcome"`)), "JSON duplicate_key", false},
		{"another type", response(200, `["КАНАРЕЙКИН"]`), "not an answer", false},
		{"no outcome", response(200, with(someAnswer, `"outcome":"mismatch",`, "")), "not an answer", false},
		{"an outcome that is none", response(200, with(someAnswer, "mismatch", "КАНАРЕЙКИН")), "not an answer", false},
		{"pending with 200", response(200, with(someAnswer, "mismatch", "pending")), "none yet", false},
		{"an answer with 202", response(202, someAnswer), "not a pending answer", false},
		{"pending elsewhere", response(202, somePending, "Location", "https://elsewhere.example"+lookupsPath+someID), "Location", false},
		{"pending by another id", response(202, somePending, "Location", lookupsPath+otherID), "Location", false},
		{"pending for another time", response(202, somePending, "Retry-After", "1"), "Retry-After", false},
		{"a problem of another status", response(500, someProblem), "another status than 500", false},
		{"a problem without a kind", response(503, with(someProblem, `"kind":"unavailable",`, "")), "not a problem", false},
		{"no content", response(204, someAnswer), "status 204", false},
		{"another lookup", response(200, with(someAnswer, "tax/inn", "pension/snils-check")), "another lookup", false},
		{"a problem of another lookup", response(503, with(someProblem, "tax/inn", "pension/snils-check")), "another lookup", false},
		{"another id", response(200, with(someAnswer, someID, otherID)), "another lookup_id", false},
		{"a problem of another id", response(503, with(someProblem, someID, otherID)), "another lookup_id", false},
		{"an answer for a plan", response(200, someAnswer), "not a plan", true},
		{"pending for a plan", response(202, somePending), "status 202", true},
		{"a plan of another lookup", response(200, with(somePlan, "tax/inn", "pension/snils-check")), "another lookup", true},
		{"a plan for an answer", response(200, somePlan), "not an answer", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readReply(c.response, expected{"tax/inn", someID, c.plan})
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "КАНАРЕЙКИН") {
				t.Errorf("got %v, want %s", err, c.says)
			}
		})
	}
}

func TestAProblemMayNameNoLookup(t *testing.T) {
	document := strings.Replace(someProblem, `"lookup":"tax/inn","lookup_id":"`+someID+`",`, "", 1)
	if r, err := readReply(response(503, document), expected{lookup: "tax/inn", id: someID}); err != nil || r.lookup != "" || r.lookupID != "" {
		t.Errorf("%+v, %v", r, err)
	}
}

// Whatever comes, it is refused or can be shown: all of its leaves, nothing that steers a terminal.
func FuzzReply(f *testing.F) {
	f.Add(200, withCode(someAnswer), false)
	f.Add(202, withCode(somePending), false)
	f.Add(503, withCode(someProblem), true)
	f.Add(200, somePlan, true)
	f.Add(200, withCode(strings.Replace(someAnswer, `"action"`, `"later":{"a\u001b[0m":["\u202e",{},[],null,1e9]},"action"`, 1)), false)
	f.Fuzz(func(t *testing.T, status int, document string, plan bool) {
		r, err := readReply(response(status, document), expected{plan: plan})
		if err != nil {
			return
		}
		if (r.pending != nil) != (status == 202) || (r.problem != nil) != (status >= 400) || (r.plan != nil) != (plan && status == 200) {
			t.Errorf("status %d: %+v", status, r)
		}
		text := r.text(question{}.withhold)
		if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
			t.Errorf("it steers the terminal: %q", text)
		}
		var tree any
		if err := json.Unmarshal(r.document, &tree); err != nil {
			t.Fatal(err)
		}
		if got, want := len(leaves(r.document)), count(tree); got != want {
			t.Errorf("%d leaves, want %d", got, want)
		}
	})
}

// count counts the leaves of a decoded document.
func count(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for _, inner := range v {
			n += count(inner)
		}
	case []any:
		for _, inner := range v {
			n += count(inner)
		}
	}
	return max(n, 1)
}
