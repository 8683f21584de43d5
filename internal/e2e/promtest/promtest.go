// Package promtest runs a real Prometheus for tests: the process, of Debian's package, on a loopback port and gone with the test.
package promtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/prometheus/common/model"
)

// patience is how long Prometheus may take to start, to answer and to end: far more than it does.
const patience = 2 * time.Minute

// Config says what a Prometheus scrapes, and which rules it evaluates.
type Config struct {
	Job           string        // "sverka", unless it says another
	Targets       []string      // host:port of each
	Every         time.Duration // between scrapes, and between evaluations of all rules, whatever their groups say
	Rules         []string      // files
	Alertmanagers []string      // host:port of who is told of alerts
	Flags         []string      // besides those for its port and directory
}

// A Server is a Prometheus that runs.
type Server struct {
	t      testing.TB
	url    string
	client *http.Client
	log    *log
}

// log is what a Prometheus says: kept, to be shown when the test fails.
type log struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// listening is how it says which port it was given.
var listening = regexp.MustCompile(`msg="Listening on" address=(\S+)`)

// Start returns a Prometheus that is ready. It ends with the test, which fails if Prometheus cannot be started; what it said is shown
// with a test that failed.
func Start(t testing.TB, c Config) *Server {
	t.Helper()
	directory := t.TempDir()
	file := filepath.Join(directory, "prometheus.yml")
	if err := os.WriteFile(file, configuration(t, directory, c), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := append([]string{"--config.file=" + file, "--storage.tsdb.path=" + filepath.Join(directory, "data"), "--web.listen-address=127.0.0.1:0"}, c.Flags...)
	command := exec.CommandContext(t.Context(), "prometheus", flags...) //nolint:gosec // the test's own flags
	// The test's context ends before its clean-ups run.
	command.Cancel, command.WaitDelay = func() error { return command.Process.Signal(syscall.SIGTERM) }, patience
	said, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("no Prometheus, which Debian's package prometheus has: %v", err)
	}
	s := &Server{t: t, client: &http.Client{Transport: &http.Transport{}, Timeout: patience}, log: &log{}}
	address, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		s.listen(said, address)
		_ = command.Wait() // the test has ended it
	}()
	t.Cleanup(func() {
		_ = command.Cancel() // nothing more is to be done about one that has ended already
		<-ended
		s.client.CloseIdleConnections()
		if t.Failed() {
			t.Logf("Prometheus said:\n%s", s.log)
		}
	})
	select {
	case a := <-address:
		s.url = "http://" + a
	case <-ended:
		t.Fatalf("Prometheus ended at once:\n%s", s.log)
	case <-time.After(patience):
		t.Fatalf("Prometheus does not say where it listens:\n%s", s.log)
	}
	s.until("it is ready", func() bool { return s.ready() })
	return s
}

// listen keeps what Prometheus says until it has ended, and tells where it listens.
func (s *Server) listen(said io.Reader, address chan<- string) {
	lines := bufio.NewScanner(said)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s.log.mu.Lock()
		s.log.text.WriteString(lines.Text() + "\n")
		s.log.mu.Unlock()
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			address <- found[1]
		}
	}
}

func (s *Server) ready() bool {
	_, err := s.get("/-/ready", nil)
	return err == nil
}

