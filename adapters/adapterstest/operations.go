package adapterstest

import (
	"context"
	"net/http"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// Operations puts the room's question, or asks after ticket where there is one, to a registry that answers each exchange with answers in
// turn, status 200, and returns what the exchanges were called (adapters.WithOperation): quotas are counted by it.
func (r Room[R]) Operations(t testing.TB, ticket adapters.Ticket, answers ...string) []string {
	t.Helper()
	q, err := ParseQuery([]byte(r.Query))
	if err != nil {
		t.Fatal(err)
	}
	x := &namer{answers: answers}
	_, _ = ask(t.Context(), r.New(t, "http://127.0.0.1"), q, ticket, x)
	return x.names
}

// namer is an Exchanger that exchanges nothing.
type namer struct {
	answers []string
	names   []string
}

// Exchange implements adapters.Exchanger.
func (x *namer) Exchange(ctx context.Context, _ *http.Request) (adapters.Response, error) {
	n := len(x.names)
	x.names = append(x.names, adapters.Operation(ctx))
	if n >= len(x.answers) {
		return adapters.Response{Status: http.StatusServiceUnavailable}, nil
	}
	return adapters.Response{Status: http.StatusOK, Header: http.Header{}, Body: []byte(x.answers[n])}, nil
}
