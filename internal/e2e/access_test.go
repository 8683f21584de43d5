package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/httpapi"
	"github.com/sverka/sverka/mock"
)

// callers are API keys by the callers' names. Each may ask everything, and is told as much as his name says, or the whole record.
type callers map[string]string

// guarded tells callers apart: these, by keys of their own. It writes the file of callers into the world's directory.
func (c callers) guarded(t *testing.T, names ...string) func(*app.Config, *mock.Config) {
	return func(cfg *app.Config, _ *mock.Config) {
		var text strings.Builder
		text.WriteString("callers:\n")
		for _, name := range names {
			key, hash := access.NewKey()
			c[name] = key.Reveal()
			text.WriteString(entryOf(name, hash))
		}
		if err := os.WriteFile("run/callers.yaml", []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg.Access = config.DefaultAccess()
		cfg.Access.CallersFile = "run/callers.yaml"
	}
}

func entryOf(name, hash string) string {
	told := adapters.Disclosure(name)
	if !slices.Contains(adapters.Disclosures(), told) {
		told = adapters.DiscloseRecord
	}
	var lookups []string
	for _, l := range httpapi.LookupNames() {
		lookups = append(lookups, l+": "+string(told))
	}
	return fmt.Sprintf("  %s:\n    keys: [{sha256: %s}]\n    lookups: {%s}\n    purposes: %s\n    bases: %s\n    rate: 1000\n    day: 100000\n",
		name, hash, strings.Join(lookups, ", "), listed(adapters.Purposes()), listed(adapters.BasisKinds()))
}

func listed[W ~string](all []W) string { return strings.ReplaceAll(fmt.Sprint(all), " ", ", ") }

// as are the headers of a caller.
func (c callers) as(name string, more ...string) []string {
	return append([]string{"Authorization", "Bearer " + c[name]}, more...)
}

// told are the members of an answer that a disclosure tells at most.
func told(d adapters.Disclosure) []string {
	all := []string{"lookup", "lookup_id", "outcome", "reason", "verdict", "message", "action", "source", "disclosed"}
	if d.Tells(adapters.DiscloseFields) {
		all = append(all, "fields", "state_more")
	}
	if d.Tells(adapters.DiscloseRecord) {
		all = append(all, "record")
	}
	return all
}

// TestWhatIsNotDisclosedIsNotInTheBytes: every lookup, every disclosure; a record, and an answer that differs from what was stated.
func TestWhatIsNotDisclosedIsNotInTheBytes(t *testing.T) {
	keys := callers{}
	w := newWorld(t, observing, unlimited, hasty, keys.guarded(t, "verdict", "fields", "record"))
	people := catalogue(t, w)
	asked := make(map[string]bool)
	for _, records := range []bool{true, false} { // the others are guesses, of which a person has five
		for _, lookup := range httpapi.LookupNames() {
			found := 0
			for _, p := range people {
				l := p.Lookups[lookup]
				o := adapters.Outcome(l.Expect.Outcome)
				if found == 2 || l.Query == nil || o.HasRecord() != records || !records && (o != adapters.Mismatch && o != adapters.Ambiguous || asked[whoIs(l.Query)]) {
					continue
				}
				asked[whoIs(l.Query)] = asked[whoIs(l.Query)] || !records
				found++
				t.Run(lookup+" of "+p.ID, func(t *testing.T) {
					whole := w.ask(t, lookup, l.Query, keys.as("record", "Prefer", "wait=5")...)
					if whole.status != http.StatusOK || whole.doc.Outcome != l.Expect.Outcome {
						t.Fatalf("%d %s", whole.status, whole.body)
					}
					for _, d := range adapters.Disclosures() {
						holds(t, d, l.Query, whole, w.ask(t, lookup, l.Query, keys.as(string(d), "Prefer", "wait=5")...))
					}
				})
			}
			if found == 0 && records {
				t.Errorf("no persona is found by %s", lookup)
			}
		}
	}
}

// whoIs tells people apart.
func whoIs(query []byte) string {
	var q struct {
		Subject struct {
			Family string `json:"family_name"`
			Born   string `json:"birth_date"`
		} `json:"subject"`
	}
	_ = json.Unmarshal(query, &q)
	return q.Subject.Family + " " + q.Subject.Born
}

// holds reports what an answer cut to d tells beyond it, by the whole answer.
func holds(t *testing.T, d adapters.Disclosure, query []byte, whole, cut reply) {
	t.Helper()
	if cut.status != http.StatusOK || cut.doc.Outcome != whole.doc.Outcome || cut.doc.Verdict != whole.doc.Verdict || cut.doc.Reason != whole.doc.Reason {
		t.Fatalf("to %s it is another answer: %d %s", d, cut.status, cut.body)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(cut.body, &members); err != nil {
		t.Fatal(err)
	}
	for name := range members {
		if !slices.Contains(told(d), name) {
			t.Errorf("to %s it tells %s", d, name)
		}
	}
	if string(members["disclosed"]) != `"`+string(d)+`"` {
		t.Errorf("to %s it says that it tells %s", d, members["disclosed"])
	}
	if d == adapters.DiscloseRecord {
		if string(members["record"]) != string(whole.doc.Record) {
			t.Errorf("the record is another: %s", cut.body)
		}
		return
	}
	if bytes.Contains(members["source"], []byte("valid_until")) {
		t.Errorf("to %s it tells until when the record holds", d)
	}
	said := bytes.ReplaceAll(cut.body, []byte(`"code":"differs"`), nil)
	said = bytes.ReplaceAll(said, []byte(`"as_of":"`+whole.doc.Source.AsOf+`"`), nil) // of what day the registry's data are, whoever is asked about
	for _, value := range leavesOf(whole.doc.Record) {
		if len(value) > 3 && !bytes.Contains(query, []byte(value)) && value != whole.doc.Verdict && bytes.Contains(said, []byte(`"`+value+`"`)) {
			t.Errorf("to %s it tells %q of the record: %s", d, value, cut.body)
		}
	}
	if !d.Tells(adapters.DiscloseFields) {
		for _, c := range adapters.Comparisons() {
			if bytes.Contains(said, []byte(`"`+string(c)+`"`)) {
				t.Errorf("to %s it tells how a field compares: %s", d, cut.body)
			}
		}
	}
}

// What was asked as pending is read by its id as the caller is granted at that moment, and by nobody else.
func TestACollectedAnswerIsCutToo(t *testing.T) {
	keys := callers{}
	w := newWorld(t, leisurely, keys.guarded(t, "verdict", "portal"))
	query := w.query(t, known, "mvd/criminal-record")
	first := w.ask(t, "mvd/criminal-record", query, keys.as("verdict", "Prefer", "wait=1")...)
	if first.status != http.StatusAccepted {
		t.Fatalf("got %d %s", first.status, first.body)
	}
	location := w.APIURL() + first.header.Get("Location")
	var at reply
	eventually(t, "the answer is there", func() bool {
		at = do(t, http.MethodGet, location, nil, keys.as("verdict", "Prefer", "wait=1")...)
		return at.status == http.StatusOK
	})
	holds(t, adapters.DiscloseVerdict, query, at, at)
	if other := do(t, http.MethodGet, location, nil, keys.as("portal")...); other.status != http.StatusNotFound {
		t.Errorf("another caller gets %d %s", other.status, other.body)
	}
	if none := do(t, http.MethodGet, location, nil); none.status != http.StatusUnauthorized || none.header.Get("WWW-Authenticate") != `Bearer realm="sverka"` {
		t.Errorf("nobody gets %d %v", none.status, none.header)
	}
	narrowed, err := os.ReadFile("run/callers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	narrowed = bytes.Replace(narrowed, []byte(", mvd/criminal-record: verdict"), nil, 1)
	if err := os.WriteFile("run/callers.yaml", narrowed, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.Gateway().Reload(); err != nil {
		t.Fatal(err)
	}
	if r := do(t, http.MethodGet, location, nil, keys.as("verdict")...); r.status != http.StatusForbidden || r.doc.Reason != "lookup" {
		t.Errorf("whose grant was taken away gets %d %s", r.status, r.body)
	}
}

// Five answers other than match about one number, whoever asks, and then none until the day ends.
func TestGuessesEnd(t *testing.T) {
	keys := callers{}
	w := newWorld(t, keys.guarded(t, "portal", "batch", "kiosk"))
	query := w.query(t, known, "pension/snils-check")
	guess := func(name string) []byte {
		wrong := decoded(t, query)
		wrong["subject"].(map[string]any)["given_name"] = name
		return encoded(t, wrong)
	}
	for i, name := range []string{"Иван", "Пётр", "Семён", "Олег", "Егор"} {
		r := w.ask(t, "pension/snils-check", guess(name), keys.as([]string{"portal", "batch", "kiosk"}[i%3])...)
		if r.status != http.StatusOK || r.doc.Outcome != "mismatch" {
			t.Fatalf("guess %d: %d %s", i, r.status, r.body)
		}
	}
	for _, who := range []string{"portal", "batch", "kiosk"} {
		r := w.ask(t, "pension/snils-check", query, keys.as(who)...)
		if r.status != http.StatusTooManyRequests || r.doc.Reason != "guesses" || r.header.Get("Retry-After") == "" {
			t.Errorf("after five guesses %s gets %d %s", who, r.status, r.body)
		}
	}
	other := w.ask(t, "tax/inn", w.query(t, known, "tax/inn"), keys.as("portal")...)
	if other.status != http.StatusOK || other.doc.Outcome != "match" {
		t.Errorf("what does not read the number is refused too: %d %s", other.status, other.body)
	}
	if n := counter(t, w.metrics(t), `sverka_caller_limited_total{caller="kiosk",reason="guesses"}`); n != "1" {
		t.Errorf("%s counted", n)
	}
}

// Who comes in by what, and what is refused how, as a portal's engineer sees it.
func TestWhoMayNotAskIsToldWhy(t *testing.T) {
	keys := callers{}
	w := newWorld(t, keys.guarded(t, "portal"), func(*app.Config, *mock.Config) {
		text, _ := os.ReadFile("run/callers.yaml")
		text = bytes.ReplaceAll(text, []byte(", tax/obligations: record"), nil)
		text = bytes.ReplaceAll(text, []byte("bases: [public_service, consent, law, court]"), []byte("bases: [public_service]"))
		text = bytes.ReplaceAll(text, []byte(", complaint"), nil)
		if err := os.WriteFile("run/callers.yaml", text, 0o600); err != nil {
			t.Fatal(err)
		}
	})
	query := string(w.query(t, known, "pension/snils-check"))
	with := func(member string, value any) string {
		q := decoded(t, []byte(query))
		q[member] = value
		return string(encoded(t, q))
	}
	byLaw, complaining := with("basis", map[string]string{"kind": "law", "reference": "1"}), with("purpose", "complaint")
	for name, tc := range map[string]struct {
		lookup, query string
		status        int
		reason        string
	}{
		"granted":          {"pension/snils-check", query, 200, ""},
		"another lookup":   {"tax/obligations", string(w.query(t, known, "tax/obligations")), 403, "lookup"},
		"its plan":         {"tax/obligations:plan", `{"subject":{},"purpose":"complaint"}`, 403, "lookup"},
		"another purpose":  {"pension/snils-check", complaining, 403, "purpose"},
		"another basis":    {"pension/snils-check", byLaw, 403, "basis"},
		"a plan on it":     {"pension/snils-check:plan", byLaw, 403, "basis"},
		"a plan for it":    {"pension/snils-check:plan", complaining, 200, ""},
		"a plan":           {"pension/snils-check:plan", query, 200, ""},
		"nothing it knows": {"tax/obligations", "{}", 422, "field"},
	} {
		r := w.ask(t, tc.lookup, []byte(tc.query), keys.as("portal")...)
		if r.status != tc.status || r.doc.Reason != tc.reason {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
		if name == "a plan for it" && !bytes.Contains(r.body, []byte(`"serves_purpose":false`)) {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	for _, path := range []string{"/v1/messages", "/v1/lookups/" + "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7"} {
		if r := do(t, http.MethodGet, w.APIURL()+path, nil); r.status != http.StatusUnauthorized || r.doc.Reason != "no_credential" {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	for _, path := range []string{"/docs", "/openapi.yaml"} {
		if r := do(t, http.MethodGet, w.APIURL()+path, nil); r.status != http.StatusOK {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	if strings.Contains(w.log.String(), keys["portal"]) {
		t.Error("the log holds a key")
	}
}

// TestInvalidQuestionsAreTakenOutOfTheCallersRate: what is no question costs its reading, and is bounded as questions are.
func TestInvalidQuestionsAreTakenOutOfTheCallersRate(t *testing.T) {
	const burst = 3
	keys := callers{}
	w := newWorld(t, keys.guarded(t, "portal", "batch"), func(*app.Config, *mock.Config) {
		text, _ := os.ReadFile("run/callers.yaml")
		text = bytes.ReplaceAll(text, []byte("rate: 1000\n"), fmt.Appendf(nil, "rate: 0.001\n    burst: %d\n", burst))
		if err := os.WriteFile("run/callers.yaml", text, 0o600); err != nil {
			t.Fatal(err)
		}
	})
	for i, invalid := range []string{`{}`, `{`, `{"subject": {}}`, `{}`, `{`} {
		r := w.ask(t, "tax/inn", []byte(invalid), keys.as("portal")...)
		if limited := r.status == http.StatusTooManyRequests && r.doc.Reason == "rate"; limited != (i >= burst) || !limited && r.doc.Kind != "invalid" {
			t.Errorf("invalid question %d: %d %s", i, r.status, r.body)
		}
	}
	query := w.query(t, known, "tax/inn")
	if r := w.ask(t, "tax/inn", query, keys.as("portal")...); r.status != http.StatusTooManyRequests {
		t.Errorf("a good question after them: %d %s", r.status, r.body)
	}
	if r := w.ask(t, "tax/inn", query, keys.as("batch")...); r.status != http.StatusOK {
		t.Errorf("another caller's: %d %s", r.status, r.body)
	}
	if n := counter(t, w.metrics(t), `sverka_caller_limited_total{caller="portal",reason="rate"}`); n != "3" {
		t.Errorf("%s counted", n)
	}
}
