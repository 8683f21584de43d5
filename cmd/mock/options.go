package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"strings"

	"github.com/sverka/sverka/internal/command"
	"github.com/sverka/sverka/mock"
)

// options are what the flags come to.
type options struct {
	config         mock.Config
	secrets        string
	check, version bool
}

const usage = `mock serves the mock registries: four of them, the same fictional people in each, and every failure on demand.

  mock [flags]   serve them until Ctrl-C

With a gateway on them: demo, beside this program. A flag outweighs the file. Flags:
`

// addresses are a flag that is given once for each: name=address.
type addresses map[string]string

func (a addresses) String() string { return "" }

// Set takes one; without an address it is any free port.
func (a addresses) Set(text string) error {
	name, addr, given := strings.Cut(text, "=")
	switch {
	case name == "" || given && addr == "":
		return errors.New("expected a name, or name=127.0.0.1:port")
	case a[name] != "":
		return fmt.Errorf("%s was given before", name)
	case !given:
		addr = "127.0.0.1:0"
	}
	a[name] = addr
	return nil
}

// readOptions takes the file first and the flags over it.
func readOptions(args []string, logs io.Writer) (options, error) {
	var o options
	var file, addr, tls string
	var seed uint64
	var people int
	ports, doors := addresses{}, addresses{}
	flags := flag.NewFlagSet("mock", flag.ContinueOnError)
	flags.StringVar(&file, "config", "", "configuration `file`; configs/mock.yaml has every key")
	flags.BoolVar(&o.check, "check-config", false, "check the configuration, print what it comes to, and end")
	flags.BoolVar(&o.version, "version", false, "print the version and end")
	flags.StringVar(&addr, "addr", "", "`address` of loopback for all registries (default 127.0.0.1:8090); port 0 is a free one")
	flags.Var(ports, "port", "`registry=address` at which that one is served alone too; may be repeated")
	flags.StringVar(&tls, "tls", "", "speak TLS and mutual TLS too (127.0.0.1:8453 and 8454), by an authority made now; write its certificate, and one for "+
		"a client with its key, into this `directory`")
	flags.Var(doors, "door", fmt.Sprintf("`kind[=address]`, one more address where that is done, of %v; may be repeated", mock.Doors()))
	flags.StringVar(&o.secrets, "secrets", "", "write what configs/gateway.yaml looks for into this `directory`, and serve: passwords and keys that these mocks know, "+
		"and a token for operators")
	flags.Uint64Var(&seed, "seed", 0, "`number` that decides what is random; 0 takes one and prints it")
	flags.IntVar(&people, "population", 0, "`number` of people besides the personas, up to a million, whom the seed decides; see /population")
	if err := command.Parse(flags, usage, args, logs); err != nil {
		return o, err
	}
	if err := o.load(file); err != nil {
		return o, err
	}
	set(&o.config.Addr, addr)
	set(&o.config.TLSDirectory, tls)
	set(&o.config.Seed, seed)
	set(&o.config.Population, people)
	o.config.Ports, o.config.Doors = over(o.config.Ports, ports), over(o.config.Doors, doors)
	if err := o.config.Check(); err != nil {
		return o, command.Misuse{Err: err}
	}
	if !o.check {
		o.config = o.config.Seeded()
	}
	return o, nil
}

func (o *options) load(file string) (err error) {
	o.config = mock.Defaults()
	if file != "" {
		if o.config, err = mock.Load(file); err != nil {
			return command.Misuse{Err: err}
		}
	}
	return nil
}

// set takes what a flag says, if it says something.
func set[T comparable](member *T, flag T) {
	var zero T
	if flag != zero {
		*member = flag
	}
}

func over(file, flags map[string]string) map[string]string {
	if len(flags) == 0 {
		return file
	}
	all := maps.Clone(file)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, flags)
	return all
}
