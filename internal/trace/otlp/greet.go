package otlp

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	trace "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/transport"
)

// A Greeting is how a collector took a request that has no span in it.
type Greeting struct {
	Status   int
	Page     bool // it replied with a page for people, which no collector does
	Standing transport.Standing
}

// Greet sends the collector one request without spans, which a collector is to answer as any other (OTLP 1.9, "OTLP/HTTP response"): with
// the credentials and certificates of real ones. c must be valid and not off. The error is an *adapters.Failure, or says that the
// headers cannot be read; what the collector refuses is no error.
func (c Config) Greet(ctx context.Context) (Greeting, error) {
	client, err := transport.New(c.transport())
	if err != nil {
		return Greeting{}, err
	}
	defer client.Close()
	u := uploader{endpoint: c.Endpoint, timeout: c.Timeout, client: client}
	if c.HeadersFile != "" {
		word, err := secret.Open(c.HeadersFile, nil, acceptHeaders)
		if err != nil {
			return Greeting{}, fmt.Errorf("headers_file: %w", err)
		}
		u.headers = &word
	}
	response, err := u.put(ctx, &trace.TracesData{})
	if err != nil {
		return Greeting{Standing: client.Standing()}, err
	}
	return Greeting{Status: response.Status, Page: isPage(response.Header), Standing: client.Standing()}, nil
}

func isPage(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "text/html")
}
