package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/mock"
)

// What an answer proves: for each lookup that is served, somebody of whom it speaks states one thing wrong, and then a stranger's
// identifier. Which lookups there are is read from the served contract, so that a new one without such a person fails here.

// unhurried lets thousands of questions come as fast as they like: nothing is ticketed, counted or held back.
func unhurried(c *app.Config, m *mock.Config) {
	m.MVD.Processing = -1
	c.Cache.Entries = 0
	r := &c.Registries
	for _, l := range []*resilience.Config{&r.Migration.Limits, &r.Pension.Limits, &r.Tax.Limits, &r.MVD.Limits} {
		l.Quota.Limits = nil
	}
}

var servedPath = regexp.MustCompile(`(?m)^  /v1/lookups/([a-z]+/[a-z-]+):$`)

// served returns the names of the lookups that the gateway serves, as its contract has them.
func (w *world) served(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, m := range servedPath.FindAllStringSubmatch(string(do(t, "GET", w.APIURL()+"/openapi.yaml", nil).body), -1) {
		names = append(names, m[1])
	}
	if len(names) < 5 {
		t.Fatalf("the contract names %v", names)
	}
	return names
}

// A witness is a persona of whom a lookup speaks, and what it answers when all is stated rightly.
type witness struct {
	id    string
	query map[string]any
	right reply
}

func (p witness) subject() map[string]any { return p.query["subject"].(map[string]any) }

// witnesses returns the personas for whom the lookup gives one of the outcomes, without any trouble on the way.
func (w *world) witnesses(t *testing.T, people []entry, lookup string, outcomes ...adapters.Outcome) []witness {
	t.Helper()
	var all []witness
	for _, p := range people {
		l, ok := p.Lookups[lookup]
		if !ok || l.Fault != "" || !slices.Contains(outcomes, adapters.Outcome(l.Expect.Outcome)) {
			continue
		}
		right := w.ask(t, lookup, l.Query)
		if right.doc.Outcome != l.Expect.Outcome {
			t.Errorf("%s of %s: got %s, want %s", lookup, p.ID, right.body, l.Expect.Outcome)
			continue
		}
		all = append(all, witness{p.ID, decoded(t, l.Query), right})
	}
	return all
}

