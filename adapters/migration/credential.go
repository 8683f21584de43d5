package migration

import (
	"fmt"
	"sync/atomic"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/soap"
)

// A credential makes the UsernameToken of each message with the password as it is then. It is safe for concurrent use.
type credential struct {
	username string
	password adapters.SecretSource
	made     atomic.Pointer[madeToken]
}

// madeToken is a source of tokens and the password that it knows.
type madeToken struct {
	password adapters.Secret
	token    *soap.UsernameToken
}

func newCredential(username string, password adapters.SecretSource) (*credential, error) {
	c := &credential{username: username, password: password}
	_, err := c.token()
	return c, err
}

// token returns what writes the Security header now.
func (c *credential) token() (*soap.UsernameToken, error) {
	now := c.password.Current()
	if m := c.made.Load(); m != nil && m.password.Equal(now) {
		return m.token, nil
	}
	token, err := soap.NewUsernameToken(c.username, now.Reveal(), nil)
	if err != nil {
		return nil, fmt.Errorf("migration: %w", err)
	}
	c.made.Store(&madeToken{now, token})
	return token, nil
}
