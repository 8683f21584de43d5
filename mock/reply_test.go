package mock

import (
	"flag"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/openapi"
	"github.com/sverka/sverka/wsdl"
)

var update = flag.Bool("update", false, "write the goldens of testdata/replies")

// payload returns the child of Body.
func payload(t testing.TB, body string) string {
	t.Helper()
	_, rest, ok1 := strings.Cut(body, "<soap:Body>")
	inside, _, ok2 := strings.Cut(rest, "</soap:Body>")
	if !ok1 || !ok2 {
		t.Fatalf("no envelope: %s", body)
	}
	return strings.TrimSpace(inside)
}

// checkReply holds a reply to the contract, and to nothing that the mock made it with.
func checkReply(t testing.TB, name, path string, r reply) {
	t.Helper()
	registry, _ := registryOf(name)
	if registry == "migration" || registry == "pension" {
		contract, err := soap.Compile(wsdl.FS(), registry+"/"+registry+".wsdl")
		if err != nil {
			t.Fatal(err)
		}
		if err := contract.Check([]byte(payload(t, r.body))); err != nil {
			t.Errorf("%s: %v\n%s", name, err, r.body)
		}
		return
	}
	text, err := fs.ReadFile(wsdl.FS(), registry+"/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if text, err = yaml.YAMLToJSON(text); err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	schema, ok := contract.Reply(path, r.status)
	if !ok {
		t.Errorf("%s: the contract has no status %d", name, r.status)
		return
	}
	if err := schema.Check([]byte(r.body)); err != nil {
		t.Errorf("%s: %v\n%s", name, err, r.body)
	}
}

// golden holds a reply to testdata/replies. Its files of SOAP are named <schema>-<who>.xml, as those of wsdl are, so that xmllint
// can be the referee: see make mock-check.
func golden(t testing.TB, file, text string) {
	t.Helper()
	path := filepath.Join("testdata", "replies", file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != text+"\n" {
		t.Errorf("%s: got\n%s\nwant\n%s", file, text, want)
	}
}

// What the registries answer about each persona is what the contracts say, and what the goldens say.
func TestEveryReplyKeepsToItsContract(t *testing.T) {
	s, clock := started(t)
	for _, p := range people(t) {
		for name, l := range p.Lookups {
			if l.Fault != "" || l.Expect.Kind != "" {
				continue
			}
			q, err := p.query(name)
			if err != nil {
				t.Fatal(err)
			}
			r := ask(t, s, clock.now(), name, q.Subject)
			if all, _ := s.Journal(); all[len(all)-1].Violation != "" {
				t.Errorf("%s %s: the question breaks the contract: %s", p.ID, name, all[len(all)-1].Violation)
			}
			switch name {
			case lookupStatus, lookupRegistration, lookupDocument, lookupIdentityDocument:
				checkReply(t, name, "", r)
				golden(t, name+"-"+p.ID+".xml", payload(t, r.body))
			case lookupSNILS:
				checkReply(t, name, "", r)
				golden(t, "pension/snils-validation-"+p.ID+".xml", payload(t, r.body))
			case lookupSNILSFind:
				checkFound(t, l, name, "pension/snils-by-additional-data-"+p.ID+".xml", r)
			case lookupPayments:
				checkFound(t, l, name, "pension/payments-"+p.ID+".xml", r)
			case lookupINN:
				checkReply(t, name, "/inn/search", r)
				golden(t, "tax/inn-"+p.ID+".json", strings.TrimSpace(r.body))
			case lookupTaxpayer:
				checkReply(t, name, "/taxpayer/search", r)
				golden(t, "tax/taxpayer-"+p.ID+".json", strings.TrimSpace(r.body))
			case lookupObligations:
				checkReply(t, name, "/obligations/search", r)
				golden(t, "tax/obligations-"+p.ID+".json", strings.TrimSpace(r.body))
			case lookupRestrictions:
				checkReply(t, name, "/restrictions/search", r)
				golden(t, "mvd/restrictions-"+p.ID+".json", strings.TrimSpace(r.body))
			default:
				checkReply(t, name, "/criminal-record/request", r)
				checkRecord(t, s, clock, p.ID, r)
			}
		}
	}
}

// checkFound holds a reply of pension to its golden; that nobody was found comes as a fault, of which there is a golden besides.
func checkFound(t *testing.T, l lookup, name, file string, r reply) {
	t.Helper()
	if l.Expect.Outcome == "not_found" {
		if r.status != http.StatusInternalServerError || !strings.Contains(r.body, "<RejectionReasonCode>NO_DATA<") {
			t.Errorf("%s: %d %s", file, r.status, r.body)
		}
		return
	}
	checkReply(t, name, "", r)
	golden(t, file, payload(t, r.body))
}

// checkRecord waits for the answer of mvd, by the registry's clock.
func checkRecord(t *testing.T, s *Server, clock *watch, id string, taken reply) {
	t.Helper()
	before := clock.passed.Load()
	defer clock.passed.Store(before)
	clock.pass(time.Second)
	if id == "two-days" {
		clock.pass(48 * time.Hour)
	}
	r := poll(t, s, member(t, taken, "ticket"))
	if r.status != http.StatusOK || member(t, r, "status") != "ready" {
		t.Errorf("%s: %d %s", id, r.status, r.body)
		return
	}
	checkReply(t, lookupCriminal, "/criminal-record/result", r)
	golden(t, "mvd/criminal-record-"+id+".json", strings.TrimSpace(r.body))
}

// What is printed is escaped, whoever wrote the template.
func TestTemplatesEscapeEveryValue(t *testing.T) {
	s, clock := started(t)
	evil := stated(t, "patent-worker", lookupStatus)
	evil.Documents = slices.Clone(evil.Documents)
	evil.FamilyName, evil.Documents[0].Number = `</lastName>&"'<x>`, `1]]>`
	r := ask(t, s, clock.now(), lookupStatus, evil)
	checkReply(t, lookupStatus, "", r)
	if !strings.Contains(r.body, "&lt;/lastName&gt;&amp;") {
		t.Errorf("not escaped: %s", r.body)
	}
	evil = stated(t, "patent-worker", lookupINN)
	evil.FamilyName = "\"},\u2028\n\\ <"
	r = ask(t, s, clock.now(), lookupINN, evil)
	checkReply(t, lookupINN, "/inn/search", r)
}

func TestEveryFaultDetailKeepsToItsContract(t *testing.T) {
	m, err := New(Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	mig, _ := m.registries["migration"]().(*migration)
	pen, _ := m.registries["pension"]().(*pension)
	for registry, shape := range map[string]interface{ check(string) error }{"migration": checkerOf(t, "migration"), "pension": checkerOf(t, "pension")} {
		documents := mig.refusals()
		if registry == "pension" {
			documents = new(searchRequest).shape(pen).Documents
		}
		for _, d := range documents {
			if err := shape.check(d.Body); err != nil {
				t.Errorf("%s %s %s: %v\n%s", registry, d.Refusal, d.Name, err, d.Body)
			}
			name := strings.Trim(string(d.Refusal)+"-"+d.Name, "-")
			golden(t, registry+"/faults-"+name+".xml", strings.TrimSpace(d.Body))
		}
	}
}

type checker struct{ contract *soap.Contract }

func (c checker) check(element string) error { return c.contract.Check([]byte(element)) }

func checkerOf(t *testing.T, registry string) checker {
	t.Helper()
	contract, err := soap.Compile(wsdl.FS(), registry+"/"+registry+".wsdl")
	if err != nil {
		t.Fatal(err)
	}
	return checker{contract}
}
