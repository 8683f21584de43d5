package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

// keyPrefix begins every API key: scanners of repositories find one that was checked in, and no token begins so.
const keyPrefix = "sverka_"

// keyBytes is how much chance is in a key. That much cannot be guessed, nor found from its hash: no slow hash is needed.
const keyBytes = 32

// NewKey makes an API key: the key for the caller, and the hash of it for the callers' file.
func NewKey() (key adapters.Secret, hash string) {
	var chance [keyBytes]byte
	_, _ = rand.Read(chance[:]) // crypto/rand.Read never fails: it ends the process instead
	text := keyPrefix + base64.RawURLEncoding.EncodeToString(chance[:])
	sum := sha256.Sum256([]byte(text))
	return adapters.NewSecret(text), hex.EncodeToString(sum[:])
}

// A known is an API key that a caller has.
type known struct {
	sum    [sha256.Size]byte
	until  time.Time // zero: no end
	caller *caller
}

// byKey returns whose key text is. Every key is compared, in constant time, whether one has fitted or not.
func (r *rules) byKey(text string) (*caller, telemetry.Denial) {
	sum := sha256.Sum256([]byte(text))
	found := -1
	for i := range r.keys {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(sum[:], r.keys[i].sum[:]), i, found)
	}
	switch {
	case found < 0:
		return nil, telemetry.DeniedUnknown
	case !r.keys[found].until.IsZero() && !time.Now().Before(r.keys[found].until):
		return nil, telemetry.DeniedExpired
	default:
		return r.keys[found].caller, ""
	}
}

func isKey(text string) bool { return strings.HasPrefix(text, keyPrefix) }
