package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func asked(t *testing.T, in string, a about) (question, error) {
	t.Helper()
	return readQuestion(t.Context(), options{about: a}, strings.NewReader(in))
}

func allStated() about {
	return about{purpose: "service_delivery", serviceCode: "7", basis: "law", reference: "115-ФЗ", actor: "officer", actorID: "1180", caseID: "c/1"}
}

func TestTheFlagsCompleteASubject(t *testing.T) {
	q, err := asked(t, "\ufeff"+` {"family_name": "Намунаев", "sex": "male"} `, allStated())
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"actor":{"kind":"officer","id":"1180"},"basis":{"kind":"law","reference":"115-ФЗ"},"case_id":"c/1","purpose":"service_delivery",` +
		`"service_code":"7","subject":{"family_name":"Намунаев","sex":"male"}}`
	if string(q.body) != want {
		t.Errorf("got  %s\nwant %s", q.body, want)
	}
	if !slices.Equal(q.stated, []string{"Намунаев"}) {
		t.Errorf("withheld are %q", q.stated)
	}
}

// Nothing piped in is the first thing that befalls a newcomer: it is said in so many words, and not as JSON that breaks off.
func TestAnEmptyQuestionIsCalledEmpty(t *testing.T) {
	for _, in := range []string{"", "\ufeff", " \r\n", "\ufeff\n"} {
		if _, err := asked(t, in, allStated()); err == nil || !strings.Contains(err.Error(), "is empty") {
			t.Errorf("%q: %v", in, err)
		}
	}
}

// What is stated is withheld whole, also where one part of it begins like another; words that anybody may state are not.
func TestWhatIsStatedIsWithheld(t *testing.T) {
	q, err := asked(t, `{"given_name":"Намун","family_name":"Намунаев","sex":"male","no_patronymic":true,"documents":[{"type":"visa","series":"A","number":"90"}]}`, allStated())
	if err != nil {
		t.Fatal(err)
	}
	const said = "Намунаев Намун, male, by visa A 90, /documents/0"
	if got, want := q.withhold(said), "[withheld] [withheld], male, by visa A 90, /documents/0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A plan is of a form that is being filled in: it needs the purpose only.
func TestAPlanNeedsThePurposeOnly(t *testing.T) {
	read := func(a about) (question, error) {
		return readQuestion(t.Context(), options{plan: true, about: a}, strings.NewReader(`{"sex": "male"}`))
	}
	if q, err := read(about{purpose: "complaint"}); err != nil || string(q.body) != `{"purpose":"complaint","subject":{"sex":"male"}}` {
		t.Errorf("%s, %v", q.body, err)
	}
	if _, err := read(about{}); err == nil || err.Error() != "the question does not state: purpose (-purpose)" {
		t.Errorf("got %v", err)
	}
}

func TestAWholeQueryIsSentAsItIs(t *testing.T) {
	const query = `{"actor":{"kind":"system"},"basis":{"kind":"public_service"},"case_id":"1","purpose":"complaint","subject":{"inn":"x"},"unknown":[1.50]}`
	q, err := asked(t, query, about{})
	if err != nil || string(q.body) != query {
		t.Errorf("%s, %v", q.body, err)
	}
}

func TestQuestionsThatAreNotSent(t *testing.T) {
	const whole = `{"subject":{},"purpose":"complaint","basis":{"kind":"law"},"actor":{"kind":"system"},"case_id":"1"}`
	for _, c := range []struct {
		name, in, says string
		about          about
	}{
		{"nothing", "", "the question is empty", about{}},
		{"not JSON", "family_name: КАНАРЕЙКИН", "JSON syntax at byte 2", about{}},
		{"a name twice", `{"inn":"КАНАРЕЙКИН","inn":"КАНАРЕЙКИН"}`, "JSON duplicate_key at byte", about{}},
		{"a list", `["КАНАРЕЙКИН"]`, "one JSON object", about{}},
		{"null", `null`, "one JSON object", about{}},
		{"too long", `"` + strings.Repeat("КАНАРЕЙКИН", 60_000) + `"`, "longer than 1048576 bytes", about{}},
		{"a subject alone", `{"family_name":"КАНАРЕЙКИН"}`, "purpose (-purpose), basis (-basis), actor (-actor), case_id (-case)", about{}},
		{"without a case", `{"subject":{"family_name":"КАНАРЕЙКИН"}}`, "does not state: case_id (-case)", about{purpose: "p", basis: "b", actor: "a"}},
		{"a purpose twice", whole, "-purpose: the question states its purpose already", about{purpose: "complaint"}},
		{"a reference besides", whole, "-basis: the question states its basis already", about{reference: "7"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := asked(t, c.in, c.about)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("got %v, want %s", err, c.says)
			}
			if strings.Contains(err.Error(), "КАНАРЕЙКИН") {
				t.Errorf("it quotes the question: %v", err)
			}
		})
	}
}

func TestTheQuestionIsReadFromTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "КАНАРЕЙКИН.json")
	if err := os.WriteFile(file, []byte(`{"inn":"1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	q, err := readQuestion(t.Context(), options{file: file, about: allStated()}, strings.NewReader("not this"))
	if err != nil || !strings.Contains(string(q.body), `"subject":{"inn":"1"}`) {
		t.Errorf("%s, %v", q.body, err)
	}
	_, err = readQuestion(t.Context(), options{file: filepath.Dir(file)}, nil)
	if err == nil || !strings.Contains(err.Error(), "is a directory") || strings.Contains(err.Error(), "/") {
		t.Errorf("a directory: %v", err)
	}
	q, err = readQuestion(t.Context(), options{file: "-", about: allStated()}, strings.NewReader(`{"inn":"2"}`))
	if err != nil || !strings.Contains(string(q.body), `"inn":"2"`) {
		t.Errorf("%s, %v", q.body, err)
	}
}

// Who is asked to type the question can go.
func TestReadingEndsWithTheContext(t *testing.T) {
	in, typing := io.Pipe()
	defer typing.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	if _, err := readQuestion(ctx, options{}, in); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Whatever is read, what is sent is one JSON document with a subject, and an error quotes nothing.
func FuzzQuestion(f *testing.F) {
	f.Add([]byte(`{"subject":{"family_name":"Намунаев"},"purpose":"complaint"}`))
	f.Add([]byte("\ufeff{\"inn\":\"980000000101\"}"))
	f.Add([]byte(`{"a":{"b":[{},[]]},"c":1e9,"d":null}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		q, err := readQuestion(t.Context(), options{about: allStated()}, strings.NewReader(string(in)))
		if err != nil {
			for _, r := range err.Error() {
				if r > '~' || r < ' ' {
					t.Errorf("it quotes: %q", err)
				}
			}
			return
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(q.body, &members); err != nil {
			t.Fatalf("not JSON: %v", err)
		}
		for _, m := range allStated().members() {
			if members[m.name] == nil {
				t.Errorf("%s is not stated; there are %q", m.name, slices.Sorted(maps.Keys(members)))
			}
		}
	})
}
