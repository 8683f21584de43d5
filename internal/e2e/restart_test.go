package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/mock"
)

// keeping lets the gateway keep its state in a file, and gives the pension registry a day's quota.
func keeping(file string) func(*app.Config, *mock.Config) {
	return func(c *app.Config, _ *mock.Config) {
		c.State.File = file
		c.Registries.Pension.Limits.Quota.Limits = []resilience.Limit{{Count: 500, Day: "Europe/Moscow"}}
	}
}

// standing is how a registry stands, by /readyz?verbose.
type standing struct {
	Registry, Gate string
	Hold           struct {
		Cause string
		Until time.Time
	}
	Override struct {
		Mode, Reason string
		Until        time.Time
	}
	Lookups []lookupStanding
}

type lookupStanding struct {
	Lookup    string
	Breaker   string
	OpenUntil time.Time `json:"open_until"`
	Trip      struct{ Cause string }
	Override  struct{ Mode, Reason string }
}

// of returns how one of the registry's lookups stands.
func (s standing) of(t *testing.T, lookup string) lookupStanding {
	t.Helper()
	for _, l := range s.Lookups {
		if l.Lookup == lookup {
			return l
		}
	}
	t.Fatalf("%s has no lookup %s", s.Registry, lookup)
	return lookupStanding{}
}

func stands(t *testing.T, observe string) map[string]standing {
	t.Helper()
	var doc struct{ Registries []standing }
	r := do(t, http.MethodGet, "http://"+observe+"/readyz?verbose", nil)
	if err := json.Unmarshal(r.body, &doc); err != nil {
		t.Fatalf("readyz: %v", err)
	}
	all := make(map[string]standing)
	for _, s := range doc.Registries {
		all[s.Registry] = s
	}
	return all
}

const (
	pensionLeft   = `sverka_quota_left{operation="all",registry="pension",window="day"}`
	gateOfMVD     = "/v1/registries/mvd/override"
	outOfContract = "contract-broken" // somebody about whom registries answer what opens a breaker
	breakerOf     = "/v1/registries/pension/lookups/snils-check/override"
)

func left(t *testing.T, scrape string) int {
	t.Helper()
	n, err := strconv.Atoi(counter(t, scrape, pensionLeft))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestARestartForgetsNothingThatMatters(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	w := newWorld(t, uncached, keeping(file))
	for range 3 {
		w.ask(t, "pension/snils-check", w.query(t, known, "pension/snils-check"))
	}
	for range 5 {
		w.ask(t, "tax/inn", w.query(t, outOfContract, "tax/inn"), "Prefer", "wait=1")
	}
	w.operate(t, "PUT", gateOfMVD, `{"mode": "refuse", "reason": "their request", "for": "50m"}`)
	w.operate(t, "PUT", breakerOf, `{"mode": "observe", "reason": "night shift", "for": "40m"}`)
	before := stands(t, w.Gateway().Observe().String())
	if b := before["tax"].of(t, "inn"); b.Breaker != "open" {
		t.Fatalf("the breaker of tax/inn is %s", b.Breaker)
	}
	spent := 500 - left(t, w.metrics(t))
	if spent < 3 {
		t.Fatalf("%d exchanges are counted", spent)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}

	w = newWorld(t, uncached, keeping(file))
	after := stands(t, w.Gateway().Observe().String())
	if got := 500 - left(t, w.metrics(t)); got != spent {
		t.Errorf("%d exchanges are counted of the day, before it were %d", got, spent)
	}
	if b, a := before["tax"].of(t, "inn"), after["tax"].of(t, "inn"); a.Breaker != "open" || !a.OpenUntil.Equal(b.OpenUntil) || a.Trip != b.Trip {
		t.Errorf("the breaker stands at %+v, before it stood at %+v", a, b)
	}
	if r := w.ask(t, "tax/inn", w.query(t, known, "tax/inn")); r.doc.Kind != "refused" || r.doc.Reason != "breaker" {
		t.Errorf("what the breaker holds back got %d %s", r.status, r.body)
	}
	if b, a := before["mvd"].Override, after["mvd"].Override; a.Mode != "refuse" || a.Reason != "their request" || !a.Until.Equal(b.Until) {
		t.Errorf("the gate's override is %+v, before it was %+v", a, b)
	}
	if o := after["pension"].of(t, "snils-check").Override; o.Mode != "observe" || o.Reason != "night shift" {
		t.Errorf("the breaker's override is %+v", o)
	}
	for _, said := range []string{
		`"an override stands again","of":"mvd","mode":"refuse","why":"their request"`,
		`"an override stands again","of":"pension/snils-check","mode":"observe","why":"night shift"`,
	} {
		if !strings.Contains(w.log.String(), said) {
			t.Errorf("the log does not say %s", said)
		}
	}
	scrape := w.metrics(t)
	for series, want := range map[string]string{
		`sverka_state_start{found="restored"}`: "1", `sverka_state_start{found="off"}`: "0", "sverka_state_write_errors_total": "0",
	} {
		if got := counter(t, scrape, series); got != want {
			t.Errorf("%s is %s, want %s", series, got, want)
		}
	}
	eventually(t, "the state is saved", func() bool { return counter(t, w.metrics(t), "sverka_state_saved_timestamp_seconds") != "0" })
	for _, name := range []string{"FA", "1234567", "Каримов", "КАРИМОВ"} {
		if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), name) {
			t.Errorf("the state file has something personal: %v", err)
		}
	}
}

func TestABrokenStateFileDoesNotStopTheStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(file, []byte("sverka-state 1 cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, keeping(file))
	if r := w.ask(t, "pension/snils-check", w.query(t, known, "pension/snils-check")); r.status != http.StatusOK {
		t.Errorf("got %d %s", r.status, r.body)
	}
	if got := counter(t, w.metrics(t), `sverka_state_start{found="set_aside"}`); got != "1" {
		t.Errorf("the metric says %s", got)
	}
	if !strings.Contains(w.log.String(), "the state file was set aside: day quotas are counted from zero") {
		t.Error("the log does not say what is lost")
	}
	if page := w.operate(t, "GET", "/", ""); !strings.Contains(string(page.body), "at the start it was not believed and set aside") {
		t.Error("the console does not say it")
	}
}

// A gateway is refused the state of another one that runs.
func TestTwoGatewaysDoNotShareAState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	newWorld(t, keeping(file))
	registries := mock.Defaults()
	cfg := configured(t, registries)
	keeping(file)(&cfg, &registries)
	if _, err := app.New(cfg, slog.New(slog.DiscardHandler), "test"); err == nil || !strings.HasPrefix(err.Error(), "state.file: ") {
		t.Errorf("got %v, want an error of state.file", err)
	}
}

// Whoever starts a gateway while the one before still answers its last questions gets one that goes on where that one has ended.
func TestASuccessorWaitsForAGatewayThatDrains(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	w := newWorld(t, uncached, keeping(file), func(c *app.Config, _ *mock.Config) { c.Shutdown.Drain = 500 * time.Millisecond })
	w.ask(t, "pension/snils-check", w.query(t, known, "pension/snils-check"))
	log, made := &buffer{}, make(chan error, 1)
	var next *app.App
	registries := mock.Defaults()
	cfg := configured(t, registries)
	keeping(file)(&cfg, &registries)
	go func() {
		var err error
		next, err = app.Await(t.Context(), cfg, telemetry.NewLogger(log, "json", slog.LevelInfo), "test")
		made <- err
	}()
	eventually(t, "it is said that the other is waited for", func() bool {
		return strings.Contains(log.String(), "another process has what this gateway needs")
	})
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	if err := <-made; err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "the state of before stands again") {
		t.Errorf("the state of the one before is not found: %s", log)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := next.Run(ended); err != nil {
		t.Error(err)
	}
}

