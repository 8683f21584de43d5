package auditcmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sverka/sverka/internal/audit"
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
	secret, shown, err := pair()
	if err != nil {
		return misused(s, "-name: %v", err)
	}
	if err := errors.Join(create(*private, secret, privateMode), create(*public, shown, publicMode)); err != nil {
		return failed(s, err)
	}
	fmt.Fprintf(s.Out, "%s: keep it from everybody else\n%s: give it to those who check\n", *private, *public)
	return ExitHolds
}

const (
	privateMode = 0o600
	publicMode  = 0o644
)

// create writes a file that must not be there: a key that is overwritten is lost.
func create(name, text string, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}
