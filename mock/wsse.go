package mock

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the profile says so
	"crypto/subtle"
	"encoding/base64"
	"encoding/xml"
	"sync"
	"time"
)

// WS-Security UsernameToken with a password digest (OASIS WSS UsernameToken Profile 1.0), read and verified apart from the code
// that the gateway writes it with.

const (
	wsse      = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	wsu       = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
	digestURI = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
)

// usernameToken is what of a request's Security header is read.
type usernameToken struct {
	Username string
	Password struct{ Type, Text string }
	Nonce    string
	Created  string
}

// readToken returns the first UsernameToken of an envelope, or nil.
func readToken(body []byte) *usernameToken {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return nil
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "Body":
			return nil
		case start.Name == xml.Name{Space: wsse, Local: "UsernameToken"}:
			t := &usernameToken{}
			if !t.read(d) {
				return nil
			}
			return t
		}
	}
}

// read reads up to the end of the element UsernameToken, and reports whether that was reached. Of two elements of one name the last counts.
// (Decoder.DecodeElement takes twice as long.)
func (t *usernameToken) read(d *xml.Decoder) bool {
	var into *string
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			if into = nil; depth == 1 {
				into = t.element(token)
			}
			depth++
		case xml.CharData:
			if into != nil {
				*into += string(token)
			}
		case xml.EndElement:
			into = nil
			depth--
		}
	}
	return true
}

// element returns where the text of a child of UsernameToken goes, emptied; nil for one that nobody reads.
func (t *usernameToken) element(start xml.StartElement) *string {
	var into *string
	switch start.Name {
	case xml.Name{Space: wsse, Local: "Username"}:
		into = &t.Username
	case xml.Name{Space: wsse, Local: "Password"}:
		t.Password.Type = ""
		for _, a := range start.Attr {
			if a.Name.Local == "Type" && a.Name.Space == "" {
				t.Password.Type = a.Value
			}
		}
		into = &t.Password.Text
	case xml.Name{Space: wsse, Local: "Nonce"}:
		into = &t.Nonce
	case xml.Name{Space: wsu, Local: "Created"}:
		into = &t.Created
	default:
		return nil
	}
	*into = ""
	return into
}

// A securityError is why a token was not accepted, in the registry's words.
type securityError struct{ code, text string }

func noToken() *securityError {
	return &securityError{"NO_TOKEN", "В запросе нет UsernameToken"}
}

// verify returns nil for a token that c's user made for this message.
func (t *usernameToken) verify(c MigrationConfig, n *nonces, now time.Time) *securityError {
	if t == nil {
		return noToken()
	}
	nonce, err := base64.StdEncoding.DecodeString(t.Nonce)
	if err != nil || len(nonce) == 0 || t.Password.Type != digestURI {
		return &securityError{"UNSUPPORTED_TOKEN", "Ожидается UsernameToken с PasswordDigest, Nonce и Created"}
	}
	created, err := time.Parse(time.RFC3339Nano, t.Created)
	if age := now.Sub(created).Abs(); err != nil || age > c.Freshness.std() {
		return &securityError{"MESSAGE_EXPIRED", "Created отсутствует, устарел или относится к будущему"}
	}
	digest := sha1.Sum([]byte(string(nonce) + t.Created + c.Password)) //nolint:gosec // the profile says so
	want := base64.StdEncoding.EncodeToString(digest[:])
	if t.Username != c.Username || subtle.ConstantTimeCompare([]byte(want), []byte(t.Password.Text)) != 1 {
		return &securityError{"AUTHENTICATION_FAILED", "Неизвестная система или неверный пароль"}
	}
	if !n.first(string(nonce), now, c.Freshness.std()) {
		return &securityError{"REPLAYED", "Nonce уже был использован"}
	}
	return nil
}

// nonces are those seen while they could still be replayed. The zero value is ready for use, by several goroutines.
type nonces struct {
	mu     sync.Mutex
	fresh  map[string]struct{} // of the present period
	before map[string]struct{} // of the one before
	until  time.Time           // when the present period ends
}

// first reports whether nonce comes for the first time within twice a token's freshness. Two generations of that length each
// remember long enough, and forget without looking at every nonce.
func (n *nonces) first(nonce string, now time.Time, freshness time.Duration) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if period := 2 * freshness; !now.Before(n.until) {
		if now.Before(n.until.Add(period)) {
			n.before = n.fresh
		} else {
			n.before = nil
		}
		n.fresh, n.until = map[string]struct{}{}, now.Add(period)
	}
	_, again := n.fresh[nonce]
	_, earlier := n.before[nonce]
	n.fresh[nonce] = struct{}{}
	return !again && !earlier
}