// One that does not end is waited for no longer than it may take, and whoever ends the successor meanwhile need not wait either.
func TestASuccessorDoesNotWaitForEver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	newWorld(t, keeping(file))
	registries := mock.Defaults()
	cfg := configured(t, registries)
	keeping(file)(&cfg, &registries)
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := app.Await(ended, cfg, slog.New(slog.DiscardHandler), "test"); !errors.Is(err, app.ErrHeld) || !strings.HasPrefix(err.Error(), "state.file: ") {
		t.Errorf("ended, it says %v", err)
	}
	cfg.Shutdown.Drain, cfg.Shutdown.Limit = 0, time.Second
	if _, err := app.Await(t.Context(), cfg, slog.New(slog.DiscardHandler), "test"); !errors.Is(err, app.ErrHeld) {
		t.Errorf("after its time it says %v", err)
	}
}

// A process is the gateway's real binary.
type process struct {
	*exec.Cmd
	observe, api string
}

// built returns the gateway's program.
func built(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "gateway")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "github.com/sverka/sverka/cmd/gateway")
	build.Dir = here
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

func start(t *testing.T, binary, config string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(binary, "-config", config)}
	stderr, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		var event struct{ Msg, API, Observe string }
		if json.Unmarshal(lines.Bytes(), &event) == nil && event.Msg == "started" {
			p.observe, p.api = event.Observe, event.API
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return p
		}
		t.Log(lines.Text())
	}
	t.Fatal("it did not start")
	return nil
}

// killed ends p as kill -9 does.
func (p *process) killed(t *testing.T) {
	t.Helper()
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.Wait() // it was killed
}

func TestAGatewayThatWasKilledForgetsNoExchange(t *testing.T) {
	w := newWorld(t) // for its mocks
	directory := t.TempDir()
	binary := built(t)
	cfg := configured(t, mock.Defaults())
	keeping(filepath.Join(directory, "state"))(&cfg, nil)
	r := &cfg.Registries
	r.Migration.Transport.BaseURL, r.Pension.Transport.BaseURL = w.MockURL()+"/migration", w.MockURL()+"/pension"
	r.Tax.Transport.BaseURL, r.MVD.Transport.BaseURL = w.MockURL()+"/tax", w.MockURL()+"/mvd"
	cfg.Cache.Entries = 0
	text, err := cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("gateway.yaml", text, 0o600); err != nil {
		t.Fatal(err)
	}
	scrape := func(p *process) string {
		return string(do(t, http.MethodGet, "http://"+p.observe+"/metrics", nil).body)
	}
	query, hard := w.query(t, known, "pension/snils-check"), w.query(t, outOfContract, "tax/inn")

	first := start(t, binary, "gateway.yaml")
	for range 20 {
		if r := do(t, http.MethodPost, "http://"+first.api+"/v1/lookups/pension/snils-check", query); r.status != http.StatusOK {
			t.Fatalf("got %d %s", r.status, r.body)
		}
	}
	for range 5 {
		do(t, http.MethodPost, "http://"+first.api+"/v1/lookups/tax/inn", hard, "Prefer", "wait=1")
	}
	open := stands(t, first.observe)["tax"].of(t, "inn")
	if open.Breaker != "open" {
		t.Fatalf("the breaker of tax/inn is %s", open.Breaker)
	}
	spent := 500 - left(t, scrape(first))
	waitSaved(t, first, scrape)
	first.killed(t)

	second := start(t, binary, "gateway.yaml")
	if got := 500 - left(t, scrape(second)); got < spent || got > spent+max(10, 2*spent) {
		t.Errorf("%d exchanges are counted after it was killed, %d were sent: none may be forgotten, and few counted too many", got, spent)
	}
	if again := stands(t, second.observe)["tax"].of(t, "inn"); again.Breaker != "open" || !again.OpenUntil.Equal(open.OpenUntil) {
		t.Errorf("the breaker stands at %+v, before at %+v", again, open)
	}
	if got := counter(t, scrape(second), `sverka_state_start{found="restored"}`); got != "1" {
		t.Errorf("restored is %s", got)
	}
}

// waitSaved waits until the file has been found to hold what stands after now.
func waitSaved(t *testing.T, p *process, scrape func(*process) string) {
	t.Helper()
	now := float64(time.Now().UnixMilli()) / 1000
	eventually(t, "the state is saved", func() bool {
		at, err := strconv.ParseFloat(counter(t, scrape(p), "sverka_state_saved_timestamp_seconds"), 64)
		return err == nil && at > now
	})
}
