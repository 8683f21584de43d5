package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A load asks one program. Every question is about another person, over all loads of a run.
type load struct {
	client *http.Client
	url    string
	lookup lookup
}

// asked numbers the people of a run.
var asked atomic.Int64 //nolint:gochecknoglobals // one program, one run: no two loads may ask about one person

// callers returns a load for so many callers at a time, who keep their connections. end gives them up.
func callers(p *program, l lookup, most int) (_ *load, end func()) {
	transport := &http.Transport{MaxIdleConnsPerHost: most, MaxIdleConns: most, DisableCompression: true}
	return &load{
		client: &http.Client{Transport: transport}, url: p.api + "/v1/lookups/" + l.name, lookup: l,
	}, transport.CloseIdleConnections
}

// A reply is what one question came to.
type reply struct {
	status int
	match  bool
	text   string // of an answer that is no match
	after  string // Retry-After
	took   time.Duration
	err    error
}

// ask puts one question and reads the whole answer.
func (l *load) ask(ctx context.Context) reply {
	began := time.Now()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(l.lookup.appendQuestion(nil, int(asked.Add(1)))))
	if err != nil {
		return reply{err: err}
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := l.client.Do(r)
	if err != nil {
		return reply{err: err}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	got := reply{status: response.StatusCode, after: response.Header.Get("Retry-After"), took: time.Since(began), err: err}
	if got.match = bytes.Contains(text, []byte(`"outcome":"match"`)); !got.match {
		got.text = string(text)
	}
	return got
}

// missed returns what an answer is instead of the match that everybody has, nil if it is one.
func (r *reply) missed() error {
	switch {
	case r.err != nil:
		return r.err
	case r.match:
		return nil
	default:
		return fmt.Errorf("status %d and no match: %s", r.status, r.text)
	}
}

// busy asks count questions, by so many callers who ask again as soon as they have their answer.
func (l *load) busy(ctx context.Context, workers, count int) error {
	return busily(ctx, workers, count, func(ctx context.Context) error {
		r := l.ask(ctx)
		return r.missed()
	})
}

// busily calls ask count times, by so many who do so again as soon as it returns, until one fails.
func busily(ctx context.Context, workers, count int, ask func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var left atomic.Int64
	left.Store(int64(count))
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for left.Add(-1) >= 0 && ctx.Err() == nil {
				if err := ask(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// paced begins perSecond questions a second, however long they take, and returns what came of each.
func (l *load) paced(ctx context.Context, perSecond, count int) []reply {
	replies := make([]reply, count)
	var all sync.WaitGroup
	began := time.Now()
	for i := range replies {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		select {
		case <-time.After(time.Until(due)):
		case <-ctx.Done():
			replies[i].err = ctx.Err()
			continue
		}
		all.Go(func() { replies[i] = l.ask(ctx) })
	}
	all.Wait()
	return replies
}
