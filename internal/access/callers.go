package access

import (
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/secret"
)

// Callers is the callers' file: who may come in, how he makes himself known, and what he may ask.
type Callers struct {
	Callers map[string]Entry `yaml:"callers"`

	lookups []string      // that there are
	ways    config.Access // that are configured
}

// An Entry is one caller.
type Entry struct {
	// How he makes himself known: alternative names of certificates (dns:name, uri:…), values of the tokens' claim, keys.
	Certificates []string `yaml:"certificates"`
	Tokens       []string `yaml:"tokens"`
	Keys         []Key    `yaml:"keys"`
	// What he may ask: lookups as registry/lookup, each with how much of its answers he is told.
	Lookups  map[string]adapters.Disclosure `yaml:"lookups"`
	Purposes []adapters.Purpose             `yaml:"purposes"`
	Bases    []adapters.BasisKind           `yaml:"bases"`
	// How often: requests a second, on an average and so many at once (0: as many as a second's), and questions in a day of Moscow.
	Rate  float64 `yaml:"rate"`
	Burst int     `yaml:"burst"`
	Day   int     `yaml:"day"`
}

// A Key is an API key as the file has it: its hash, and the last day on which it holds ("": no last day).
type Key struct {
	SHA256 string `yaml:"sha256"`
	Until  string `yaml:"until"`
}

// mostKeys are valid at once: the one that is used, and the one that takes its place.
const mostKeys = 2

// Bounds of what may be granted. Beyond them a mistake is likelier than a wish.
const (
	mostRate = 10_000
	mostDay  = 1_000_000_000
)

// load reads the file of callers.
func load(ways config.Access, lookups []string) (Callers, error) {
	c := Callers{lookups: lookups, ways: ways}
	// Who may change it would let himself in.
	text, err := secret.Read(secret.File{Written: ways.CallersFile, Care: secret.Public})
	if err == nil {
		err = config.Parse(ways.CallersFile, text, &c)
	}
	return c, err
}

