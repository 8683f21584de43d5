package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sverka/sverka/mock"
)

// A day is all that runs while it is played, and what has happened by now.
type day struct {
	folder       string
	gateway      *gateway
	registries   map[string]*registry
	prometheus   *prometheus
	alertmanager *alertmanager
	collector    *collector
	load         *load
	stay         bool   // in the first act whose alerts have fired
	runbook      string // the directory of its pages
	notes        string // the directory for what was seen of each act; empty: none
	began        time.Time
	opened       time.Time // when everything had started: before it, Prometheus has not found whom to scrape for some seconds

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, with each look at the alerts
	alerts  []alert
	first   map[string]time.Time // when an alert, as written, was last seen to begin firing
	told    map[string]alert
	played  []*played
}

// open starts everything. What was started is ended by close, also after an error.
func open(ctx context.Context, folder, rules string) (*day, error) {
	d := &day{
		folder: folder, began: time.Now(), registries: make(map[string]*registry), changed: make(chan struct{}),
		first: make(map[string]time.Time), told: make(map[string]alert),
	}
	if err := build(ctx, folder); err != nil {
		return d, err
	}
	for _, name := range mock.Registries() {
		r, err := newRegistry(ctx, folder, name)
		if err != nil {
			return d, err
		}
		d.registries[name] = r
	}
	var err error
	if d.collector, err = newCollector(); err != nil {
		return d, err
	}
	reach := func(name string) string { return d.registries[name].url("/" + name) }
	if d.gateway, err = newGateway(ctx, folder, reach, d.collector.url()); err != nil {
		return d, err
	}
	if d.alertmanager, err = newAlertmanager(ctx, folder, rules); err != nil {
		return d, err
	}
	d.load = newLoad(d.gateway, d.registries)
	if err := remember(ctx, folder, d.gateway.observe, time.Now()); err != nil {
		return d, err
	}
	d.prometheus, err = newPrometheus(ctx, folder, rules, d.gateway.observe, d.alertmanager.addr)
	return d, err
}

// close ends everything that was started.
func (d *day) close() {
	if d.prometheus != nil && d.prometheus.process != nil {
		d.prometheus.stop()
	}
	if d.alertmanager != nil && d.alertmanager.process != nil {
		d.alertmanager.stop()
	}
	if d.gateway != nil && d.gateway.process != nil {
		d.gateway.stop()
	}
	if d.collector != nil {
		_ = d.collector.close() // nobody sends any more
	}
	for _, r := range d.registries {
		if r.process != nil {
			r.stop()
		}
	}
}

// quiet is how long a calm is: as many of the rules' minutes, before and after.
const quiet = 8 * time.Second

// run plays the lanes side by side, each act after the other, and then the finale, and returns what has fired.
func (d *day) run(ctx context.Context, lanes [][]act, finale []act) ([]firing, error) {
	ctx, end := context.WithCancel(ctx)
	var behind sync.WaitGroup
	defer behind.Wait()
	defer end()
	behind.Go(func() { d.load.run(ctx) })
	behind.Go(func() { d.watch(ctx) })
	if err := d.wait(ctx, resolvesWithin, func() bool { return d.scraped(ctx) && d.calm("") }); err != nil {
		return nil, fmt.Errorf("it does not become calm: %w", err)
	}
	d.opened = time.Now()
	d.say("", "calm: %s in which nothing may fire", quiet)
	if err := d.elapse(ctx, quiet); err != nil {
		return nil, err
	}
	all, playing := errgroup.WithContext(ctx)
	for _, lane := range lanes {
		all.Go(func() error { return d.inTurn(playing, lane) })
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	if err := d.inTurn(ctx, finale); err != nil {
		return nil, err
	}
	d.say("", "calm: %s in which nothing may fire", quiet)
	if err := d.elapse(ctx, quiet); err != nil {
		return nil, err
	}
	fired, err := d.prometheus.fired(ctx)
	return slices.DeleteFunc(fired, func(f firing) bool { return f.until.Before(d.opened) }), err
}

func (d *day) inTurn(ctx context.Context, acts []act) error {
	for _, a := range acts {
		if err := d.play(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// scraped reports whether Prometheus has scraped the gateway.
func (d *day) scraped(ctx context.Context) bool {
	var reply struct {
		Data struct{ Result []json.RawMessage }
	}
	err := d.prometheus.ask(ctx, "/api/v1/query?query="+url.QueryEscape(`up == 1`), &reply)
	return err == nil && len(reply.Data.Result) > 0
}

// elapse waits for so long.
func (d *day) elapse(ctx context.Context, long time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(long):
		return nil
	}
}

// watch looks at the alerts until ctx ends.
func (d *day) watch(ctx context.Context) {
	ticks := time.NewTicker(scrapeEvery / 2)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		now, err := d.prometheus.now(ctx)
		if err != nil {
			continue // the next look will tell
		}
		d.look(now)
	}
}

// look takes note of the alerts as they are now.
func (d *day) look(now []alert) {
	d.mu.Lock()
	defer d.mu.Unlock()
	was := make(map[string]bool)
	for _, a := range d.alerts {
		was[written(a.labels)] = a.state == stateFiring
	}
	for _, a := range now {
		if as := written(a.labels); a.state == stateFiring && !was[as] {
			d.first[as], d.told[as] = time.Now(), a
			d.sayLocked(a.labels["registry"], "+ %s", as)
		}
		delete(was, written(a.labels))
	}
	for as, fired := range was {
		if fired {
			d.sayLocked(d.told[as].labels["registry"], "- %s", as)
		}
	}
	d.alerts = now
	close(d.changed)
	d.changed = make(chan struct{})
}

const stateFiring = "firing"

// wait returns when it is so, which is asked with each look at the alerts, or with an error when that takes too long.
func (d *day) wait(ctx context.Context, most time.Duration, so func() bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, most, fmt.Errorf("not within %s", most))
	defer cancel()
	for {
		d.mu.Lock()
		changed := d.changed
		d.mu.Unlock()
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
		}
		if so() {
			return nil
		}
	}
}

