package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Access says how callers make themselves known. It is written as a section, or as the word off: then callers are not told apart,
// and only loopback is served. Who they are and what they may ask stands in a file of its own, which is read again on SIGHUP.
type Access struct {
	written bool
	off     bool

	// CallersFile names the callers. It holds no secret: of API keys just their hashes.
	CallersFile  string       `yaml:"callers_file"`
	Certificates Certificates `yaml:"certificates"`
	Tokens       Tokens       `yaml:"tokens"`
	// Guesses says what is counted of those about one identifier, of which five a day are answered: answers other than match, or
	// the statements that were not so.
	Guesses string `yaml:"guesses"`
}

// What may be counted of guesses.
const (
	GuessAnswers    = "answers"    // each answer other than match
	GuessStatements = "statements" // one statement about a person once, however many lookups it is put to
)

// Certificates are the callers' client certificates (mutual TLS).
type Certificates struct {
	// CAFile holds who vouches for them (PEM), and nobody else does. Empty: none is asked for.
	CAFile string `yaml:"ca_file" secret:"public"`
}

// Tokens are the JWTs that an issuer gives to callers.
type Tokens struct {
	Issuer     string   `yaml:"issuer"`     // the claim iss; empty: no token is taken
	Audience   string   `yaml:"audience"`   // one of the claim aud
	Algorithms []string `yaml:"algorithms"` // of signatures; those of shared secrets cannot be allowed
	Claim      string   `yaml:"claim"`      // which claim names the caller: sub, azp or client_id
	// KeysURL is where the issuer publishes its keys (JWKS), CAFile who vouches for that server (empty: the system's) and Proxy the
	// way there (none, or a URL).
	KeysURL string `yaml:"keys_url"`
	CAFile  string `yaml:"ca_file" secret:"public"`
	Proxy   string `yaml:"proxy"`
	// SavedKeys is the file where the last keys are saved, for a start while the issuer is down; empty: nowhere.
	SavedKeys string `yaml:"saved_keys"`
	// Refresh is how often the keys are fetched again, KeysAge how old they may become while they cannot be.
	Refresh time.Duration `yaml:"refresh"`
	KeysAge time.Duration `yaml:"keys_age"`
	// Lifetime is the longest from iat to exp, Leeway by how much the issuer's clock may differ, Keep how long a token that was
	// verified is not verified again.
	Lifetime time.Duration `yaml:"lifetime"`
	Leeway   time.Duration `yaml:"leeway"`
	Keep     time.Duration `yaml:"keep"`
}

// Bounds of what may be configured.
const (
	longestLifetime = time.Hour
	longestKeep     = 5 * time.Minute
	longestLeeway   = time.Minute
	shortestRefresh = 10 * time.Second
)

// DefaultAccess returns the defaults of the section; callers_file has none.
func DefaultAccess() Access {
	return Access{written: true, Guesses: GuessAnswers, Tokens: Tokens{
		Algorithms: []string{"ES256", "RS256"}, Claim: "sub", Proxy: "none",
		Refresh: 5 * time.Minute, KeysAge: 24 * time.Hour,
		Lifetime: longestLifetime, Leeway: 10 * time.Second, Keep: longestKeep,
	}}
}

// AccessOff returns what off is read as.
func AccessOff() Access { return Access{written: true, off: true} }

// IsOff reports whether callers are not told apart.
func (a Access) IsOff() bool { return a.off }

// UnmarshalYAML reads a section, or the word off.
func (a *Access) UnmarshalYAML(read func(any) error) error {
	var word string
	if read(&word) == nil {
		if word != offWord {
			return errors.New("must be off, or a section with callers_file")
		}
		*a = AccessOff()
		return nil
	}
	type section Access
	s := section(DefaultAccess())
	if err := read(&s); err != nil {
		return err
	}
	*a = Access(s)
	return nil
}

// MarshalYAML writes what UnmarshalYAML reads.
func (a Access) MarshalYAML() (any, error) {
	if a.off {
		return offWord, nil
	}
	type section Access
	return section(a), nil
}

const offWord = "off"

// Validate returns nil, or errors "access.key: what it must be"; api is the listener that callers use. What stands in the files is not
// looked at.
func (a Access) Validate(api API) error {
	switch {
	case !a.written:
		return errors.New("access: must be written: off, where callers are not told apart and only loopback is served, or a section with callers_file")
	case a.off:
		return nil
	}
	errs := []error{oneOf("guesses", a.Guesses, GuessAnswers, GuessStatements)}
	if a.CallersFile == "" {
		errs = append(errs, errors.New("callers_file: must name the file that says who may ask what"))
	}
	if a.Certificates.CAFile != "" && api.CertificateFile == "" {
		errs = append(errs, errors.New("certificates.ca_file: needs api.certificate_file: who shows a certificate is known by TLS alone"))
	}
	if a.Tokens.Issuer != "" {
		errs = append(errs, At("tokens", a.Tokens.validate()))
	} else if a.Tokens.KeysURL != "" || a.Tokens.Audience != "" {
		errs = append(errs, errors.New("tokens.issuer: must be given, as the claim iss has it"))
	}
	return At("access", errors.Join(errs...))
}

// signatures are the algorithms that may be allowed: of key pairs, that no caller can sign with what he knows.
func signatures() []string {
	return []string{"ES256", "ES384", "ES512", "EdDSA", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"}
}

func (t Tokens) validate() error {
	errs := []error{
		between("refresh", t.Refresh, shortestRefresh, t.KeysAge), atLeast("keys_age", t.KeysAge, time.Minute),
		between("lifetime", t.Lifetime, time.Minute, longestLifetime), between("leeway", t.Leeway, 0, longestLeeway),
		between("keep", t.Keep, 0, longestKeep), oneOf("claim", t.Claim, "sub", "azp", "client_id"),
	}
	if t.Audience == "" {
		errs = append(errs, errors.New("audience: must be given: a token for somebody else is not for us"))
	}
	if len(t.Algorithms) == 0 {
		errs = append(errs, errors.New("algorithms: must name at least one"))
	}
	for _, a := range t.Algorithms {
		if !slices.Contains(signatures(), a) {
			errs = append(errs, fmt.Errorf("algorithms: must be of %s", strings.Join(signatures(), ", ")))
			break
		}
	}
	return errors.Join(append(errs, keysURL(t.KeysURL))...)
}

func keysURL(written string) error {
	u, err := url.Parse(written)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
	case u.Scheme == "https", u.Scheme == "http" && IsLoopback(u.Host+":0"), u.Scheme == "http" && IsLoopback(u.Host):
		return nil
	}
	return errors.New("keys_url: must be the https:// URL of the issuer's key set")
}

func between(key string, d, least, most time.Duration) error {
	if d < least || d > most {
		return fmt.Errorf("%s: must be from %s to %s, is %s", key, least, most, d)
	}
	return nil
}