func decoded(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func encoded(t *testing.T, doc any) []byte {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A lie is one thing stated otherwise than it is, or not at all where it tells people apart, in a way that no check of the gateway's own
// finds out.
type lie struct {
	name  string
	field adapters.Field
	tell  func(subject map[string]any)
	// besides says that what was stated rightly is still stated whole, or the other script's name is: the answer may prove itself by
	// that, but never confirm the field.
	besides bool
}

// lies returns all that can be told about a subject: each member that he states, wrong in turn.
func lies(subject map[string]any) []lie {
	var all []lie
	set := func(member string, field adapters.Field, value any) {
		if _, stated := subject[member]; stated {
			all = append(all, lie{name: member, field: field, tell: func(s map[string]any) {
				s[member] = value
				previous, _ := s["previous_names"].([]any)
				for _, old := range previous { // one that is right would be enough
					if name := old.(map[string]any); name[member] != nil {
						name[member] = value
					}
				}
			}})
		}
	}
	set("family_name", adapters.FieldName, "Посторонняков")
	set("given_name", adapters.FieldName, "Некто")
	set("patronymic", adapters.FieldName, "Чужоевич")
	set("latin_family_name", adapters.FieldLatinName, "POSTORONNYAKOV")
	set("latin_given_name", adapters.FieldLatinName, "NEKTO")
	set("birth_place", adapters.FieldBirthPlace, map[string]any{"country": "ESP", "settlement": "Мадрид"})
	set("living_place", adapters.FieldLivingPlace, map[string]any{"country": "RUS", "region_code": "14", "settlement": "Якутск"})
	set("sex", adapters.FieldSex, map[any]string{"male": "female", "female": "male"}[subject["sex"]])
	set("citizenships", adapters.FieldCitizenship, []string{"ESP"})
	set("snils", adapters.FieldSNILS, "990-000-998 82")
	set("inn", adapters.FieldINN, "980000009873")
	if born, _ := subject["birth_date"].(string); len(born) == len("2006-01-02") {
		all = append(all,
			lie{"birth_date by a day", adapters.FieldBirthDate, func(s map[string]any) { s["birth_date"] = nextDay(born) }, false},
			lie{"birth_date by a year", adapters.FieldBirthDate, func(s map[string]any) { s["birth_date"] = nextYear(born) }, false})
	}
	documents, _ := subject["documents"].([]any)
	for i := range documents {
		all = append(all, liesAboutDocument(i, documents[i].(map[string]any))...)
	}
	return append(append(all, omissions(subject)...), additions(subject)...)
}

// omissions are the parts of a name that are not stated, so that the rest is many a man's.
func omissions(subject map[string]any) []lie {
	var all []lie
	for member, field := range map[string]adapters.Field{
		"family_name": adapters.FieldName, "given_name": adapters.FieldName,
		"latin_family_name": adapters.FieldLatinName, "latin_given_name": adapters.FieldLatinName,
	} {
		if subject[member] != nil {
			all = append(all, lie{member + " left out", field, func(s map[string]any) { delete(s, member) }, true})
		}
	}
	for name, hide := range hiding(subject) {
		field := adapters.FieldName
		if name == latinAlone {
			field = adapters.FieldLatinName
		}
		all = append(all, lie{name, field, hide, false})
	}
	return all
}

const latinAlone = "the name in Latin alone"

// hiding returns the ways of not stating the patronymic that a person has: what is left of his name is his namesakes' too.
func hiding(subject map[string]any) map[string]func(subject map[string]any) {
	if subject["patronymic"] == nil {
		return nil
	}
	all := map[string]func(map[string]any){
		"patronymic left out": func(s map[string]any) { delete(s, "patronymic") },
		"patronymic said not to be": func(s map[string]any) {
			delete(s, "patronymic")
			s["no_patronymic"] = true
		},
	}
	if subject["latin_family_name"] != nil {
		all[latinAlone] = func(s map[string]any) {
			for _, member := range []string{"family_name", "given_name", "patronymic"} {
				delete(s, member)
			}
		}
	}
	return all
}

// additions are second values beside those that are right. A second document is of the type of the one there is: it is asked with wherever
// that is.
func additions(subject map[string]any) []lie {
	var all []lie
	if _, stated := subject["citizenships"]; stated {
		all = append(all, lie{"a second citizenship", adapters.FieldCitizenship, func(s map[string]any) {
			s["citizenships"] = append(s["citizenships"].([]any), "ESP")
		}, true})
	}
	if documents, _ := subject["documents"].([]any); len(documents) == 1 {
		all = append(all, lie{"a second document", adapters.FieldDocument, func(s map[string]any) {
			other := maps.Clone(s["documents"].([]any)[0].(map[string]any))
			other["number"] = "8000123"
			s["documents"] = append(s["documents"].([]any), other)
		}, true})
	}
	return all
}

func liesAboutDocument(i int, document map[string]any) []lie {
	var all []lie
	for member, value := range map[string]string{"country": "ESP", "series": "QQ", "number": "8000123", "issued_on": "2019-05-05", "type": otherType(document["type"])} {
		if _, stated := document[member]; stated {
			all = append(all, lie{fmt.Sprintf("documents/%d/%s", i, member), adapters.FieldDocument, func(s map[string]any) {
				alone := s["documents"].([]any)[i].(map[string]any) // another one that is right would be enough
				alone[member] = value
				s["documents"] = []any{alone}
			}, false})
		}
	}
	return all
}

// otherType is another type of document that serves the same ends.
func otherType(documentType any) string {
	if slices.Contains(adapters.IdentityDocuments(), adapters.DocumentType(fmt.Sprint(documentType))) {
		if documentType == string(adapters.TravelDocument) {
			return string(adapters.NationalPassport)
		}
		return string(adapters.TravelDocument)
	}
	if documentType == string(adapters.Patent) {
		return string(adapters.ResidencePermit)
	}
	return string(adapters.Patent)
}

func nextDay(date string) string {
	day, _ := time.Parse(time.DateOnly, date)
	return day.AddDate(0, 0, 1).Format(time.DateOnly)
}

func nextYear(date string) string {
	day, _ := time.Parse(time.DateOnly, date)
	return day.AddDate(-1, 0, 0).Format(time.DateOnly)
}

// asksOtherwise reports whether the lookup answers another question where the lie is told: that by the birth place, of somebody who states
// no document of those that it searches by. What it says is true of that.
func asksOtherwise(lookup, lie string) bool {
	return lookup == "pension/snils" && strings.HasPrefix(lie, "documents/") && strings.HasSuffix(lie, "/type")
}

// told returns a copy of the query with the lie told.
func (p witness) told(t *testing.T, tell func(subject map[string]any)) []byte {
	t.Helper()
	q := decoded(t, encoded(t, p.query))
	tell(q["subject"].(map[string]any))
	return encoded(t, q)
}

// Whoever states one thing wrong, or too much, or leaves out what tells him from others, is never told that it is so, and is shown no
// record of whoever it was compared with.
func TestWhatIsStatedWrongIsNeverConfirmed(t *testing.T) {
	w := newWorld(t, observing, unlimited, unhurried)
	people := catalogue(t, w)
	for _, lookup := range w.served(t) {
		t.Run(lookup, func(t *testing.T) {
			proven := w.witnesses(t, people, lookup, adapters.Match, adapters.Listed)
			if len(proven) == 0 {
				t.Fatal("nobody is matched or listed: a persona is wanted")
			}
			proven = append(proven, w.witnesses(t, people, lookup, adapters.Clear)...)
			var asking errgroup.Group
			asking.SetLimit(8)
			for _, p := range proven {
				for _, l := range lies(p.subject()) {
					if asksOtherwise(lookup, l.name) {
						continue
					}
					asking.Go(func() error {
						checkLie(t, lookup+" "+p.id+" "+l.name, l, p, w.ask(t, lookup, p.told(t, l.tell), "Prefer", "wait=20"))
						return nil
					})
				}
			}
			_ = asking.Wait()
		})
	}
}

func checkLie(t *testing.T, name string, l lie, p witness, got reply) {
	field := string(l.field)
	compared := p.right.doc.Fields[field] == string(adapters.Same) && !l.besides
	outcome := adapters.Outcome(got.doc.Outcome)
	switch {
	case got.doc.Kind == string(adapters.InvalidQuery):
		return // what cannot be asked so is not answered
	case got.status != 200:
		t.Errorf("%s: %d %s", name, got.status, got.body)
	case got.doc.Fields[field] == string(adapters.Same):
		t.Errorf("%s: %s is called the same\n%s", name, field, got.body)
	case compared && (outcome == adapters.Match || outcome == adapters.Listed):
		t.Errorf("%s: it is still a %s\n%s", name, outcome, got.body)
	case compared && shows(got.doc.Record):
		t.Errorf("%s: a record is shown\n%s", name, got.body)
	case compared && outcome != adapters.NotFound && outcome != adapters.Ambiguous && got.doc.Fields[field] == "":
		t.Errorf("%s: nothing is said of %s\n%s", name, field, got.body)
	case !compared && outcome != adapters.Outcome(p.right.doc.Outcome) && outcome == adapters.Match:
		t.Errorf("%s: it makes a %s of %s", name, outcome, p.right.doc.Outcome)
	}
	for f, c := range got.doc.Fields {
		if c == string(adapters.Same) && p.right.doc.Fields[f] != c {
			t.Errorf("%s: %s is the same, and was %q when it was stated rightly", name, f, p.right.doc.Fields[f])
		}
	}
}

// shows reports whether a record tells anything: a list without entries, or a flag that is not set, does not.
func shows(record json.RawMessage) bool {
	return len(leavesOf(record)) > 0
}

// leavesOf returns all values in a document that tell something; what is no document tells all that it is.
func leavesOf(document json.RawMessage) []string {
	if len(document) == 0 {
		return nil
	}
	var doc any
	if json.Unmarshal(document, &doc) != nil {
		return []string{string(document)}
	}
	return leaves(doc)
}

// leaves returns all values in a document that tell something.
func leaves(doc any) []string {
	var all []string
	switch v := doc.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, leaves(v[name])...)
		}
	case []any:
		for _, item := range v {
			all = append(all, leaves(item)...)
		}
	case bool:
		if v {
			all = append(all, "true")
		}
	case nil:
	default:
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// Whoever states a stranger's number, which passes its check digits, learns nothing of the stranger: not in the answer, nor is it in
// what is logged and counted. Nor does a namesake of his who was born on the same day, and hides by what they differ.
func TestAStrangersIdentifierTellsNothingOfTheStranger(t *testing.T) {
	w := newWorld(t, observing, unlimited, unhurried)
	people := catalogue(t, w)
	for _, lookup := range w.served(t) {
		t.Run(lookup, func(t *testing.T) {
			proven := w.witnesses(t, people, lookup, adapters.Match, adapters.Listed)
			if len(proven) == 0 {
				t.Fatal("nobody is matched or listed: a persona is wanted")
			}
			asked := 0
			for i, p := range proven {
				stranger := strangerTo(people, lookup, p, proven[(i+1)%len(proven)])
				for name, tell := range thefts(p.subject(), stranger.subject()) {
					asked++
					before := len(w.log.String())
					got := w.ask(t, lookup, p.told(t, tell), "Prefer", "wait=20")
					checkTheft(t, lookup+" "+p.id+" with the "+name+" of "+stranger.id, p, got)
					for _, secret := range secretsOf(stranger, p) {
						for where, text := range map[string]string{
							"answer": string(got.body), "headers": fmt.Sprint(got.header), "log": w.log.String()[before:],
						} {
							if strings.Contains(text, secret) {
								t.Errorf("%s states the %s of %s, and the %s tells %q\n%s", p.id, name, stranger.id, where, secret, got.body)
							}
						}
					}
				}
			}
			if asked == 0 {
				t.Error("no identifier was stolen")
			}
			hidden := 0
			for _, p := range proven {
				for name, hide := range hiding(p.subject()) {
					hidden++
					checkNamesake(t, lookup+" "+p.id+", "+name, p, w.ask(t, lookup, p.told(t, hide), "Prefer", "wait=20"))
				}
			}
			if hidden == 0 {
				t.Error("nobody has a patronymic that a namesake could hide: a persona is wanted")
			}
		})
	}
	counted := w.labels(t)
	for _, p := range people {
		for _, l := range p.Lookups {
			for _, secret := range leaves(decoded(t, l.Query)["subject"]) {
				if telling(secret) && strings.Contains(counted, secret) {
					t.Errorf("the metrics tell %q of %s", secret, p.ID)
				}
			}
		}
	}
}

// labels returns the names and labels of all series: their values are numbers like any other.
func (w *world) labels(t *testing.T) string {
	var series strings.Builder
	for line := range strings.Lines(w.metrics(t)) {
		series.WriteString(line[:max(strings.LastIndexByte(line, ' '), 0)] + "\n")
	}
	return series.String()
}

// strangerTo returns somebody else than p of whom the lookup speaks, or where there is no other somebody else who states the same.
func strangerTo(people []entry, lookup string, p, other witness) witness {
	if other.id != p.id {
		return other
	}
	for _, e := range people {
		if l, ok := e.Lookups[lookup]; ok && e.ID != p.id {
			var query map[string]any
			if json.Unmarshal(l.Query, &query) == nil {
				return witness{id: e.ID, query: query}
			}
		}
	}
	return other
}

// thefts returns the ways of stating a stranger's identifier in place of one's own.
func thefts(own, stranger map[string]any) map[string]func(subject map[string]any) {
	all := map[string]func(map[string]any){}
	for _, member := range []string{"snils", "inn"} {
		if own[member] != nil && stranger[member] != nil {
			all[member] = func(s map[string]any) { s[member] = stranger[member] }
		}
	}
	if own["documents"] != nil && stranger["documents"] != nil {
		all["documents"] = func(s map[string]any) { s["documents"] = stranger["documents"] }
		for i := range own["documents"].([]any) {
			all[fmt.Sprintf("document in the place of documents/%d", i)] = func(s map[string]any) {
				s["documents"].([]any)[i] = stranger["documents"].([]any)[0]
			}
		}
	}
	return all
}

// None of several documents that are stated is called the person's because another one is: with one of them swapped for a stranger's of
// the same type, the lookup that asks with it says nothing of it, or that it differs.
func TestOneWrongDocumentOfSeveralIsNotCalledTheSame(t *testing.T) {
	w := newWorld(t, observing, unlimited, unhurried)
	people := catalogue(t, w)
	swapped := 0
	for _, lookup := range w.served(t) {
		for _, p := range w.witnesses(t, people, lookup, adapters.Match, adapters.Listed) {
			documents, _ := p.subject()["documents"].([]any)
			if len(documents) < 2 || p.right.doc.Fields["document"] != string(adapters.Same) {
				continue
			}
			asked := 0
			for i := range documents {
				got := w.ask(t, lookup, p.told(t, func(s map[string]any) {
					s["documents"].([]any)[i].(map[string]any)["number"] = "8000123"
				}), "Prefer", "wait=20")
				swapped++
				if got.doc.Fields["document"] != string(adapters.Same) {
					asked++
				}
			}
			if asked != 1 {
				t.Errorf("%s of %s: %d of its %d documents matter, want the one that it asks with", lookup, p.id, asked, len(documents))
			}
		}
	}
	if swapped == 0 {
		t.Error("nobody states several documents: a persona is wanted")
	}
}

// checkTheft: the answer is none about the stranger. It is one about p where the lookup looks at no such thing.
func checkTheft(t *testing.T, name string, p witness, got reply) {
	t.Helper()
	outcome := adapters.Outcome(got.doc.Outcome)
	same := outcome == adapters.Outcome(p.right.doc.Outcome) && bytes.Equal(got.doc.Record, p.right.doc.Record)
	if got.status != 200 && got.doc.Kind != string(adapters.InvalidQuery) {
		t.Errorf("%s: %d %s", name, got.status, got.body)
	}
	if (shows(got.doc.Record) || outcome == adapters.Match || outcome == adapters.Listed) && !same {
		t.Errorf("%s: %s", name, got.body)
	}
	if outcome == adapters.Mismatch && got.doc.Fields["name"] != "same" && got.doc.Fields["latin_name"] != "same" && got.doc.Fields["birth_date"] != "same" {
		for field, c := range got.doc.Fields {
			if c != string(adapters.NotCompared) {
				t.Errorf("%s: %s %s is told of a stranger", name, field, c)
			}
		}
	}
}

// checkNamesake: got is no answer about p, whose namesake states all that p does but the patronymic, and it tells nothing of p's record.
func checkNamesake(t *testing.T, name string, p witness, got reply) {
	t.Helper()
	outcome := adapters.Outcome(got.doc.Outcome)
	if got.status != 200 && got.doc.Kind != string(adapters.InvalidQuery) || outcome == adapters.Match || outcome == adapters.Listed || shows(got.doc.Record) {
		t.Errorf("%s: %d %s", name, got.status, got.body)
	}
	stated := leaves(p.query)
	for _, secret := range leavesOf(p.right.doc.Record) {
		known := slices.ContainsFunc(stated, func(s string) bool { return strings.Contains(s, secret) })
		known = known || isToday(secret) // as of which a registry answers: anybody's answer says when it came
		if telling(secret) && !known && strings.Contains(string(got.body), secret) {
			t.Errorf("%s: the answer tells %q\n%s", name, secret, got.body)
		}
	}
}

// isToday reports whether a value is the day, here or by the registries' calendar.
func isToday(value string) bool {
	now := time.Now()
	return value == now.UTC().Format(time.DateOnly) || value == now.In(time.FixedZone("MSK", 3*60*60)).Format(time.DateOnly)
}

// secretsOf returns what is known of the stranger: all that he states, and what his record tells, but for what p states or is told
// himself.
func secretsOf(stranger, p witness) []string {
	known := append(leaves(p.query), leavesOf(p.right.body)...)
	var all []string
	for _, secret := range append(leaves(stranger.query["subject"]), leavesOf(stranger.right.doc.Record)...) {
		if telling(secret) && !slices.ContainsFunc(known, func(k string) bool { return strings.Contains(k, secret) }) {
			all = append(all, secret)
		}
	}
	return all
}

// telling reports whether a value tells of a person, so that it is no accident where it is found: a name in Cyrillic, or a number or
// date of some length. Words of closed lists and codes of countries are everybody's.
func telling(value string) bool {
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
		return utf8.RuneCountInString(value) > 2
	}
	digits := strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return -1
	}, value), "0")
	return digits > 5
}
