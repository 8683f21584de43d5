package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/internal/httpapi"
)

// A load asks the gateway at a steady pace, whatever comes back. Every question is about another person.
type load struct {
	client  *http.Client
	gateway *gateway
	reach   map[string]*registry
	person  atomic.Int64
	asked   sync.WaitGroup
}

// usual is how many questions a second each lookup gets. rates are those of which it is another: the one whose every second exchange
// fails has so many that its breaker may see enough within its window, which is not as short as it would be.
const usual = 4

func rates() map[string]float64 {
	all := make(map[string]float64)
	for _, l := range httpapi.LookupNames() {
		all[l] = usual
	}
	all["pension/snils-check"] = 8
	all["mvd/criminal-record"] = 1 // by ticket: it is polled too
	delete(all, recheck)
	return all
}

func newLoad(g *gateway, reach map[string]*registry) *load {
	const most = 200
	return &load{
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: most}, Timeout: 15 * time.Second},
		gateway: g, reach: reach,
	}
}

// run asks until ctx ends, and returns when the last answer has come.
func (l *load) run(ctx context.Context) {
	byName := rates()
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		l.asked.Go(func() { l.steadily(ctx, name, byName[name]) })
	}
	l.asked.Wait()
}

func (l *load) steadily(ctx context.Context, lookup string, perSecond float64) {
	ticks := time.NewTicker(time.Duration(float64(time.Second) / perSecond))
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			l.asked.Go(func() { _ = l.ask(context.WithoutCancel(ctx), lookup, l.gateway.key) }) // what comes of it, the metrics tell
		}
	}
}

// ask puts one question about somebody who was not asked about before, by a caller's key. A refusal is no error.
func (l *load) ask(ctx context.Context, lookup, key string) error {
	question, err := l.question(ctx, lookup)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+l.gateway.api+"/v1/lookups/"+lookup, bytes.NewReader(question))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	response, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

// question returns one about the next person of whom the lookup can be asked. Another registry than that which may be down words it.
func (l *load) question(ctx context.Context, lookup string) ([]byte, error) {
	const tries = 50
	registry, _, _ := strings.Cut(lookup, "/")
	from := l.reach["migration"]
	if registry == "migration" {
		from = l.reach["pension"]
	}
	for range tries {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, from.url(fmt.Sprintf("/population/%d/%s", l.person.Add(1), lookup)), nil)
		if err != nil {
			return nil, err
		}
		response, err := l.client.Do(r)
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode == http.StatusOK {
			return text, err
		}
	}
	return nil, fmt.Errorf("nobody can be asked about by %s", lookup)
}
