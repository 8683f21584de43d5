// Package secret writes the secrets by which a gateway and the mock registries know one another.
package secret

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sverka/sverka/mock"
)

// The files' names are those of configs/gateway.yaml.
const (
	operateToken      = "operate.token"
	migrationPassword = "migration.password"
	taxMasterToken    = "tax.master-token"
	mvdKey            = "mvd.key"
)

// Write writes the secrets that the mocks expect, and a fresh operate token, into the directory: the files that
// configs/gateway.yaml names. They are readable by their owner only.
func Write(directory string, c mock.Config) error {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return fmt.Errorf("the secrets' directory: %w", err)
	}
	for name, text := range map[string]string{
		operateToken: rand.Text(), migrationPassword: c.Migration.Password, taxMasterToken: c.Tax.MasterToken, mvdKey: c.MVD.Key,
	} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(text+"\n"), 0o600); err != nil {
			return fmt.Errorf("a secret: %w", err)
		}
	}
	return nil
}
