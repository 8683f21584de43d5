package probe

import (
	"errors"
	"fmt"
	"time"

	"github.com/sverka/sverka/internal/telemetry"
)

// Caller is the name by which probes are known in the audit, the log and the metrics. No caller may have it.
const Caller = telemetry.CallerProbe

// Config says what one registry is asked about a test subject.
type Config struct {
	// Lookup is the one that is asked, without the registry's name; empty: none, and nothing is probed.
	Lookup string `yaml:"lookup"`
	// QueryFile holds the question as it would be sent to the API: subject, purpose, basis, actor, case_id. It is read at the start.
	QueryFile string `yaml:"query_file"`
	// Every is how often it is asked, give or take a tenth, lest replicas ask together.
	Every time.Duration `yaml:"every"`
}

// Default returns what a file may leave out: no probe.
func Default() Config { return Config{Every: 10 * time.Minute} }

// least is how often a registry may be asked without a citizen's need.
const least = time.Minute

// Validate returns nil, or errors "key: what it must be". It reads no file.
func (c Config) Validate() error {
	var errs []error
	if (c.Lookup == "") != (c.QueryFile == "") {
		errs = append(errs, errors.New("lookup: needs query_file, and query_file it"))
	}
	if c.Every < least {
		errs = append(errs, fmt.Errorf("every: must be at least %s, is %s", least, c.Every))
	}
	return errors.Join(errs...)
}

// On reports whether anything is probed.
func (c Config) On() bool { return c.Lookup != "" }
