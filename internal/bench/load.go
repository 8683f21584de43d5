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
var asked atomic.Int64

// callers returns a load for so many callers at a time, who keep their connections. close gives them up.
func callers(p *program, l lookup, most int) (_ *load, close func()) {
	transport := &http.Transport{MaxIdleConnsPerHost: most, MaxIdleConns: most, DisableCompression: true}
	return &load{
		client: &http.Client{Transport: transport}, url: p.api + "/v1/lookups/" + l.name, lookup: l,
	}, transport.CloseIdleConnections
}

// A reply is what one question came to.
type reply struct {
	status int
	match  bool
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
	return reply{
		status: response.StatusCode, match: bytes.Contains(text, []byte(`"outcome":"match"`)),
		after: response.Header.Get("Retry-After"), took: time.Since(began), err: err,
	}
}

// mustMatch is ask for a registry that knows everybody.
func (l *load) mustMatch(ctx context.Context) (time.Duration, error) {
	r := l.ask(ctx)
	switch {
	case r.err != nil:
		return 0, r.err
	case !r.match:
		return 0, fmt.Errorf("%s answered with status %d and no match", l.url, r.status)
	default:
		return r.took, nil
	}
}

// busy asks count questions, by so many callers who ask again as soon as they have their answer.
func (l *load) busy(ctx context.Context, workers, count int) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var left atomic.Int64
	left.Store(int64(count))
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for left.Add(-1) >= 0 && ctx.Err() == nil {
				if _, err := l.mustMatch(ctx); err != nil {
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
