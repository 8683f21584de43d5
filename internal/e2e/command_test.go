package e2e_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/client"
)

// commanded is what a run of "gateway lookup" came to.
type commanded struct {
	code        int
	out, failed string
}

// command runs "gateway lookup" as from a shell, on the world's gateway.
func (w *world) command(t testing.TB, query []byte, args ...string) commanded {
	t.Helper()
	var out, failed bytes.Buffer
	code := client.Lookup(t.Context(), append([]string{"-url", w.APIURL()}, args...), client.Streams{In: bytes.NewReader(query), Out: &out, Err: &failed})
	return commanded{code, out.String(), failed.String()}
}

// exitOf is the exit code for what the catalogue expects.
func exitOf(e expectation) int {
	switch {
	case e.Outcome == string(adapters.InProgress):
		return client.ExitPending
	case e.Kind == "":
		return client.ExitAnswered
	}
	switch adapters.Kind(e.Kind).Rule().Origin {
	case adapters.OriginCaller:
		return client.ExitCaller
	case adapters.OriginRegistry:
		return client.ExitRegistry
	default:
		return client.ExitGateway
	}
}

// Each outcome, verdict, reason and failure that a persona meets is told by the command, with its exit code, and what
// fails says nothing about the person.
func TestTheCommandTellsWhateverThePersonasMeet(t *testing.T) {
	w := newWorld(t, observing, unlimited, hasty)
	met := make(map[expectation]bool)
	var asking errgroup.Group
	asking.SetLimit(16)
	for _, p := range catalogue(t, w) {
		for lookup, l := range p.Lookups {
			if met[l.Expect] {
				continue
			}
			met[l.Expect] = true
			asking.Go(func() error {
				got := w.command(t, l.Query, "-wait", "5s", lookup)
				if got.code != exitOf(l.Expect) {
					t.Errorf("%s/%s: exit code %d, want %d\n%s%s", p.ID, lookup, got.code, exitOf(l.Expect), got.out, got.failed)
				}
				for _, word := range []string{l.Expect.Outcome, l.Expect.Verdict, l.Expect.Reason, l.Expect.Kind} {
					if first, _, _ := strings.Cut(got.out+got.failed, "\n  message"); !strings.Contains(first, word) {
						t.Errorf("%s/%s: it does not say %s\n%s%s", p.ID, lookup, word, got.out, got.failed)
					}
				}
				for _, secret := range toldIn(t, l.Query) {
					if strings.Contains(got.failed, secret) {
						t.Errorf("%s/%s: it repeats what was stated\n%s", p.ID, lookup, got.failed)
					}
				}
				return nil
			})
		}
	}
	_ = asking.Wait()
	if len(met) < 20 {
		t.Errorf("the personas meet %d things only", len(met))
	}
}

// toldIn returns what a query states that tells who the person is.
func toldIn(t *testing.T, query []byte) []string {
	t.Helper()
	var q struct {
		Subject struct {
			FamilyName string `json:"family_name"`
			GivenName  string `json:"given_name"`
			LatinName  string `json:"latin_family_name"`
			BirthDate  string `json:"birth_date"`
			SNILS      string `json:"snils"`
			INN        string `json:"inn"`
			Documents  []struct {
				Number string `json:"number"`
			} `json:"documents"`
		} `json:"subject"`
	}
	if err := json.Unmarshal(query, &q); err != nil {
		t.Error(err)
	}
	s := q.Subject
	all := []string{s.FamilyName, s.GivenName, s.LatinName, s.BirthDate, s.SNILS, s.INN}
	for _, d := range s.Documents {
		all = append(all, d.Number)
	}
	return slices.DeleteFunc(all, func(s string) bool { return len(s) < 5 })
}

func TestTheCommandFollowsAPendingAnswer(t *testing.T) {
	w := newWorld(t, leisurely, uncached)
	query := w.query(t, known, "mvd/criminal-record")
	first := w.command(t, query, "-wait", "1s", "mvd/criminal-record")
	if first.code != client.ExitPending || !strings.HasPrefix(first.out, "mvd/criminal-record: pending\n") {
		t.Fatalf("%+v", first)
	}
	hint := regexp.MustCompile(`^To go on: gateway lookup -url (\S+) -follow -wait 10m -resume (\S+)\n$`).FindStringSubmatch(first.failed)
	if hint == nil || hint[1] != w.APIURL() {
		t.Fatalf("it does not say how to go on: %s", first.failed)
	}
	if resumed := w.command(t, nil, "-follow", "-wait", "10m", "-resume", hint[2]); resumed.code != client.ExitAnswered ||
		!strings.HasPrefix(resumed.out, "mvd/criminal-record: clear\n") || !strings.Contains(resumed.out, hint[2]) {
		t.Errorf("%+v", resumed)
	}
	other := w.query(t, "eaeu-worker", "mvd/criminal-record")
	if followed := w.command(t, other, "-wait", "10m", "-follow", "-json", "mvd/criminal-record"); followed.code != client.ExitAnswered ||
		!strings.Contains(followed.out, `"outcome":"clear"`) || followed.failed != "" {
		t.Errorf("%+v", followed)
	}
	if unknown := w.command(t, nil, "-resume", "01980000-0000-7000-8000-000000000000"); unknown.code != client.ExitCaller ||
		!strings.Contains(unknown.failed, "lookup_id") {
		t.Errorf("%+v", unknown)
	}
}

