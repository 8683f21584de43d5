package e2e_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/audit/auditcmd"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/mock"
)

// audited gives a world an audit log, in run/audit of the test's directory.
func audited(t testing.TB) func(*app.Config, *mock.Config) {
	return func(c *app.Config, _ *mock.Config) {
		t.Helper()
		var err error
		if *c, err = demo.Audited(*c, "run"); err != nil {
			t.Fatal(err)
		}
	}
}

// audit runs "gateway audit", and returns what it printed.
func audit(t testing.TB, in []byte, args ...string) (code int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = auditcmd.Run(t.Context(), args, auditcmd.Streams{In: bytes.NewReader(in), Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

func verifyAudit(t testing.TB) string {
	t.Helper()
	code, out, said := audit(t, nil, "verify", "-directory", "run/audit", "-public", "run/audit.pub")
	if code != auditcmd.ExitHolds {
		t.Errorf("the log does not verify: %d %s%s", code, out, said)
	}
	return out
}

// A found is a line of "gateway audit find".
type found struct {
	FoundBy []string                   `json:"found_by"`
	Intent  map[string]json.RawMessage `json:"intent"`
	Outcome map[string]json.RawMessage `json:"outcome"`
}

// says returns what the intent, or else the outcome, says under key.
func (f found) says(key string) string {
	for _, record := range []map[string]json.RawMessage{f.Intent, f.Outcome} {
		if text, ok := record[key]; ok {
			return strings.Trim(string(text), `"`)
		}
	}
	return ""
}

func findAsked(t testing.TB, subject []byte) (all []found) {
	t.Helper()
	code, out, said := audit(t, subject, "find", "-directory", "run/audit", "-private", "run/officer.key", "-operator", "officer-7", "-why", "request 12/2026")
	if code != auditcmd.ExitHolds {
		t.Fatalf("exit code %d: %s", code, said)
	}
	for line := range strings.Lines(out) {
		var f found
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

// Every way that a lookup can end leaves its two records, and an officer finds them by the person; a plan leaves none.
func TestEveryAskingIsWrittenDownAndFoundByThePerson(t *testing.T) {
	w := newWorld(t, audited(t), observing, unlimited)
	asked := w.query(t, "patent-worker", "migration/status")
	first := w.ask(t, "migration/status", asked)
	again := w.ask(t, "migration/status", asked) // kept
	w.ask(t, "migration/status:plan", asked)
	failing := w.ask(t, "tax/inn", w.query(t, "unavailable", "tax/inn"), "Prefer", "wait=1")
	pending := w.ask(t, "mvd/criminal-record", w.query(t, "two-days", "mvd/criminal-record"), "Prefer", "wait=1")
	do(t, http.MethodGet, w.APIURL()+"/v1/lookups/"+pending.doc.LookupID, nil, "Prefer", "wait=1")
	if first.status != 200 || again.status != 200 || !again.doc.Source.Cached || pending.status != 202 {
		t.Fatalf("they answer %d, %d, %d", first.status, again.status, pending.status)
	}
	all := findAsked(t, asked)
	if len(all) != 2 {
		t.Fatalf("found %d lookups about the first, want 2", len(all))
	}
	for i, want := range []reply{first, again} {
		isWhole(t, all[i], want.doc.LookupID)
	}
	if all[0].says("cached") != "" || all[1].says("cached") != "true" || all[0].says("reply_hmac") != all[1].says("reply_hmac") || all[0].says("request_hmac") != all[1].says("request_hmac") {
		t.Error("the kept answer does not say that it is the first one's")
	}
	failed := findAsked(t, w.query(t, "unavailable", "tax/inn"))
	if len(failed) != 1 || failed[0].says("failure") == "" || failed[0].says("disclosed") != "nothing" || failed[0].says("lookup_id") != failing.doc.LookupID {
		t.Errorf("of the failure it says %+v", failed)
	}
	taken := findAsked(t, w.query(t, "two-days", "mvd/criminal-record"))
	if len(taken) != 2 || taken[0].says("outcome") != "pending" || taken[1].says("resumed") != "true" || taken[1].says("lookup_id") != pending.doc.LookupID {
		t.Errorf("of the pending one it says %+v", taken)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	if out := verifyAudit(t); !strings.Contains(out, " has 13 records") { // 5 askings, 3 searches
		t.Errorf("it says %s", out)
	}
	nothingPersonalIn(t, "run/audit", asked)
}

func isWhole(t *testing.T, f found, id string) {
	t.Helper()
	for key, want := range map[string]string{
		"lookup_id": id, "lookup": "migration/status", "caller": "anonymous", "outcome": "match", "disclosed": "record",
		"purpose": "*", "basis": "*", "case_id": "*", "actor": "*", "at": "*", "registry_message_id": "*", "reply_hmac": "*", "request_hmac": "*",
	} {
		if got := f.says(key); got != want && (want != "*" || got == "") {
			t.Errorf("of %s it says %s: %q", id, key, got)
		}
	}
	if !slices.Contains(f.FoundBy, "name") {
		t.Errorf("%s is found by %v", id, f.FoundBy)
	}
}

// nothingPersonalIn searches all files for what the question says of the person.
func nothingPersonalIn(t testing.TB, directory string, asked []byte) {
	t.Helper()
	var q struct {
		Subject map[string]any    `json:"subject"`
		Actor   map[string]string `json:"actor"`
	}
	if err := json.Unmarshal(asked, &q); err != nil {
		t.Fatal(err)
	}
	canaries := []string{q.Actor["id"]}
	for key, v := range q.Subject {
		if text, ok := v.(string); ok && key != "sex" && len(text) > 3 {
			canaries = append(canaries, text, strings.ToLower(text))
		}
	}
	files := os.DirFS(directory)
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		for _, c := range canaries {
			if c != "" && bytes.Contains(text, []byte(c)) {
				t.Errorf("%s holds %q", name, c)
			}
		}
		return err
	})
	if err != nil || len(canaries) < 6 {
		t.Error(err, len(canaries))
	}
}

// A lookup is proved with the log's public key alone; a proof of something else is none.
func TestALookupIsProvedWithoutTheLog(t *testing.T) {
	w := newWorld(t, audited(t))
	id := w.ask(t, "migration/status", w.query(t, "patent-worker", "migration/status")).doc.LookupID
	prove := []string{"prove", "-directory", "run/audit", "-public", "run/audit.pub", id}
	if code, _, said := audit(t, nil, prove...); code != auditcmd.ExitNotSigned {
		t.Errorf("before a checkpoint: %d %s", code, said)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	code, proof, said := audit(t, nil, prove...)
	if code != auditcmd.ExitHolds {
		t.Fatalf("%d %s", code, said)
	}
	if err := os.RemoveAll("run/audit"); err != nil {
		t.Fatal(err)
	}
	code, shown, said := audit(t, []byte(proof), "check", "-public", "run/audit.pub")
	if code != auditcmd.ExitHolds || !strings.Contains(shown, id) || !strings.Contains(shown, `"outcome": "match"`) {
		t.Errorf("%d %s%s", code, shown, said)
	}
	forged := strings.Replace(proof, id, "0198c0de-0000-7000-8000-000000000000", 1)
	if code, _, _ := audit(t, []byte(forged), "check", "-public", "run/audit.pub"); code != auditcmd.ExitDamaged {
		t.Errorf("a forged proof: %d", code)
	}
}

// What operators do is written down before it is done, by the name of who does it.
func TestWhatOperatorsDoIsWrittenDown(t *testing.T) {
	w := newWorld(t, audited(t))
	put := w.operate(t, http.MethodPut, "/v1/registries/pension/override", `{"mode":"refuse","reason":"their request","for":"30m"}`)
	if put.status != http.StatusOK {
		t.Fatalf("the override: %d %s", put.status, put.body)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	verifyAudit(t)
	journal, err := os.ReadFile("run/audit/journal/0000000001.seg")
	if err != nil || !bytes.Contains(journal, []byte("override refuse")) || !bytes.Contains(journal, []byte("their request")) {
		t.Errorf("the override is not in the log: %v", err)
	}
}

// A log that cannot be written lets nothing be asked and nothing be done: refused for reason audit, unready, and said in a metric.
func TestALogThatCannotBeWrittenRefusesEverything(t *testing.T) {
	w := newWorld(t, audited(t), func(c *app.Config, _ *mock.Config) { c.Audit.Reserve.Bytes = 1 << 62 })
	got := w.ask(t, "migration/status", w.query(t, "patent-worker", "migration/status"))
	if got.status != http.StatusServiceUnavailable || got.doc.Kind != "refused" || got.doc.Reason != "audit" || got.header.Get("Retry-After") == "" || got.doc.LookupID == "" {
		t.Errorf("it answers %d %s", got.status, got.body)
	}
	if put := w.operate(t, http.MethodPut, "/v1/registries/pension/override", `{"mode":"pass","reason":"x","for":"30m"}`); put.status/100 == 2 {
		t.Errorf("an override that is not written down is done: %d", put.status)
	}
	ready := do(t, http.MethodGet, "http://"+w.Gateway().Observe().String()+"/readyz", nil)
	if ready.status != http.StatusServiceUnavailable || !bytes.Contains(ready.body, []byte("the audit log has stopped: space")) {
		t.Errorf("it is ready: %d %s", ready.status, ready.body)
	}
	if !strings.Contains(w.metrics(t), `sverka_audit_stopped{why="space"} 1`) {
		t.Error("the metric does not say it")
	}
	if made := w.exchanges(t); len(made) > 0 {
		t.Errorf("registries were asked all the same: %v", made)
	}
}
