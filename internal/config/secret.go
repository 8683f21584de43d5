package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/secret"
)

// Secret returns nil if file, which the key names, holds a secret that not everybody may read; else an error that begins with the
// key. An empty name is somebody else's to refuse.
func Secret(key, file string) error {
	if file == "" {
		return nil
	}
	if _, err := secret.Open(file, nil); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// ReadSecret returns what stands in file, without the white space around it, once and whatever kind of file it is: for a command
// that ends soon. An empty file is an error: it is a secret that somebody forgot.
func ReadSecret(file string) (adapters.Secret, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return adapters.Secret{}, fmt.Errorf("%s: %w", file, errors.Unwrap(err))
	}
	s := strings.TrimSpace(string(data))
	if s == "" {
		return adapters.Secret{}, fmt.Errorf("%s: the file is empty", file)
	}
	return adapters.NewSecret(s), nil
}