// calm reports whether no alert about the registry fires or is about to; "" is the gateway itself.
func (d *day) calm(registry string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range d.alerts {
		if a.labels["registry"] == registry {
			return false
		}
	}
	return true
}

// seen reports whether an alert that s selects has begun to fire since then.
func (d *day) seen(since time.Time, s selector) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for as, at := range d.first {
		if at.After(since) && s.selects(d.told[as].labels) {
			return true
		}
	}
	return false
}

func (d *day) add(p *played) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.played = append(d.played, p)
}

// say prints a line of the timeline.
func (d *day) say(registry, format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sayLocked(registry, format, args...)
}

func (d *day) sayLocked(registry, format string, args ...any) {
	if registry == "" {
		registry = "gateway"
	}
	fmt.Printf("%6.1fs  %-9s  %s\n", time.Since(d.began).Seconds(), registry, fmt.Sprintf(format, args...))
}

// note writes down, while an act is on, what its alerts say, and what the gateway says of itself.
func (d *day) note(ctx context.Context, p *played) {
	if d.notes == "" {
		return
	}
	base := "http://" + d.gateway.observe
	ready, _ := get(ctx, base+"/readyz?verbose=text") // of a gateway that is away there is nothing to be seen
	console, _ := send(ctx, http.MethodGet, "http://"+d.gateway.operate+"/", "", d.gateway.token)
	metrics, _ := get(ctx, base+"/metrics")
	said, err := os.ReadFile(d.gateway.output.Name())
	for name, text := range map[string][]byte{
		"alerts.txt": []byte(d.texts(p, nil)), "first-look.txt": []byte(p.lookText()), "readyz.txt": ready, "console.html": console, "metrics.txt": metrics, "log.txt": said,
	} {
		if err == nil {
			err = os.WriteFile(filepath.Join(d.notes, p.name+"."+name), text, owner)
		}
	}
	if err != nil {
		d.say(p.at, "%s: it could not be written down: %v", p.name, err)
	}
}

// texts is what the alerts of p that have fired say to people, but for those that are silent.
func (d *day) texts(p *played, silent map[string]bool) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var text strings.Builder
	for _, as := range slices.Sorted(maps.Keys(d.first)) {
		if a := d.told[as]; d.first[as].After(p.began) && a.labels["registry"] == p.at && !silent[as] {
			fmt.Fprintf(&text, "%s\n  %s\n  %s\n  %s\n", as, a.annotations["summary"], a.annotations["description"], a.annotations["runbook_url"])
		}
	}
	return text.String()
}

// exercise prints what whoever is on call gets.
func (d *day) exercise(ctx context.Context, p *played) {
	silent, err := d.alertmanager.silent(ctx)
	if err != nil {
		d.say(p.at, "Alertmanager does not say what it keeps silent: %v", err)
	}
	d.say(p.at, "%s\nPrometheus %s   gateway's /metrics and /readyz http://%s   console http://%s, token %s\n",
		d.handed(p, silent), d.prometheus.url, d.gateway.observe, d.gateway.operate, d.gateway.in("run/operate.token"))
}

// handed is what whoever is on call is told in an exercise.
func (d *day) handed(p *played, silent map[string]bool) string {
	var text strings.Builder
	fmt.Fprintf(&text, "It stays until Ctrl-C. Times are compressed: what is a minute in rules and pages is a second here, so write [15s] for [15m] in queries.\n\n")
	told := d.texts(p, silent)
	if told == "" {
		told = "Nobody is told anything.\n"
	}
	fmt.Fprintf(&text, "What whoever is on call is told:\n\n%s", told)
	for _, as := range slices.Sorted(maps.Keys(silent)) {
		fmt.Fprintf(&text, "silent, for another says the same: %s\n", as)
	}
	return text.String()
}
