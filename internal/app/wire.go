package app

import (
	"context"
	"net/http"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/transport"
)

// wire lets internal/resilience, which knows no HTTP client, put exchanges on one.
type wire struct{ client *transport.Client }

// Do implements resilience.Wire.
func (w wire) Do(ctx context.Context, r *http.Request) (adapters.Response, resilience.Timing, error) {
	response, t, err := w.client.Do(ctx, r)
	return response, resilience.Timing{
		Reused: t.Reused, Queued: t.Queued, DNS: t.DNS, Connect: t.Connect, TLS: t.Handshake, FirstByte: t.Wait, Read: t.Read,
	}, err
}
