package migration

import (
	"errors"
	"regexp"
)

// Config is what the drivers of this registry need to know. The address, limits, quotas and timeouts are the house's.
type Config struct {
	// SystemID is the mnemonic under which the gateway was registered (мнемоника ИС, itSystem).
	SystemID string `yaml:"system_id"`
	// Username is that of the WS-Security UsernameToken; PasswordFile holds its password. (The tag
	// secret lets -check-config say where one lies.)
	Username     string `yaml:"username"`
	PasswordFile string `yaml:"password_file" secret:"private"`
}

// systemID is the contract's ItSystemType.
const systemID = `^[A-Za-z0-9_\-]{1,50}$`

// Validate says everything that is wrong with c, by the names of the keys and without the values.
func (c Config) Validate() error {
	var errs []error
	if !regexp.MustCompile(systemID).MatchString(c.SystemID) {
		errs = append(errs, errors.New("system_id: must be 1 to 50 Latin letters, digits, _ or -"))
	}
	if c.Username == "" {
		errs = append(errs, errors.New("username: must be the name for the UsernameToken"))
	}
	if c.PasswordFile == "" {
		errs = append(errs, errors.New("password_file: must be the file that holds the password for the UsernameToken"))
	}
	return errors.Join(errs...)
}
