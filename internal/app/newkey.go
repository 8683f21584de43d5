package app

import (
	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/secret"
)

// NewKey makes an API key, writes it into a new file that its owner alone may read, and returns the hash for the file of callers.
// A file that is there is left alone.
func NewKey(file string) (hash string, err error) {
	key, hash := access.NewKey()
	if err := secret.Create(file, key.Reveal()+"\n", 0o600); err != nil {
		return "", err
	}
	return hash, nil
}