// With -json it is the API's very document, but for what no two askings share.
func TestTheCommandPrintsTheAPIsDocument(t *testing.T) {
	w := newWorld(t)
	query := w.query(t, known, "migration/status")
	api := w.ask(t, "migration/status", query)
	var want, got map[string]any
	if err := json.Unmarshal(api.body, &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(w.command(t, query, "-json", "migration/status").out), &got); err != nil {
		t.Fatal(err)
	}
	for _, d := range []map[string]any{want, got} {
		delete(d, "lookup_id")
		delete(d["source"].(map[string]any), "cached")
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

// configs/subject.json is a persona of the catalogue, and the README's command with it answers.
func TestTheReadmesCommandAnswers(t *testing.T) {
	file, err := filepath.Abs("../../configs/subject.json")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?m)^bin/gateway lookup (.*-file configs/subject\.json.*)$`).FindSubmatch(readme)
	if command == nil {
		t.Fatal("the README has no such command")
	}
	w := newWorld(t)
	got := w.command(t, nil, strings.Fields(strings.Replace(string(command[1]), "configs/subject.json", file, 1))...)
	if got.code != client.ExitAnswered || !strings.HasPrefix(got.out, "migration/status: match, lawful\n") {
		t.Errorf("%+v", got)
	}
	subject, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var stated map[string]any
	var query struct{ Subject map[string]any }
	if json.Unmarshal(subject, &stated) != nil || json.Unmarshal(w.query(t, known, "migration/status"), &query) != nil || len(stated) < 8 {
		t.Fatalf("%s: %v", file, stated)
	}
	for name, v := range stated { // what the persona is given besides, for another lookup, need not be there
		if !reflect.DeepEqual(v, query.Subject[name]) {
			t.Errorf("%s is not that of the persona %s: %v", name, known, v)
		}
	}
}

// A plan tells what a question lacks, and asks nobody.
func TestTheCommandPlansWithoutAsking(t *testing.T) {
	w := newWorld(t)
	half := w.command(t, []byte(`{"family_name": "Намунаев", "birth_date": "1991-04"}`), "-plan", "-purpose", "complaint", "pension/snils-check")
	if half.code != client.ExitCaller || !strings.HasPrefix(half.out, "pension/snils-check: not ready to be asked\n") ||
		!strings.Contains(half.out, "/subject/snils") || strings.Contains(half.out, "Намунаев") {
		t.Errorf("%+v", half)
	}
	whole := w.command(t, w.query(t, known, "pension/snils-check"), "-plan", "pension/snils-check")
	if whole.code != client.ExitAnswered || !strings.HasPrefix(whole.out, "pension/snils-check: ready to be asked\n") {
		t.Errorf("%+v", whole)
	}
	if n := exchanges(t, w); n != "" {
		t.Errorf("a registry was asked:\n%s", n)
	}
	if w.command(t, w.query(t, known, "pension/snils-check"), "pension/snils-check"); exchanges(t, w) == "" {
		t.Error("an exchange is not counted: the test sees nothing")
	}
}

// exchanges returns the counters of exchanges that have counted any.
func exchanges(t *testing.T, w *world) (counted string) {
	t.Helper()
	for line := range strings.Lines(w.metrics(t)) {
		if strings.HasPrefix(line, "sverka_exchanges_total{") && !strings.HasSuffix(line, " 0\n") {
			counted += line
		}
	}
	return counted
}

func TestTheCommandListsWhatIsServed(t *testing.T) {
	w := newWorld(t)
	got := w.command(t, nil, "-list")
	for _, p := range catalogue(t, w) {
		for lookup := range p.Lookups {
			if !strings.Contains("\n"+got.out, "\n"+lookup+": ") {
				t.Errorf("%s is not listed", lookup)
			}
		}
	}
	if got.code != client.ExitAnswered || got.failed != "" {
		t.Errorf("%+v", got)
	}
}

func TestTheCommandSaysWhenTheGatewayIsDown(t *testing.T) {
	w := newWorld(t)
	query := w.query(t, known, "tax/inn")
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	got := w.command(t, query, "tax/inn")
	if got.code != client.ExitUnreachable || got.out != "" || !strings.Contains(got.failed, "cannot be reached") {
		t.Errorf("%+v", got)
	}
}
