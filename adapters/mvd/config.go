package mvd

import (
	"errors"
	"regexp"
)

// Config is what the drivers of this registry need to know. The address, limits, quotas and timeouts are the house's.
type Config struct {
	// SystemID is the mnemonic under which the gateway was registered (мнемоника ИС).
	SystemID string `yaml:"system_id"`
	// KeyFile holds the key that was given to the system (X-System-Key).
	KeyFile string `yaml:"key_file" secret:"private"`
}

// systemID is the contract's systemId.
const systemID = `^[A-Za-z0-9_\-]{1,50}$`

// Validate says everything that is wrong with c, by the names of the keys and without the values.
func (c Config) Validate() error {
	var errs []error
	if !regexp.MustCompile(systemID).MatchString(c.SystemID) {
		errs = append(errs, errors.New("system_id: must be 1 to 50 Latin letters, digits, _ or -"))
	}
	if c.KeyFile == "" {
		errs = append(errs, errors.New("key_file: must be the file that holds the system's key"))
	}
	return errors.Join(errs...)
}
