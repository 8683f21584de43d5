package config

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// ReadSecret returns what stands in file, without the white space around it. An empty file is an error: it is a secret
// that somebody forgot.
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
