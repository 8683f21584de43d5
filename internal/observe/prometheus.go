package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// job is the name under which the rules expect the gateway to be scraped.
const job = "sverka"

// scrapeEvery is 30 s of the rules' time. It is also how long a scrape may take, and how often rules are evaluated.
const scrapeEvery = 500 * time.Millisecond

// A prometheus is Debian's, with the shipped rules, compressed.
type prometheus struct {
	*process
	url string
}

const prometheusConfig = `
global: {scrape_interval: %[1]s, scrape_timeout: %[1]s, evaluation_interval: %[1]s}
rule_files: [recording.yaml, alerts.yaml]
alerting:
  alertmanagers:
    - static_configs: [{targets: ["%[2]s"]}]
scrape_configs:
  - job_name: %[3]s
    static_configs: [{targets: ["%[4]s"]}]
`

// newPrometheus starts one that scrapes target, and tells alertmanager.
func newPrometheus(ctx context.Context, folder, rules, target, alertmanager string) (*prometheus, error) {
	for _, name := range []string{"recording.yaml", "alerts.yaml"} {
		text, err := os.ReadFile(filepath.Join(rules, name))
		if err != nil {
			return nil, err
		}
		quick, _ := compress(string(text))
		if err := os.WriteFile(filepath.Join(folder, name), []byte(quick), 0o600); err != nil {
			return nil, err
		}
	}
	config := fmt.Sprintf(prometheusConfig, scrapeEvery, alertmanager, job, target)
	if err := os.WriteFile(filepath.Join(folder, "prometheus.yaml"), []byte(config), 0o600); err != nil {
		return nil, err
	}
	free, err := addresses(1)
	if err != nil {
		return nil, err
	}
	p := &prometheus{url: "http://" + free[0]}
	const lookback = 5 * time.Minute / factor
	p.process, err = start(ctx, folder, "prometheus", p.url+"/-/ready", "--config.file=prometheus.yaml", "--storage.tsdb.path=prometheus",
		"--web.listen-address="+free[0], "--query.lookback-delta="+lookback.String(), "--log.level=warn")
	return p, err
}

// An alert is one as Prometheus knows it: its name and labels, but those which all have.
type alert struct {
	labels      map[string]string
	annotations map[string]string
	state       string
}

// now returns the alerts that are pending or firing.
func (p *prometheus) now(ctx context.Context) ([]alert, error) {
	var reply struct {
		Data struct {
			Alerts []struct {
				Labels, Annotations map[string]string
				State               string
			}
		}
	}
	if err := p.ask(ctx, "/api/v1/alerts", &reply); err != nil {
		return nil, err
	}
	var all []alert
	for _, a := range reply.Data.Alerts {
		all = append(all, alert{bare(a.Labels), a.Annotations, a.State})
	}
	return all, nil
}

// A firing is a time for which an alert fired.
type firing struct {
	labels      map[string]string
	from, until time.Time
}

// fired returns all that has fired since the start, by what Prometheus has written down of every evaluation.
func (p *prometheus) fired(ctx context.Context) ([]firing, error) {
	var reply struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Values [][2]json.RawMessage
			}
		}
	}
	if err := p.ask(ctx, "/api/v1/query?query="+url.QueryEscape(`ALERTS{alertstate="firing"}[1h]`), &reply); err != nil {
		return nil, err
	}
	var all []firing
	for _, series := range reply.Data.Result {
		delete(series.Metric, "__name__")
		delete(series.Metric, "alertstate")
		var f *firing
		for _, v := range series.Values {
			var seconds float64
			if err := json.Unmarshal(v[0], &seconds); err != nil {
				return nil, err
			}
			at := time.UnixMilli(int64(seconds * 1000))
			if f == nil || at.Sub(f.until) > 2*scrapeEvery {
				all = append(all, firing{labels: bare(series.Metric), from: at})
				f = &all[len(all)-1]
			}
			f.until = at
		}
	}
	return all, nil
}

func (p *prometheus) ask(ctx context.Context, path string, into any) error {
	text, err := get(ctx, p.url+path)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	return err
}

// bare takes away the labels that are the same on all: of one gateway that is scraped.
func bare(labels map[string]string) map[string]string {
	delete(labels, "job")
	delete(labels, "instance")
	return labels
}

// written is an alert's labels as PromQL writes them.
func written(labels map[string]string) string {
	var b strings.Builder
	b.WriteString(labels["alertname"] + "{")
	sep := ""
	for _, name := range []string{"registry", "lookup", "operation", "cause", "rule", "reason", "way", "secret", "burn", "severity"} {
		if v, ok := labels[name]; ok {
			fmt.Fprintf(&b, "%s%s=%q", sep, name, v)
			sep = ","
		}
	}
	return b.String() + "}"
}
