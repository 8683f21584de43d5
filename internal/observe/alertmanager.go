package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// An alertmanager is Debian's, with the shipped routes and inhibitions, compressed, and with somebody whom it can call.
type alertmanager struct {
	*process
	addr  string
	phone *http.Server // which it calls
	mu    sync.Mutex
	calls []call
}

// A call is one notification.
type call struct {
	at       time.Time
	receiver string
	group    string              // by which the route groups
	alerts   []map[string]string // the labels of those that fire
}

// newAlertmanager starts one with the file of routes in the directory of the rules.
func newAlertmanager(ctx context.Context, folder, rules string) (*alertmanager, error) {
	text, err := os.ReadFile(filepath.Join(rules, "alertmanager.yaml"))
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &alertmanager{}
	m.phone = &http.Server{Handler: http.HandlerFunc(m.ring), ReadHeaderTimeout: grace}
	go func() { _ = m.phone.Serve(listener) }() // until stop
	quick, _ := compress(string(text))
	if err := os.WriteFile(filepath.Join(folder, "alertmanager.yaml"), []byte(reachable(quick, "http://"+listener.Addr().String())), 0o600); err != nil {
		return nil, err
	}
	free, err := addresses(1)
	if err != nil {
		return nil, err
	}
	m.addr = free[0]
	m.process, err = start(ctx, folder, "prometheus-alertmanager", "http://"+m.addr+"/-/ready", "--config.file=alertmanager.yaml", "--storage.path=alertmanager",
		"--web.listen-address="+m.addr, "--cluster.listen-address=", "--log.level=warn")
	return m, err
}

// reachable gives each receiver, which the shipped file only names, a way to reach it.
func reachable(text, url string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		out.WriteString(line)
		if name, ok := strings.CutPrefix(line, "  - name: "); ok {
			out.WriteString("    webhook_configs: [{url: \"" + url + "/" + strings.Fields(name)[0] + "\"}]\n")
		}
	}
	return out.String()
}

func (m *alertmanager) ring(w http.ResponseWriter, r *http.Request) {
	var doc struct {
		GroupKey string
		Alerts   []struct {
			Status string
			Labels map[string]string
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&doc); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c := call{at: time.Now(), receiver: strings.TrimPrefix(r.URL.Path, "/"), group: doc.GroupKey}
	for _, a := range doc.Alerts {
		if a.Status == "firing" {
			c.alerts = append(c.alerts, bare(a.Labels))
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, c)
}

// called returns all notifications.
func (m *alertmanager) called() []call {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]call(nil), m.calls...)
}

// silent returns the alerts, as written, that fire and of which nobody is told, for another says the same.
func (m *alertmanager) silent(ctx context.Context) (map[string]bool, error) {
	text, err := get(ctx, "http://"+m.addr+"/api/v2/alerts")
	if err != nil {
		return nil, err
	}
	return suppressed(text)
}

// suppressed reads an answer of Alertmanager's API.
func suppressed(text []byte) (map[string]bool, error) {
	var all []struct {
		Labels map[string]string
		Status struct{ State string }
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	silent := make(map[string]bool)
	for _, a := range all {
		if a.Status.State == "suppressed" {
			silent[written(bare(a.Labels))] = true
		}
	}
	return silent, nil
}

func (m *alertmanager) stop() {
	m.process.stop()
	_ = m.phone.Close() // nobody is called any more
}
