package tax

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	"github.com/sverka/sverka/internal/transport"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// registry is this registry's word (design, section 2).
const registry = "tax"

// A Client is what the lookups of this registry share: its address, who asks, and the one source of tokens. It is safe for
// concurrent use.
type Client struct {
	tokenURL       string
	innURL         string
	taxpayerURL    string
	obligationsURL string
	config         Config
	masterToken    adapters.SecretSource
	strict         *strictjson.Checker
	tokens         *tokens
}

// NewClient checks c. baseURL is the absolute address of the service, as in the contract's servers; masterToken gives what
// c.MasterTokenFile holds. It does not connect.
func NewClient(baseURL string, c Config, masterToken adapters.SecretSource) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	base, err := url.Parse(baseURL)
	if err != nil || base.Host == "" {
		return nil, errors.New("tax: the base address is no absolute URL")
	}
	if masterToken.Current().IsZero() {
		return nil, errors.New("tax: no master token")
	}
	client := &Client{
		tokenURL: base.JoinPath("auth/token").String(), innURL: base.JoinPath("inn/search").String(),
		taxpayerURL: base.JoinPath("taxpayer/search").String(), obligationsURL: base.JoinPath("obligations/search").String(),
		config: c, masterToken: masterToken, strict: transport.ReplyJSON(),
	}
	client.tokens = &tokens{issue: client.issueToken}
	return client, nil
}

// WorkingToken says how the token stands that the lookups share.
func (c *Client) WorkingToken() adapters.WorkingToken { return c.tokens.standing() }

// An encoder is a type that ogen made of a request's schema.
type encoder interface{ Encode(e *jx.Encoder) }

// post puts body to the address and returns what comes. A zero token is not sent.
func (c *Client) post(ctx context.Context, x adapters.Exchanger, address string, token adapters.Secret, body encoder) (adapters.Response, error) {
	var e jx.Encoder
	body.Encode(&e)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(e.Bytes()))
	if err != nil {
		return adapters.Response{}, adapters.Fail(adapters.Internal, "", "the request was not written").Because(err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Accept", "application/json")
	if !token.IsZero() {
		r.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	return x.Exchange(ctx, r)
}

// read takes the document of a reply with status 200 into d, and classifies every other reply.
func (c *Client) read(r adapters.Response, d classify.Document) error {
	doc, err := c.strict.Check(r.Body)
	if r.Status != http.StatusOK {
		return refusal(r, doc, err)
	}
	if err != nil {
		return transport.MalformedJSON(err)
	}
	// A proxy before the service is known to turn the status of an error into 200: such a document is no answer.
	if classify.HasMember(doc, "code") {
		return refusal(r, doc, nil)
	}
	if f := classify.JSON(doc, d); f != nil {
		return f
	}
	return nil
}

// newRequestID returns an identifier for one request, at most 36 characters as the contract has it.
func newRequestID() string { return uuid.Must(uuid.NewV7()).String() }
