package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/transport"
)

// A gateway is the one that is asked.
type gateway struct {
	wire  exchanger
	base  string // its URL, without a slash at the end
	token adapters.Secret
}

// An exchanger makes one HTTP exchange. *transport.Client is one: it follows no redirect, asks no environment for a
// proxy, sends nothing twice and bounds what it reads.
type exchanger interface {
	Do(ctx context.Context, r *http.Request) (adapters.Response, transport.Wire, error)
}

// A trouble ends the asking without a reply of the API.
type trouble struct {
	code int
	said string
}

// Error implements error.
func (t trouble) Error() string { return t.said }

// connect reads what the flags name: certificates, key, token. It opens no connection.
func connect(o options) (*gateway, func(), error) {
	c := transport.Default()
	c.BaseURL, c.Plaintext, c.MaxBodyBytes = o.url, o.plaintext, maxReply
	c.TLS.CAFile, c.TLS.CertificateFile, c.TLS.KeyFile = o.ca, o.cert, o.key
	client, err := transport.New(c)
	if err != nil {
		return nil, nil, trouble{ExitMisused, byFlag(err.Error())}
	}
	g := &gateway{wire: client, base: strings.TrimRight(o.url, "/")}
	if o.tokenFile != "" {
		if g.token, err = config.ReadSecret(o.tokenFile); err != nil {
			client.Close()
			return nil, nil, trouble{ExitMisused, "-token-file: the file cannot be read, or is empty"}
		}
	}
	return g, client.Close, nil
}

// byFlag names the flags in what internal/transport says of its keys.
func byFlag(said string) string {
	return strings.NewReplacer(
		"base_url:", "-url:", "plaintext is true", "-plaintext is given", "tls.ca_file:", "-ca:",
		"tls.certificate_file", "-cert", "tls.key_file", "-key", "\n", "; ",
	).Replace(said)
}

// grace is what the gateway may take beyond the wait that it was asked for, the way there and back included.
const grace = 5 * time.Second

// exchange makes one request, which prefers to wait for so long. Its error is a trouble.
func (g *gateway) exchange(ctx context.Context, method, path string, body []byte, wait time.Duration) (adapters.Response, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, wait+grace, adapters.TimedOut)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, g.base+path, bytes.NewReader(body))
	if err != nil {
		return adapters.Response{}, trouble{ExitMisused, "-url: no request can be made of it"}
	}
	r.Header.Set("Accept", "application/json, application/problem+json, application/yaml")
	r.Header.Set("Prefer", "wait="+strconv.Itoa(max(int(wait/time.Second), 1)))
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if !g.token.IsZero() {
		r.Header.Set("Authorization", "Bearer "+g.token.Reveal())
	}
	response, _, err := g.wire.Do(ctx, r)
	if err != nil {
		return adapters.Response{}, troubled(err)
	}
	return response, nil
}

// troubled says what kept a reply from coming, in internal/transport's own words, which quote nothing of it.
func troubled(err error) trouble {
	var f *adapters.Failure
	if !errors.As(err, &f) {
		return trouble{ExitUnreachable, "the gateway cannot be reached"}
	}
	switch f.Kind {
	case adapters.Canceled:
		return interrupted()
	case adapters.Malformed:
		return trouble{ExitNotTheAPI, "what replies is not the gateway's API: " + f.Detail}
	case adapters.TimedOut:
		return trouble{ExitUnreachable, "the gateway does not reply in time, " + f.Detail}
	default:
		return trouble{ExitUnreachable, fmt.Sprintf("the gateway cannot be reached: %s", f.Detail)}
	}
}

func interrupted() trouble { return trouble{ExitInterrupted, "interrupted"} }

// ask puts q to the gateway.
func (g *gateway) ask(ctx context.Context, lookup string, q question, wait time.Duration) (reply, error) {
	response, err := g.exchange(ctx, http.MethodPost, lookupsPath+lookup, q.body, wait)
	if err != nil {
		return reply{}, err
	}
	return held(readReply(response, expected{lookup: lookup}))
}

// plan asks what q would take, and what it lacks.
func (g *gateway) plan(ctx context.Context, lookup string, q question, wait time.Duration) (reply, error) {
	response, err := g.exchange(ctx, http.MethodPost, lookupsPath+lookup+":plan", q.body, wait)
	if err != nil {
		return reply{}, err
	}
	return held(readReply(response, expected{lookup: lookup, plan: true}))
}

// resume reads what has become of a pending question. lookup is "" where it is not known.
func (g *gateway) resume(ctx context.Context, lookup, id string, wait time.Duration) (reply, error) {
	id = strings.ToLower(id) // as the gateway writes it; a UUID that was typed by hand or passed through a table may not be
	response, err := g.exchange(ctx, http.MethodGet, lookupsPath+id, nil, wait)
	if err != nil {
		return reply{}, err
	}
	return held(readReply(response, expected{lookup: lookup, id: id}))
}

// held makes a trouble of what readReply refuses.
func held(r reply, err error) (reply, error) {
	if err != nil {
		return reply{}, trouble{ExitNotTheAPI, "what replies is not the gateway's API: " + err.Error()}
	}
	return r, nil
}
