package soap

import (
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the digest of the UsernameToken Profile is SHA-1 by its standard
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

const (
	namespaceWSSE  = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	namespaceWSU   = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	passwordDigest = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest" //nolint:gosec // the name of a kind of password
	base64Binary   = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
	createdLayout  = "2006-01-02T15:04:05.000Z"
	nonceSize      = 16
)

// A UsernameToken writes the Security header of the OASIS WSS UsernameToken Profile 1.1 with a password digest: each message gets a
// nonce and a time of its own, and PasswordDigest = Base64(SHA-1(nonce + created + password)). It is safe for concurrent use, and
// prints as "[redacted]".
type UsernameToken struct {
	// Two pointers: fmt follows one, in a field that is not exported, for a verb that pointers do not have.
	content **tokenContent
}

// tokenContent is what a UsernameToken hides.
type tokenContent struct {
	password string
	now      func() time.Time
	opening  []byte // everything before the digest, the username in it
}

// NewUsernameToken makes a token source. now gives the time of a message; nil is time.Now.
func NewUsernameToken(username, password string, now func() time.Time) (*UsernameToken, error) {
	if username == "" || password == "" {
		return nil, errors.New("soap: a username token without username or password")
	}
	if now == nil {
		now = time.Now
	}
	c := &tokenContent{password: password, now: now}
	c.opening = append(c.opening, `<wsse:UsernameToken><wsse:Username>`...)
	c.opening = appendEscaped(c.opening, username)
	c.opening = append(c.opening, `</wsse:Username><wsse:Password Type="`+passwordDigest+`">`...)
	return &UsernameToken{content: &c}, nil
}

// AppendBlock appends a Security header block that the receiver must understand.
func (t *UsernameToken) AppendBlock(dst []byte, v Version) ([]byte, error) {
	var nonce [nonceSize]byte
	if _, err := rand.Read(nonce[:]); err != nil {
		return nil, fmt.Errorf("soap: making a nonce: %w", err)
	}
	var room [2 * len(createdLayout)]byte
	created := (*t.content).now().UTC().AppendFormat(room[:0], createdLayout)
	return (*t.content).appendBlock(dst, v, nonce[:], created), nil
}

// appendBlock appends the block with a given nonce and time.
func (c *tokenContent) appendBlock(dst []byte, v Version, nonce, created []byte) []byte {
	digest := digestOf(nonce, created, c.password)
	dst = append(dst, `<wsse:Security xmlns:wsse="`+namespaceWSSE+`" xmlns:wsu="`+namespaceWSU+`" xmlns:env="`...)
	dst = append(dst, v.Namespace()...)
	dst = append(dst, `" env:mustUnderstand="1">`...)
	dst = append(dst, c.opening...)
	dst = base64.StdEncoding.AppendEncode(dst, digest[:])
	dst = append(dst, `</wsse:Password><wsse:Nonce EncodingType="`+base64Binary+`">`...)
	dst = base64.StdEncoding.AppendEncode(dst, nonce)
	dst = append(dst, `</wsse:Nonce><wsu:Created>`...)
	dst = append(dst, created...)
	return append(dst, `</wsu:Created></wsse:UsernameToken></wsse:Security>`...)
}

// digestOf gives SHA-1(nonce + created + password).
func digestOf(nonce, created []byte, password string) [sha1.Size]byte {
	var room [128]byte
	text := append(room[:0], nonce...)
	text = append(text, created...)
	text = append(text, password...)
	return sha1.Sum(text) //nolint:gosec // see the import
}

const redacted = "[redacted]"

// Format prints "[redacted]" for every verb.
func (t *UsernameToken) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue gives "[redacted]".
func (t *UsernameToken) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON gives "[redacted]".
func (t *UsernameToken) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
