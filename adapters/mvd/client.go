package mvd

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	wire "github.com/sverka/sverka/internal/gen/mvd"
	"github.com/sverka/sverka/internal/transport"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// registry is this registry's word (design, section 2).
const registry = "mvd"

// A Client is what the lookups of this registry share: its addresses, and who asks. It is immutable and safe for concurrent use.
type Client struct {
	requestURL string // of mvd/criminal-record
	resultURL  string // of its polls
	searchURL  string // of mvd/restrictions
	config     Config
	key        adapters.SecretSource
	strict     *strictjson.Checker
}

// NewClient checks c. baseURL is the absolute address of the service, as in the contract's servers; key gives what c.KeyFile
// holds. It does not connect.
func NewClient(baseURL string, c Config, key adapters.SecretSource) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	base, err := url.Parse(baseURL)
	if err != nil || base.Host == "" {
		return nil, errors.New("mvd: the base address is no absolute URL")
	}
	if key.Current().IsZero() {
		return nil, errors.New("mvd: no system key")
	}
	return &Client{
		requestURL: base.JoinPath("criminal-record/request").String(), resultURL: base.JoinPath("criminal-record/result").String(),
		searchURL: base.JoinPath("restrictions/search").String(), config: c, key: key, strict: transport.ReplyJSON(),
	}, nil
}

// An encoder is a type that ogen made of a request's schema.
type encoder interface{ Encode(e *jx.Encoder) }

// post puts body to the address and returns what comes.
func (c *Client) post(ctx context.Context, x adapters.Exchanger, address string, body encoder) (adapters.Response, error) {
	var e jx.Encoder
	body.Encode(&e)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(e.Bytes()))
	if err != nil {
		return adapters.Response{}, adapters.Fail(adapters.Internal, "", "the request was not written").Because(err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("X-System-Key", c.key.Current().Reveal())
	return x.Exchange(ctx, r)
}

// read takes the document of a reply with one of the answering statuses into d, and classifies every other reply.
func (c *Client) read(r adapters.Response, d classify.Document, a asking, answering ...int) error {
	doc, err := c.strict.Check(r.Body)
	if !slices.Contains(answering, r.Status) {
		return refusal(r, doc, err, a)
	}
	if err != nil {
		return transport.MalformedJSON(err)
	}
	// A proxy before the service is known to turn the status of an error into 200: such a document is no answer.
	if classify.HasMember(doc, "code") {
		return refusal(r, doc, nil, a)
	}
	if f := classify.JSON(doc, d); f != nil {
		return f
	}
	return nil
}

// asking is one exchange: its own request id, the person it is about, as stated and as sent, and at a poll the ticket that it asks after.
type asking struct {
	id      string
	subject *adapters.Stated
	person  wire.Person
	ticket  adapters.Ticket
}

// isPoll reports whether a question is asked after that the registry has taken.
func (a asking) isPoll() bool { return a.ticket != "" }

// newRequestID returns an identifier for one request, at most 36 characters as the contract has it.
func newRequestID() string { return uuid.Must(uuid.NewV7()).String() }
