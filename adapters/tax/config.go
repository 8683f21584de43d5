package tax

import (
	"errors"
	"regexp"
	"unicode/utf8"
)

// Config is what the drivers of this registry need to know. The address, limits, quotas and timeouts are the house's.
type Config struct {
	// SystemID is the mnemonic under which the gateway was registered (мнемоника ИС).
	SystemID string `yaml:"system_id"`
	// Organisation is who asks (СведЮЛ): ФНС answers organisations, not systems.
	Organisation Organisation `yaml:"organisation"`
	// MasterTokenFile holds the master token (мастер-токен), for which the working tokens are given.
	MasterTokenFile string `yaml:"master_token_file" secret:"private"`
}

// Organisation is the legal entity on whose behalf the gateway asks.
type Organisation struct {
	Name string `yaml:"name"` // НаимОрг
	INN  string `yaml:"inn"`  // ИНН of a legal entity, 10 digits
	OGRN string `yaml:"ogrn"` // ОГРН, 13 digits
}

// maxOrganisation is the longest name of an organisation that the contract takes, in characters.
const maxOrganisation = 1000

// Validate says everything that is wrong with c, by the names of the keys and without the values.
func (c Config) Validate() error {
	var errs []error
	expect := func(ok bool, what string) {
		if !ok {
			errs = append(errs, errors.New(what))
		}
	}
	expect(matches(`^[A-Za-z0-9_\-]{1,50}$`, c.SystemID), "system_id: must be 1 to 50 Latin letters, digits, _ or -")
	expect(c.Organisation.Name != "" && utf8.RuneCountInString(c.Organisation.Name) <= maxOrganisation,
		"organisation.name: must be 1 to 1000 characters")
	expect(matches(`^[0-9]{10}$`, c.Organisation.INN), "organisation.inn: must be 10 digits")
	expect(matches(`^[0-9]{13}$`, c.Organisation.OGRN), "organisation.ogrn: must be 13 digits")
	expect(c.MasterTokenFile != "", "master_token_file: must be the file that holds the master token")
	return errors.Join(errs...)
}

func matches(pattern, s string) bool { return regexp.MustCompile(pattern).MatchString(s) }
