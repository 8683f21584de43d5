package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/sync/errgroup"

	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/mock"
	"github.com/sverka/sverka/mock/fault"
)

// A program is the real one, as it is built, in a directory of its own, on mocks of the test's.
type program struct {
	t         *testing.T
	registry  *mock.Server
	collector *collector // of its spans
	directory string
	command   *exec.Cmd
	said      buffer // all that it wrote to its outputs
	addresses struct{ API, Observe, Operate string }
	audit     config.Audit
	ended     chan struct{}
	callers   callers // whom it tells apart; nil: nobody

	counting sync.Mutex
	refused  map[string]int // requests, by status and reason
}

// startProgram starts the program with everything said that it can say, and no holding back of what goes wrong. It may tell callers
// apart: one who may do all, and some of whom much is refused.
func startProgram(t *testing.T, apart bool) *program {
	t.Helper()
	registries := mock.Defaults()
	registries = registries.Unlimited()
	registries.Faults.SlowMedian, registries.Faults.SlowSigma = mock.Duration(20*time.Millisecond), 0.5
	p := &program{t: t, registry: mock.Start(t, registries), collector: newCollector(t, nil), directory: t.TempDir(), ended: make(chan struct{}), refused: make(map[string]int)}
	if err := secret.Write(filepath.Join(p.directory, "run"), registries); err != nil {
		t.Fatal(err)
	}
	audited, err := demo.Audited(app.Config{}, filepath.Join(p.directory, "run"))
	if err != nil {
		t.Fatal(err)
	}
	p.audit = audited.Audit
	if apart {
		p.tellApart()
	}
	binary, file := built(t), filepath.Join(t.TempDir(), "gateway.yaml")
	if err := os.WriteFile(file, p.config(), 0o600); err != nil {
		t.Fatal(err)
	}
	p.command = exec.CommandContext(t.Context(), binary, "-config", file)
	p.command.Dir = p.directory
	p.command.Cancel = func() error { return p.command.Process.Signal(syscall.SIGTERM) }
	p.listen()
	return p
}

// tellApart writes the file of callers.
func (p *program) tellApart() {
	p.callers = make(callers)
	text := "callers:\n"
	for name, change := range map[string]*strings.Replacer{
		"portal": strings.NewReplacer(),
		"narrow": strings.NewReplacer("lookups: {", "lookups: {tax/inn: verdict} #"),
		"hasty":  strings.NewReplacer("rate: 1000", "rate: 0.001\n    burst: 1"),
		"spent":  strings.NewReplacer("day: 100000", "day: 1"),
	} {
		key, hash := access.NewKey()
		p.callers[name] = key.Reveal()
		text += change.Replace(entryOf(name, hash))
	}
	stranger, _ := access.NewKey()
	p.callers["stranger"], p.callers["nobody"] = stranger.Reveal(), ""
	if err := os.WriteFile(filepath.Join(p.directory, "run", "callers.yaml"), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// listen starts the program and reads what it says, to the end.
func (p *program) listen() {
	p.t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		p.t.Fatal(err)
	}
	p.command.Stdout, p.command.Stderr = writer, writer
	if err := p.command.Start(); err != nil {
		p.t.Fatal(err)
	}
	writer.Close()
	started := make(chan struct{})
	go func() {
		defer close(p.ended)
		defer reader.Close()
		lines := bufio.NewReader(io.TeeReader(reader, &p.said))
		for {
			line, err := lines.ReadBytes('\n')
			if bytes.Contains(line, []byte(`"msg":"started"`)) && json.Unmarshal(line, &p.addresses) == nil {
				close(started)
			}
			if err != nil {
				return
			}
		}
	}()
	p.t.Cleanup(p.stop)
	select {
	case <-started:
	case <-p.ended:
		p.t.Fatalf("it did not start: %s", p.said.String())
	}
}

// stop ends the program as its operator would.
func (p *program) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	<-p.ended
	_ = p.command.Wait()
}

// config returns configs/gateway.yaml, changed so that everything happens quickly and everything is said.
func (p *program) config() []byte {
	text, err := os.ReadFile(filepath.Join(here, "..", "..", "configs", "gateway.yaml"))
	if err != nil {
		p.t.Fatal(err)
	}
	var c map[string]any
	if err := yaml.Unmarshal(text, &c); err != nil {
		p.t.Fatal(err)
	}
	part := func(of map[string]any, key string) map[string]any {
		inner, ok := of[key].(map[string]any)
		if !ok {
			inner = make(map[string]any)
			of[key] = inner
		}
		return inner
	}
	for _, listener := range []string{"api", "observe", "operate"} {
		part(c, listener)["listen"] = "127.0.0.1:0"
	}
	part(c, "log")["level"] = "debug"
	part(c, "shutdown")["drain"] = "0s"
	part(c, "cache")["entries"] = 0
	c["audit"] = map[string]any{
		"directory": filepath.Join(p.directory, "audit"), "key_file": p.audit.KeyFile, "officers_file": p.audit.OfficersFile,
		"reserve": map[string]any{"bytes": 0, "percent": 0},
	}
	traces := part(c, "traces")
	traces["endpoint"], traces["sample"], traces["follow"], traces["queue"] = p.collector.URL+"/v1/traces", "100%", 1000, 1<<16
	if p.callers != nil {
		c["access"] = map[string]any{"callers_file": filepath.Join(p.directory, "run", "callers.yaml")}
	}
	part(c, "state")["file"] = filepath.Join(p.directory, "state")
	for name := range part(c, "registries") {
		registry := part(part(c, "registries"), name)
		part(registry, "transport")["base_url"] = p.registry.Registry(name)
		limits := part(registry, "limits")
		limits["observe"], limits["exchange_limit"], limits["slow_after"] = true, "300ms", "200ms"
		delete(limits, "quota")
	}
	out, err := yaml.Marshal(c)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// A leak is one place where canaries are looked for.
type leak struct {
	where string
	text  []byte
}

// places collects what was written, with where.
type places struct {
	mu  sync.Mutex
	all []leak
}

func (p *places) add(where string, text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, leak{where, text})
}

