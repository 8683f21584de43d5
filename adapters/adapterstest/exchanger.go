package adapterstest

import (
	"context"
	"net/http"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// exchanger is the house's Exchanger without its policies: the transport alone.
type exchanger struct{ client *transport.Client }

// NewExchanger returns an Exchanger that reaches baseURL by the transport that the program uses, with its default bounds. Its
// connections are closed when the test ends.
func NewExchanger(t testing.TB, baseURL string) adapters.Exchanger {
	t.Helper()
	config := transport.Default()
	config.BaseURL = baseURL
	client, err := transport.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return exchanger{client}
}

// Exchange implements adapters.Exchanger.
func (x exchanger) Exchange(ctx context.Context, r *http.Request) (adapters.Response, error) {
	response, _, err := x.client.Do(ctx, r)
	return response, err
}
