package tax

import (
	"context"
	"net/http"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// issueToken asks for a working token with the master token: one exchange, counted as the operation "token".
func (c *Client) issueToken(ctx context.Context, x adapters.Exchanger) (token, error) {
	ctx = adapters.WithOperation(ctx, "token")
	asked := &wire.TokenRequest{MasterToken: c.masterToken.Current().Reveal()}
	response, err := c.post(ctx, x, c.tokenURL, adapters.Secret{}, asked)
	if err != nil {
		return token{}, err
	}
	var got wire.TokenReply
	if err := c.read(response, &got); err != nil {
		return token{}, err
	}
	return token{value: adapters.NewSecret(got.Token), expires: got.ExpireTime}, nil
}

// authorized puts body to the address with a working token, and once more with a fresh one when the registry refuses it: tokens end
// before their time when the service restarts. That repeat is protocol, not a retry. A token refused twice is denied.
func (c *Client) authorized(ctx context.Context, x adapters.Exchanger, address string, body encoder) (adapters.Response, error) {
	token, err := c.tokens.get(ctx, x)
	if err != nil {
		return adapters.Response{}, err
	}
	response, err := c.post(ctx, x, address, token, body)
	if err != nil || response.Status != http.StatusUnauthorized {
		return response, err
	}
	c.tokens.drop(token)
	if token, err = c.tokens.get(ctx, x); err != nil {
		return adapters.Response{}, err
	}
	response, err = c.post(ctx, x, address, token, body)
	if err == nil && response.Status == http.StatusUnauthorized {
		return adapters.Response{}, adapters.Fail(adapters.Denied, adapters.ReasonToken, "a fresh token was refused")
	}
	return response, err
}

// withToken is what an attempt under authorized takes: itself once more with a fresh token, where the registry refuses the one
// that is held, and a token each time.
func withToken() []adapters.Cost {
	return []adapters.Cost{{AtLeast: 1, AtMost: 2}, {Operation: "token", AtMost: 2}}
}