// TestPersonalDataIsNowhereElse: whoever is asked about and whatever goes wrong, what tells of a person is in the question, the
// exchange and the answer, and in nothing that the program writes, shows, keeps or says of itself.
func TestPersonalDataIsNowhereElse(t *testing.T) {
	t.Run("registries fail", func(t *testing.T) {
		p := startProgram(t, false)
		p.drive(p.befall)
	})
	t.Run("callers are refused", func(t *testing.T) {
		p := startProgram(t, true)
		p.drive(p.turnAway)
		for _, refusal := range []string{
			"401 no_credential", "401 bad_credential", "403 lookup", "422 field", "422 personal", "429 rate", "429 day", "429 guesses",
		} {
			if p.refused[refusal] == 0 {
				t.Errorf("nobody was refused by %s, only by %v", refusal, p.refused)
			}
		}
	})
}

// drive asks about everybody, lets then happen what may, and searches all that came of it.
func (p *program) drive(then func(people []mock.Entry, asked func(caller, lookup string, query json.RawMessage))) {
	t := p.t
	canaries, seen := newFlock(), &places{}
	var guard sync.Mutex
	asked := func(caller, lookup string, query json.RawMessage) {
		body := p.ask(caller, lookup, query, seen)
		guard.Lock()
		defer guard.Unlock()
		canaries.canariesOf(query, "subject")
		canaries.canariesOf(body, "record")
	}
	people, err := p.registry.Personas()
	if err != nil {
		t.Fatal(err)
	}
	var asking errgroup.Group
	asking.SetLimit(16)
	for _, person := range people {
		for lookup, l := range person.Lookups {
			asking.Go(func() error { asked("portal", lookup, l.Query); return nil })
		}
	}
	_ = asking.Wait()
	then(people, asked)
	p.look(seen)
	p.stop()
	seen.add("what it said", []byte(p.said.String()))
	p.files(seen)
	for _, batch := range p.collector.raw {
		seen.add("spans", batch)
	}
	checkVocabulary(t, people, p.collector.seen())
	if len(canaries.values) < 500 || len(p.said.String()) < 100_000 {
		t.Errorf("%d canaries, and %d bytes of a log: this is less than there must be", len(canaries.values), len(p.said.String()))
	}
	searched, told := 0, 0
	for _, place := range seen.all {
		searched += len(place.text)
		for _, found := range canaries.find(place.text) {
			if told++; told <= 20 {
				t.Errorf("%s: %q is there (%s)", place.where, found.value, found.way)
			}
		}
	}
	t.Logf("%d canaries, searched for in %d places of %d bytes", len(canaries.values), len(seen.all), searched)
}

// ask puts a question, with the person's numbers in every header where a clumsy caller could put them, and returns the answer's body. What a
// failure says is searched, and every header.
func (p *program) ask(caller, lookup string, query json.RawMessage, seen *places) []byte {
	var told struct {
		Subject struct {
			SNILS  string `json:"snils"`
			Family string `json:"latin_family_name"`
		} `json:"subject"`
	}
	_ = json.Unmarshal(query, &told)
	url := "http://" + p.addresses.API + "/v1/lookups/" + lookup + "?snils=" + strings.ReplaceAll(told.Subject.SNILS, " ", "+")
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, url, bytes.NewReader(query))
	if err != nil {
		p.t.Error(err)
		return nil
	}
	number := strings.ReplaceAll(told.Subject.SNILS, " ", "-")
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Prefer": "wait=2", "X-Correlation-Id": number, "X-Request-Id": number, "Tracestate": "portal=" + number,
		"Baggage": "snils=" + number + ",name=" + told.Subject.Family, "Traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		"User-Agent": "portal/" + number, "Referer": "https://portal.test/?snils=" + number, "X-Forwarded-For": number, "Cookie": "snils=" + number,
	} {
		r.Header.Set(name, value)
	}
	if key := p.callers[caller]; key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Error(err)
		return nil
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	p.count(response.StatusCode, body)
	var headers bytes.Buffer
	_ = response.Header.Write(&headers)
	seen.add(lookup+": headers of an answer", headers.Bytes())
	if response.StatusCode >= http.StatusBadRequest {
		seen.add(lookup+": a failure", body)
	}
	return body
}

