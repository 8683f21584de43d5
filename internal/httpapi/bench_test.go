package httpapi

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkQuestion reads a question: the strict pass, the decoder, the value types.
func BenchmarkQuestion(b *testing.B) {
	c, checker := newContract(), newChecker(64<<10)
	for name, body := range map[string][]byte{"usual": usual(b), "full": full} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				document, err := checker.Check(body)
				if err == nil {
					_, err = c.query(document)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkExplain says what is wrong with a question.
func BenchmarkExplain(b *testing.B) {
	c := newContract()
	body := bytes.Replace(full, []byte("990-000-001 53"), []byte("990-000-001 54"), 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.query(body); err == nil {
			b.Fatal("it is right")
		}
	}
}

// BenchmarkServe is the whole way of a request through the front door, without a network and with a lookup that answers
// at once.
func BenchmarkServe(b *testing.B) {
	h := New(Deps{Lookups: all()})
	body := usual(b)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, lookupsPath+"tax/inn", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Prefer", "wait=10")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkAnswer writes the document of an answer with a record.
func BenchmarkAnswer(b *testing.B) {
	t := &testing.T{}
	a := patentHolder(t)
	v := &visit{ResponseWriter: discard{http.Header{}}, server: &server{texts: texts(), deps: Deps{}.orDefaults()}}
	b.ReportAllocs()
	for b.Loop() {
		v.send(http.StatusOK, "application/json", migrationStatus(headOf(v.server.texts, "migration/status", &a), a.Record))
	}
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header       { return d.h }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

func usual(b *testing.B) []byte {
	b.Helper()
	body, _ := theSpec().Paths.get(lookupsPath + "tax/inn")
	return body["post"].RequestBody.Content["application/json"].Examples[0].Value.Value
}
