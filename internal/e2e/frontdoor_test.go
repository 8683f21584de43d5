package e2e_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// Bad input of any kind gets a problem document with a clear sentence and a 4xx, and never what was given.
func TestBadInputGetsAClearSentence(t *testing.T) {
	w := newWorld(t)
	good := string(w.query(t, known, "pension/snils-check"))
	alter := func(change func(map[string]any)) []byte {
		var doc map[string]any
		if err := json.Unmarshal([]byte(good), &doc); err != nil {
			t.Fatal(err)
		}
		change(doc)
		out, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	subject := func(key string, v any) []byte {
		return alter(func(d map[string]any) { d["subject"].(map[string]any)[key] = v })
	}
	for _, tc := range []struct {
		name, pointer string
		body          []byte
		status        int
	}{
		{"nothing", "", nil, 400},
		{"not JSON", "", []byte("subject=КАНАРЕЙКА"), 400},
		{"a list", "", []byte(`["КАНАРЕЙКА"]`), 422},
		{"doubled key", "", []byte(strings.Replace(good, `"purpose"`, `"purpose": "complaint", "purpose"`, 1)), 400},
		{"too long", "", []byte(`"` + strings.Repeat("x", 100<<10) + `"`), 413},
		{"too deep", "", []byte(strings.Repeat("[", 5000)), 400},
		{"bad UTF-8", "", []byte("{\"subject\": {\"family_name\": \"\xff\"}}"), 400},
		{"unknown member", "/subject/famliy_name", subject("famliy_name", "КАНАРЕЙКА"), 422},
		{"a number for a name", "/subject/family_name", subject("family_name", 7), 422},
		{"a Latin name in Cyrillic's place", "/subject/family_name", subject("family_name", "CANARY"), 422},
		{"an initial for a name", "/subject/given_name", subject("given_name", "М."), 422},
		{"a date that is none", "/subject/birth_date", subject("birth_date", "1991-02-30"), 422},
		{"a SNILS mistyped", "/subject/snils", subject("snils", "112-233-445 96"), 422},
		{"no SNILS", "/subject/snils", alter(func(d map[string]any) { delete(d["subject"].(map[string]any), "snils") }), 422},
		{"no purpose", "/purpose", alter(func(d map[string]any) { delete(d, "purpose") }), 422},
		{"a purpose that is none", "/purpose", alter(func(d map[string]any) { d["purpose"] = "КАНАРЕЙКА" }), 422},
		{"a case that could be a name", "/case_id", alter(func(d map[string]any) { d["case_id"] = "КАНАРЕЙКА" }), 422},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := w.ask(t, "pension/snils-check", tc.body, "Content-Type", "application/json")
			if r.status != tc.status || r.doc.Kind != "invalid" || r.doc.Title == "" {
				t.Fatalf("got %d %s, want %d", r.status, r.body, tc.status)
			}
			if ct := r.header.Get("Content-Type"); ct != "application/problem+json" {
				t.Errorf("Content-Type %s", ct)
			}
			if tc.pointer != "" && (len(r.doc.Errors) != 1 || r.doc.Errors[0].Pointer != tc.pointer || r.doc.Errors[0].Detail == "") {
				t.Errorf("errors %+v, want one at %s with a sentence", r.doc.Errors, tc.pointer)
			}
			for _, given := range []string{"КАНАРЕЙКА", "CANARY", "445 96", "02-30"} {
				if bytes.Contains(r.body, []byte(given)) || strings.Contains(w.log.String(), given) {
					t.Errorf("what was given comes back, in the answer or the log: %s", r.body)
				}
			}
		})
	}
}

func TestWhatIsNotServedIsAProblemToo(t *testing.T) {
	w := newWorld(t)
	for _, tc := range []struct {
		method, path string
		status       int
	}{
		{"POST", "/v1/lookups/pension/pensions", 404},
		{"POST", "/v1/lookups/census/everybody", 404},
		{"GET", "/", 404},
		{"GET", "/metrics", 404}, // another listener's
		{"PUT", "/v1/lookups/pension/snils-check", 405},
		{"GET", "/v1/lookups/pension/snils-check", 405},
		{"POST", "/openapi.yaml", 405},
	} {
		r := do(t, tc.method, w.APIURL()+tc.path, nil)
		if r.status != tc.status || r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s, want a problem document with %d", tc.method, tc.path, r.status, r.header.Get("Content-Type"), tc.status)
		}
		if r.status == http.StatusMethodNotAllowed && r.header.Get("Allow") == "" {
			t.Errorf("%s %s: 405 without Allow", tc.method, tc.path)
		}
	}
	for path, want := range map[string]string{"/openapi.yaml": "yaml", "/docs": "text/html"} {
		r := do(t, "GET", w.APIURL()+path, nil)
		if r.status != 200 || !strings.Contains(r.header.Get("Content-Type"), want) {
			t.Errorf("GET %s: %d %s", path, r.status, r.header.Get("Content-Type"))
		}
	}
}