// count counts what was refused, by status, reason and the first field that was wrong.
func (p *program) count(status int, body []byte) {
	var problem struct {
		Reason string
		Errors []struct{ Code string }
	}
	if status < http.StatusBadRequest || json.Unmarshal(body, &problem) != nil {
		return
	}
	p.counting.Lock()
	defer p.counting.Unlock()
	p.refused[strconv.Itoa(status)+" "+problem.Reason]++
	for _, e := range problem.Errors {
		p.refused[strconv.Itoa(status)+" "+e.Code]++
	}
}

// questionsOf returns a good question for each lookup.
func questionsOf(people []mock.Entry) map[string]json.RawMessage {
	questions := make(map[string]json.RawMessage)
	for _, person := range people {
		for lookup, l := range person.Lookups {
			if l.Expect.Kind == "" && questions[lookup] == nil {
				questions[lookup] = l.Query
			}
		}
	}
	return questions
}

// turnAway asks as those who may not, or no more; asks what is no question, or has the person in its case; and guesses.
func (p *program) turnAway(people []mock.Entry, asked func(caller, lookup string, query json.RawMessage)) {
	questions := questionsOf(people)
	for caller := range p.callers {
		for lookup, query := range questions {
			asked(caller, lookup, query)
		}
	}
	for lookup, query := range questions {
		question := decoded(p.t, query)
		subject, _ := question["subject"].(map[string]any)
		question["case_id"] = strings.ReplaceAll(fmt.Sprint(subject["latin_family_name"], "-", subject["birth_date"]), " ", "-")
		asked("portal", lookup, encoded(p.t, question))
		question["case_id"] = fmt.Sprint(subject["family_name"], " ", subject["given_name"])
		asked("portal", lookup, encoded(p.t, question))
	}
	for _, name := range []string{"Аркадий", "Геннадий", "Валентин", "Станислав", "Тимофей", "Владислав"} {
		question := decoded(p.t, questions["pension/snils-check"])
		subject, _ := question["subject"].(map[string]any)
		subject["given_name"] = name
		asked("portal", "pension/snils-check", encoded(p.t, question))
	}
}

// befall asks about one person of each lookup under each fault that its registry can have.
func (p *program) befall(people []mock.Entry, asked func(caller, lookup string, query json.RawMessage)) {
	questions := questionsOf(people)
	for _, f := range fault.Catalogue() {
		if !f.Served() {
			continue
		}
		var asking errgroup.Group
		asking.SetLimit(8)
		for lookup, query := range questions {
			if p.registry.Fault(mock.Rule{Lookup: lookup, Fault: f.Name}) != nil {
				continue // it cannot be had there
			}
			asking.Go(func() error { asked("portal", lookup, query); return nil })
		}
		_ = asking.Wait()
		clear, err := http.NewRequestWithContext(p.t.Context(), http.MethodDelete, p.registry.URL+"/admin/faults", http.NoBody)
		if err != nil {
			p.t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(clear)
		if err != nil || response.StatusCode >= http.StatusBadRequest {
			p.t.Fatalf("the faults are not cleared: %v", err)
		}
		response.Body.Close()
	}
}

// look reads what the program shows of itself while it runs.
func (p *program) look(seen *places) {
	token, err := os.ReadFile(filepath.Join(p.directory, "run", "operate.token"))
	if err != nil {
		p.t.Fatal(err)
	}
	for _, address := range []string{p.addresses.API, p.addresses.Observe, p.addresses.Operate} {
		for _, path := range []string{
			"/", "/metrics", "/healthz", "/readyz", "/readyz?verbose", "/v1/registries", "/v1/overrides", "/v1/messages", "/debug/vars", "/debug/pprof/",
			"/debug/pprof/goroutine?debug=2", "/debug/pprof/heap", "/debug/requests", "/server-status",
		} {
			r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, "http://"+address+path, http.NoBody)
			if err != nil {
				p.t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				p.t.Fatal(err)
			}
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			seen.add("GET "+path, body)
			if strings.HasPrefix(path, "/debug") && response.StatusCode == http.StatusOK {
				p.t.Errorf("%s is served", path)
			}
		}
	}
	for _, name := range []string{"cmdline", "environ", "comm"} {
		if text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.command.Process.Pid), name)); err == nil { // of another system: none
			seen.add("its "+name, text)
		}
	}
}

// files reads whatever the program left behind.
func (p *program) files(seen *places) {
	count := 0
	root := os.DirFS(p.directory)
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		seen.add("file "+path, text)
		count++
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, written := range []string{"state", "audit/checkpoint"} {
		if _, err := fs.Stat(root, written); err != nil {
			p.t.Errorf("of %d files that it left, none is %s: %v", count, written, err)
		}
	}
}
