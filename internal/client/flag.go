package client

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// options are what the arguments come to.
type options struct {
	lookup string // registry/lookup; "" where none is named

	url       string
	plaintext bool
	ca        string
	cert, key string
	tokenFile string

	file   string
	about  about
	wait   time.Duration
	follow bool
	resume string
	list   bool
	plan   bool
	json   bool
}

const intro = `gateway lookup asks a running gateway one question about one person, and prints the answer.

  gateway lookup [flags] registry/lookup           ask; the question comes from -file, or from standard input
  gateway lookup [flags] -plan registry/lookup     what this question lacks, and would cost; nothing is asked
  gateway lookup [flags] -resume LOOKUP_ID         what has become of a question that was pending
  gateway lookup [flags] -list [registry/lookup]   what can be asked, and what each lookup needs

The question is JSON, as the API has it: a whole query, or a subject alone, of which the flags state purpose, basis, actor and
case. What is known about the person is never an argument: everybody on the machine sees those.

Flags:
`

// Usage returns what "gateway help lookup" prints.
func Usage() string {
	var b strings.Builder
	b.WriteString(intro)
	f := new(options).flags()
	f.SetOutput(&b)
	f.PrintDefaults()
	b.WriteString("\n" + exitCodes)
	return b.String()
}

// defaultURL is where the gateway's API is that runs on this machine by configs/gateway.yaml.
const defaultURL = "http://127.0.0.1:8080"

// access returns the flags by which the gateway is reached, as a shell takes them, each with a space before it.
func (o *options) access() string {
	var b strings.Builder
	if o.url != defaultURL {
		b.WriteString(" -url " + shellWord(o.url))
	}
	if o.plaintext {
		b.WriteString(" -plaintext")
	}
	for _, file := range []struct{ flag, name string }{{"-ca", o.ca}, {"-cert", o.cert}, {"-key", o.key}, {"-token-file", o.tokenFile}} {
		if file.name != "" {
			b.WriteString(" " + file.flag + " " + shellWord(file.name))
		}
	}
	return b.String()
}

// accessFlags are those that say where the gateway is and who asks it.
const accessFlags = " url plaintext ca cert key token-file "

// shellWord returns s as one word of a shell.
func shellWord(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/.:_-@%+=,", r)
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func (o *options) flags() *flag.FlagSet {
	f := flag.NewFlagSet("lookup", flag.ContinueOnError)
	f.SetOutput(io.Discard) // the package's own texts quote the arguments
	f.StringVar(&o.url, "url", defaultURL, "where the gateway's API is; `https` unless it is on this machine")
	f.BoolVar(&o.plaintext, "plaintext", false, "let personal data cross the network in the clear, to an http:// -url")
	f.StringVar(&o.ca, "ca", "", "trust only the certificates in this `file` (PEM)")
	f.StringVar(&o.cert, "cert", "", "show this certificate where the gateway asks for one (PEM `file`), with -key")
	f.StringVar(&o.key, "key", "", "the key of -cert (PEM `file`)")
	f.StringVar(&o.tokenFile, "token-file", "", "send the bearer token that stands in this `file`")
	f.StringVar(&o.file, "file", "", "read the question from this `file`; standard input without it, or with -")
	f.StringVar(&o.about.purpose, "purpose", "", "what the answer is for, such as `account_registration`")
	f.StringVar(&o.about.serviceCode, "service-code", "", "which service is delivered, a `code`, with -purpose service_delivery")
	f.StringVar(&o.about.basis, "basis", "", "on what ground in law: `public_service`, consent, law or court")
	f.StringVar(&o.about.reference, "reference", "", "the `number` of the consent, law or decision")
	f.StringVar(&o.about.actor, "actor", "", "on whose behalf: `citizen`, officer or system")
	f.StringVar(&o.about.actorID, "actor-id", "", "the portal's own `id` of the citizen or officer")
	f.StringVar(&o.about.caseID, "case", "", "the portal's own `id` of the case")
	f.DurationVar(&o.wait, "wait", 10*time.Second, "how long to wait for the answer, in all; at least 1s")
	f.BoolVar(&o.follow, "follow", false, "while the answer is pending, go on asking for it until -wait is over")
	f.StringVar(&o.resume, "resume", "", "read what has become of a pending question, by its `lookup_id`")
	f.BoolVar(&o.list, "list", false, "list the gateway's lookups")
	f.BoolVar(&o.plan, "plan", false, "ask nothing: tell what the question lacks, what it would cost and what holds it back")
	f.BoolVar(&o.json, "json", false, "print the API's document as it came")
	return f
}

// parse reads the arguments. Its errors say which argument is wrong by its place or its flag, and repeat none: what stands
// where it should not may be a person's name or number.
func parse(args []string) (options, error) {
	var o options
	var names []string
	f := o.flags()
	for rest := args; len(rest) > 0; { // flags may stand behind the lookup too
		if err := f.Parse(rest); errors.Is(err, flag.ErrHelp) {
			return o, flag.ErrHelp
		} else if err != nil {
			return o, fmt.Errorf("argument %d is no flag of lookup, or not a value of the flag before it; %s", len(args)-f.NArg(), notRepeated)
		}
		if rest = f.Args(); len(rest) == 0 {
			break
		}
		if !lookupName.MatchString(rest[0]) {
			return o, fmt.Errorf("argument %d is not the name of a lookup, such as migration/status; %s", len(args)-len(rest)+1, notRepeated)
		}
		names, rest = append(names, rest[0]), rest[1:]
	}
	if len(names) > 1 {
		return o, errors.New("two lookups are named: one is asked at a time")
	}
	if len(names) == 1 {
		o.lookup = names[0]
	}
	return o, o.check(f)
}

const notRepeated = "it is not repeated here, for it may be about a person: the question belongs in -file or on standard input"

// lookupName is how the API names lookups, whichever there are.
var lookupName = regexp.MustCompile(`^[a-z][a-z-]{0,31}/[a-z][a-z-]{0,31}$`)

// check reports what does not fit together.
func (o *options) check(f *flag.FlagSet) error {
	switch {
	case o.list && o.resume != "":
		return errors.New("-list does not go with -resume")
	case o.resume != "" && o.lookup != "":
		return errors.New("-resume takes no lookup: the id says which it is")
	case o.resume != "" && (len(o.resume) != len(uuid.Nil.String()) || uuid.Validate(o.resume) != nil):
		return fmt.Errorf("-resume is not a lookup_id; %s", notRepeated)
	case !o.list && o.resume == "" && o.lookup == "":
		return errors.New("no lookup is named: gateway lookup -list tells what there is, gateway help lookup how to ask")
	case o.plan && o.follow:
		return errors.New("-follow does not go with -plan: nothing is asked that could be pending")
	case o.wait < time.Second:
		return errors.New("-wait must be at least 1s")
	}
	if err := o.misplaced(f); err != nil {
		return err
	}
	return o.about.check()
}

// misplaced reports a flag that would be without effect: whoever gave it expects one.
func (o *options) misplaced(f *flag.FlagSet) error {
	mode, of := "", ""
	switch {
	case o.list:
		mode, of = "-list", accessFlags+"list wait "
	case o.resume != "":
		mode, of = "-resume", accessFlags+"resume wait follow json "
	default:
		return nil
	}
	var err error
	f.Visit(func(given *flag.Flag) {
		if !strings.Contains(of, " "+given.Name+" ") {
			err = fmt.Errorf("-%s does not go with %s", given.Name, mode)
		}
	})
	return err
}
