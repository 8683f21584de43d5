package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/sony/gobreaker/v2"
)

// adapter is the whole program.
type adapter struct {
	registry string
	username string
	password string
	client   *http.Client
	breaker  *gobreaker.CircuitBreaker[[]byte]
	seconds  *prometheus.HistogramVec
}

// newAdapter returns the handler of the API, with /healthz and /metrics.
func newAdapter(registry, username, password string) http.Handler {
	transport := &http.Transport{DisableCompression: true}
	transport.MaxIdleConnsPerHost = 100
	a := &adapter{
		registry: registry, username: username, password: password,
		client:  &http.Client{Transport: transport, Timeout: 8 * time.Second},
		breaker: gobreaker.NewCircuitBreaker[[]byte](gobreaker.Settings{Name: "registry"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "lookup_duration_seconds", Help: "Time of a lookup."}, []string{"lookup", "status"}),
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(a.seconds)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/lookups/migration/status", a.handle("migration/status", a.status))
	mux.HandleFunc("POST /v1/lookups/pension/snils-check", a.handle("pension/snils-check", a.snilsCheck))
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}

// badRequest is the caller's fault.
type badRequest string

func (b badRequest) Error() string { return string(b) }

// handle decodes the question, has it answered and encodes the answer.
func (a *adapter) handle(lookup string, ask func(context.Context, query) (*answer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		var q query
		err := json.NewDecoder(r.Body).Decode(&q)
		if err != nil {
			err = badRequest(err.Error())
		}
		var found *answer
		if err == nil {
			found, err = ask(r.Context(), q)
		}
		status := http.StatusOK
		w.Header().Set("Content-Type", "application/json")
		if err != nil {
			status = statusOf(err)
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "title": err.Error()})
		} else {
			_ = json.NewEncoder(w).Encode(found)
		}
		a.seconds.WithLabelValues(lookup, http.StatusText(status)).Observe(time.Since(started).Seconds())
	}
}

func statusOf(err error) int {
	var bad badRequest
	switch {
	case errors.As(err, &bad):
		return http.StatusBadRequest
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadGateway
	}
}

// call posts an envelope and decodes the reply's into reply, behind the breaker.
func (a *adapter) call(ctx context.Context, path, contentType, action string, envelope, reply any) error {
	body, err := xml.Marshal(envelope)
	if err != nil {
		return err
	}
	text, err := a.breaker.Execute(func() ([]byte, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.registry+path, bytes.NewReader(append([]byte(xml.Header), body...)))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", contentType)
		if action != "" {
			r.Header.Set("SOAPAction", action)
		}
		response, err := a.client.Do(r)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err == nil && response.StatusCode != http.StatusOK {
			err = fmt.Errorf("the registry answered %s", response.Status)
		}
		return text, err
	})
	if err != nil {
		return err
	}
	return xml.Unmarshal(text, reply)
}