// configuration returns prometheus.yml, having written the rules with their new interval into directory.
func configuration(t testing.TB, directory string, c Config) []byte {
	t.Helper()
	every := strconv.FormatInt(c.Every.Milliseconds(), 10) + "ms"
	rules := make([]string, len(c.Rules))
	for i, file := range c.Rules {
		rules[i] = filepath.Join(directory, strconv.Itoa(i)+"-"+filepath.Base(file))
		if err := os.WriteFile(rules[i], quickened(t, file, every), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if c.Job == "" {
		c.Job = "sverka"
	}
	type static struct {
		Targets []string `yaml:"targets"`
	}
	text, err := yaml.Marshal(map[string]any{
		"global":         map[string]string{"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
		"rule_files":     rules,
		"scrape_configs": []any{map[string]any{"job_name": c.Job, "static_configs": []static{{c.Targets}}}},
		"alerting":       map[string]any{"alertmanagers": []any{map[string]any{"static_configs": []static{{c.Alertmanagers}}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// quickened returns a file of rules with another interval for all its groups.
func quickened(t testing.TB, file, every string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []map[string]any `yaml:"groups"`
	}
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, g := range rules.Groups {
		g["interval"] = every
	}
	text, err = yaml.Marshal(rules)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// URL returns where it listens, as http://host:port.
func (s *Server) URL() string { return s.url }

// Log returns what it has said.
func (s *Server) Log() string { return s.log.String() }

// Query evaluates an expression as of now. What comes to a number is a vector of one sample without labels. The error says what
// Prometheus has against the expression.
func (s *Server) Query(expression string) (model.Vector, error) {
	var result struct {
		Type   string          `json:"resultType"`
		Result json.RawMessage `json:"result"`
	}
	if err := s.ask("query", url.Values{"query": {expression}}, &result); err != nil {
		return nil, err
	}
	switch result.Type {
	case "vector":
		var vector model.Vector
		return vector, json.Unmarshal(result.Result, &vector)
	case "scalar":
		var scalar model.Scalar
		err := json.Unmarshal(result.Result, &scalar)
		return model.Vector{{Metric: model.Metric{}, Value: scalar.Value, Timestamp: scalar.Timestamp}}, err
	default:
		return nil, fmt.Errorf("%s: it comes to a %s, which cannot be shown", expression, result.Type)
	}
}

// QueryRange evaluates an expression at each step from start to end, as a graph does.
func (s *Server) QueryRange(expression string, start, end time.Time, step time.Duration) (model.Matrix, error) {
	var result struct {
		Result model.Matrix `json:"result"`
	}
	err := s.ask("query_range", url.Values{
		"query": {expression}, "step": {strconv.FormatFloat(step.Seconds(), 'f', -1, 64)},
		"start": {start.Format(time.RFC3339Nano)}, "end": {end.Format(time.RFC3339Nano)},
	}, &result)
	return result.Result, err
}

// Series returns the labels of all series that a selector has ever found.
func (s *Server) Series(selector string) ([]model.LabelSet, error) {
	var found []model.LabelSet
	err := s.ask("series", url.Values{"match[]": {selector}}, &found)
	return found, err
}

// An Alert is one that is pending or firing.
type Alert struct {
	Labels      model.LabelSet `json:"labels"`
	Annotations model.LabelSet `json:"annotations"`
	State       string         `json:"state"` // pending, firing
	ActiveAt    time.Time      `json:"activeAt"`
}

// Alerts returns those that are pending or firing now.
func (s *Server) Alerts() ([]Alert, error) {
	var found struct {
		Alerts []Alert `json:"alerts"`
	}
	err := s.ask("alerts", nil, &found)
	return found.Alerts, err
}

// Until waits for an expression to have a result. The test ends if it has none for two minutes, or cannot be evaluated.
func (s *Server) Until(expression string) model.Vector {
	s.t.Helper()
	var found model.Vector
	s.until(expression+" has a result", func() bool {
		var err error
		if found, err = s.Query(expression); err != nil {
			s.t.Fatal(err)
		}
		return len(found) > 0
	})
	return found
}

func (s *Server) until(what string, ok func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); <-time.After(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	s.t.Fatalf("not within %v: %s", patience, what)
}

// ask puts a question of the API, and reads data.
func (s *Server) ask(what string, of url.Values, data any) error {
	body, err := s.get("/api/v1/"+what, of)
	if err != nil {
		return err
	}
	var reply struct {
		Data json.RawMessage `json:"data"`
	}
	return errors.Join(json.Unmarshal(body, &reply), json.Unmarshal(reply.Data, data))
}

func (s *Server) get(path string, of url.Values) ([]byte, error) {
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path+"?"+of.Encode(), http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("Prometheus says %s: %s", response.Status, body) //nolint:staticcheck // it is a name
	}
	return body, err
}
