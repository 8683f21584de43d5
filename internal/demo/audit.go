package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/config"
)

// The names of the audit log and its keys, in the directory of the secrets. An officer's private key lies there too: in a
// demonstration everybody is the officer.
const (
	auditLog       = "audit"
	auditKey       = "audit.key"
	auditPublic    = "audit.pub"
	officerPrivate = "officer.key"
	officerPublic  = "officer.pub"
)

// Audited returns c with an audit log in the directory, whose keys are made if they are not there. The disk of who tries things out may
// be as full as he likes it.
func Audited(c app.Config, directory string) (app.Config, error) {
	in := func(name string) string { return filepath.Join(directory, name) }
	logKeys := func() (string, string, error) { return audit.NewSigner("demo.sverka.example/1") }
	err := errors.Join(keys(in(auditKey), in(auditPublic), logKeys), keys(in(officerPrivate), in(officerPublic), audit.NewOfficer))
	if err != nil {
		return c, fmt.Errorf("the audit log's keys: %w", err)
	}
	c.Audit = config.DefaultAudit()
	c.Audit.Directory, c.Audit.KeyFile, c.Audit.OfficersFile = in(auditLog), in(auditKey), in(officerPublic)
	c.Audit.Reserve = config.Reserve{}
	return c, nil
}

// keys makes a pair of keys, unless there is one.
func keys(private, public string, pair func() (string, string, error)) error {
	if _, err := os.Stat(private); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	secret, shown, err := pair()
	if err != nil {
		return err
	}
	const shownMode = 0o644
	return errors.Join(os.WriteFile(public, []byte(shown), shownMode), os.WriteFile(private, []byte(secret), 0o600))
}
