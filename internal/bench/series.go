package main

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
)

// series are the metrics of one scrape: `name{label="value",…}` and its value.
type series map[string]float64

// scrape reads the metrics of a program.
func (p *program) scrape(ctx context.Context) (series, error) {
	text, err := get(ctx, p.watch+"/metrics")
	if err != nil {
		return nil, err
	}
	return parseSeries(text)
}

// parseSeries reads Prometheus' text format; its label values here hold no spaces.
func parseSeries(text []byte) (series, error) {
	all := make(series)
	for line := range bytes.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(string(line)), " ")
		if !ok || name == "#" {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("metrics: a value of %s that is no number", name)
		}
		all[name] = n
	}
	return all, nil
}

// sum adds up the series of a name whose labels hold all of those given, each as `label="value"`.
func (s series) sum(name string, labels ...string) int {
	total := 0.0
	for key, value := range s {
		if of, rest, _ := strings.Cut(key, "{"); of == name && holdsAll(rest, labels) {
			total += value
		}
	}
	return int(total)
}

func holdsAll(text string, labels []string) bool {
	for _, label := range labels {
		if !strings.Contains(text, label) {
			return false
		}
	}
	return true
}
