package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/sverka/sverka/internal/durable"
	"github.com/sverka/sverka/internal/secret"
)

// savedKeys is the file in which the issuer's last keys lie.
type savedKeys struct {
	file string // "": none
	url  string // where they are from
}

// saved is what the file holds. Who may write it decides whose tokens hold: it is written for its owner alone, and one that everybody may
// change is not read.
type saved struct {
	URL     string          `json:"keys_url"`
	Fetched time.Time       `json:"fetched"`
	Keys    json.RawMessage `json:"key_set"`
}

// load returns the keys that were saved, and when the issuer said that they are its own. Without any, and of those of another URL,
// it returns none.
func (s *savedKeys) load() ([]byte, time.Time, error) {
	if s.file == "" {
		return nil, time.Time{}, nil
	}
	text, err := secret.Read(secret.File{Written: s.file, Care: secret.Public})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	var is saved
	if json.Unmarshal(text, &is) != nil {
		return nil, time.Time{}, fmt.Errorf("%s: it does not hold keys that were saved", s.file)
	}
	if is.URL != s.url || is.Fetched.After(time.Now()) {
		return nil, time.Time{}, nil
	}
	return is.Keys, is.Fetched, nil
}

// save writes the keys in the place of those of before, whole or not at all. The file is the issuer's more than the gateway's: several may
// be given the same one.
func (s *savedKeys) save(keys []byte, at time.Time) error {
	if s.file == "" {
		return nil
	}
	text, err := json.Marshal(saved{s.url, at, keys})
	if err != nil {
		return errors.New("they are not JSON")
	}
	unlock, err := durable.Lock(s.file + ".lock")
	if errors.Is(err, durable.ErrLocked) {
		return nil // another gateway is saving the same keys there
	}
	if err != nil {
		return err
	}
	defer unlock()
	return durable.Replace(durable.Local{}, s.file, text)
}