// Validate implements config.Validator.
func (c *Callers) Validate() error {
	if len(c.Callers) == 0 {
		return errors.New("callers: must name at least one")
	}
	var errs []error
	taken := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(c.Callers)) {
		e := c.Callers[name]
		key := "callers." + name
		if !regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`).MatchString(name) || name == "other" || name == "anonymous" || name == "probe" {
			errs = append(errs, fmt.Errorf("%s: a caller's name must be of small Latin letters, digits and hyphens, begin with a letter, "+
				"have at most 32 of them, and be none of other, anonymous and probe", key))
		}
		errs = append(errs, config.At(key, errors.Join(e.validateWays(c.ways), e.validateGrant(c.lookups), e.validateRates())))
		for _, id := range e.credentials() {
			if other, ok := taken[id]; ok {
				errs = append(errs, fmt.Errorf("%s: has a credential that %s has too", key, other))
			}
			taken[id] = name
		}
	}
	return errors.Join(errs...)
}

// credentials are all by which the caller is known, as they have to be nobody else's.
func (e *Entry) credentials() (all []string) {
	for _, c := range e.Certificates {
		all = append(all, "certificate "+strings.ToLower(c))
	}
	for _, t := range e.Tokens {
		all = append(all, "token "+t)
	}
	for _, k := range e.Keys {
		all = append(all, "key "+strings.ToLower(k.SHA256))
	}
	return all
}

func (e *Entry) validateWays(ways config.Access) error {
	var errs []error
	if len(e.Certificates)+len(e.Tokens)+len(e.Keys) == 0 {
		errs = append(errs, errors.New("certificates: must be given, or tokens, or keys: by nothing nobody is known"))
	}
	if len(e.Certificates) > 0 && ways.Certificates.CAFile == "" {
		errs = append(errs, errors.New("certificates: needs access.certificates.ca_file in the gateway's configuration"))
	}
	if len(e.Tokens) > 0 && ways.Tokens.Issuer == "" {
		errs = append(errs, errors.New("tokens: needs access.tokens.issuer in the gateway's configuration"))
	}
	for i, san := range e.Certificates {
		if _, err := parseSAN(san); err != nil {
			errs = append(errs, fmt.Errorf("certificates[%d]: %w", i, err))
		}
	}
	if slices.Contains(e.Tokens, "") {
		errs = append(errs, errors.New("tokens: must not hold an empty value"))
	}
	if len(e.Keys) > mostKeys {
		errs = append(errs, fmt.Errorf("keys: must be at most %d: the one in use, and the one that takes its place", mostKeys))
	}
	for i, k := range e.Keys {
		errs = append(errs, config.At(fmt.Sprintf("keys[%d]", i), k.validate()))
	}
	return errors.Join(errs...)
}

func (k Key) validate() error {
	var errs []error
	if _, ok := k.hash(); !ok {
		errs = append(errs, errors.New("sha256: must be 64 hexadecimal digits, as gateway access newkey prints them"))
	}
	if _, ok := k.end(); !ok {
		errs = append(errs, errors.New("until: must be a day, YYYY-MM-DD, the last on which the key holds"))
	}
	return errors.Join(errs...)
}

func (k Key) hash() (sum [32]byte, ok bool) {
	b, err := hex.DecodeString(k.SHA256)
	if err != nil || len(b) != len(sum) {
		return sum, false
	}
	return [32]byte(b), true
}

// end returns when the key ends to hold; zero: never.
func (k Key) end() (time.Time, bool) { return config.EndOf(k.Until) }

// keyEnds returns when the last of the keys of each caller ends all of whose keys end.
func (c *Callers) keyEnds() map[string]time.Time {
	ends := make(map[string]time.Time)
	for name, e := range c.Callers {
		var last time.Time
		for _, k := range e.Keys {
			end, _ := k.end() // validated
			if end.IsZero() {
				last = end
				break
			}
			if end.After(last) {
				last = end
			}
		}
		if !last.IsZero() {
			ends[name] = last
		}
	}
	return ends
}

// parseSAN reads dns:name or uri:…, and returns it in the form in which certificates are looked up.
func parseSAN(written string) (string, error) {
	kind, name, _ := strings.Cut(written, ":")
	switch kind {
	case "dns":
		if regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$`).MatchString(name) {
			return "dns:" + strings.ToLower(name), nil
		}
		return "", errors.New("must be a whole DNS name after dns:, without wildcards")
	case "uri":
		if u, err := url.Parse(name); err == nil && u.IsAbs() && u.String() == name {
			return written, nil
		}
		return "", errors.New("must be an absolute URI after uri:, written as the certificate has it")
	default:
		return "", errors.New("must be dns:name or uri:…, an alternative name of the certificate; a subject's common name is not looked at")
	}
}

func (e *Entry) validateGrant(lookups []string) error {
	var errs []error
	if len(e.Lookups) == 0 {
		errs = append(errs, errors.New("lookups: must name at least one: what is not named may not be asked"))
	}
	for _, l := range slices.Sorted(maps.Keys(e.Lookups)) {
		if !slices.Contains(lookups, l) {
			errs = append(errs, fmt.Errorf("lookups: %s is none; there are %s", l, strings.Join(lookups, ", ")))
		} else if !slices.Contains(adapters.Disclosures(), e.Lookups[l]) {
			errs = append(errs, fmt.Errorf("lookups.%s: must be verdict, fields or record: how much of its answers is told", l))
		}
	}
	return errors.Join(append(errs, words("purposes", e.Purposes, adapters.Purposes()), words("bases", e.Bases, adapters.BasisKinds()))...)
}

// words returns an error unless all of given, at least one, are in the list.
func words[W ~string](key string, given, list []W) error {
	for _, w := range given {
		if !slices.Contains(list, w) {
			return fmt.Errorf("%s: must be of %s", key, listed(list))
		}
	}
	if len(given) == 0 {
		return fmt.Errorf("%s: must name at least one of %s", key, listed(list))
	}
	return nil
}

func listed[W ~string](list []W) string {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}

func (e *Entry) validateRates() error {
	var errs []error
	if !(e.Rate > 0 && e.Rate <= mostRate) {
		errs = append(errs, fmt.Errorf("rate: must be above 0 and at most %d requests a second", mostRate))
	}
	if e.Burst < 0 || e.Burst > mostRate {
		errs = append(errs, fmt.Errorf("burst: must be from 0 to %d requests at once", mostRate))
	}
	if e.Day < 1 || e.Day > mostDay {
		errs = append(errs, fmt.Errorf("day: must be from 1 to %d questions a day", mostDay))
	}
	return errors.Join(errs...)
}
