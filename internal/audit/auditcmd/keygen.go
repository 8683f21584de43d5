package auditcmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/secret"
)

func keygen(_ context.Context, args []string, s Streams) int {
	f, parse := flags("keygen", s)
	name := f.String("name", "", "of log: the log's `name`, that of a host and a number")
	private := f.String("private", "", "`file` to write the private key into, readable by its owner only; must not be there yet")
	public := f.String("public", "", "`file` to write the public key into; must not be there yet")
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		f.Usage()
		return misused(s, "gateway audit keygen wants log or officer before its flags")
	}
	if done, code := parse(args[1:], 0); done {
		return code
	}
	pair := map[string]func() (string, string, error){
		"log": func() (string, string, error) { return audit.NewSigner(*name) }, "officer": audit.NewOfficer,
	}[args[0]]
	if pair == nil {
		return misused(s, "gateway audit keygen wants log or officer before its flags")
	}
	if *private == "" || *public == "" {
		return misused(s, "-private, -public: must be given: the files to write the keys into")
	}
	hidden, shown, err := pair()
	if err != nil {
		return misused(s, "-name: %v", err)
	}
	if err := write(*private, hidden, *public, shown); err != nil {
		return failed(s, err)
	}
	fmt.Fprintf(s.Out, "%s: keep it from everybody else\n%s: give it to those who check\n", *private, *public)
	return ExitHolds
}

const (
	privateMode = 0o600
	publicMode  = 0o644
)

// write writes a pair of keys, both or none: a public key without its private one seals to nobody.
func write(private, hidden, public, shown string) error {
	if err := secret.Create(private, hidden, privateMode); err != nil {
		return err
	}
	if err := secret.Create(public, shown, publicMode); err != nil {
		return errors.Join(err, os.Remove(private))
	}
	return nil
}
