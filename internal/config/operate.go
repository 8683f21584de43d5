package config

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/sverka/sverka/internal/secret"
)

// Operate is the operators' listener. It always wants a credential: an operator's token, or a session that one has begun with it.
type Operate struct {
	Listen string `yaml:"listen"`
	// CertificateFile and KeyFile make it speak TLS, without which it serves loopback only; both or none.
	CertificateFile string `yaml:"certificate_file" secret:"public"`
	KeyFile         string `yaml:"key_file" secret:"private"`
	// TokenFile holds the token of an operator who has no other name than "operator".
	TokenFile string `yaml:"token_file" secret:"private"`
	// Operators are those who are told apart by name in the log and the audit.
	Operators []Operator `yaml:"operators"`
	// Hosts are the names, besides localhost and any address, by which it may be called.
	Hosts []string `yaml:"hosts"`
}

// Operator is somebody who may operate.
type Operator struct {
	Name      string `yaml:"name"`
	TokenFile string `yaml:"token_file" secret:"private"`
}

// Somebody is the name of the operator of Operate.TokenFile.
const Somebody = "operator"

// Everybody returns all operators, the one of TokenFile first, with the key of each one's token.
func (o Operate) Everybody() (all []Operator, keys []string) {
	if o.TokenFile != "" {
		all, keys = append(all, Operator{Somebody, o.TokenFile}), append(keys, "token_file")
	}
	for i, one := range o.Operators {
		all, keys = append(all, one), append(keys, fmt.Sprintf("operators[%d].token_file", i))
	}
	return all, keys
}

// LongToken returns nil for an operator's token that nobody guesses: a secret.Open's accept.
func LongToken(token string) error {
	const least = 16
	if len(token) < least {
		return fmt.Errorf("an operator's token must be of at least %d characters", least)
	}
	return nil
}

func (o Operate) validate() error {
	errs := []error{address(o.Listen), o.secure(), o.tokens()}
	if o.TokenFile == "" && len(o.Operators) == 0 {
		errs = append(errs, errors.New("token_file: must be given, or operators: the listener always wants a credential"))
	}
	for i, name := range o.Hosts {
		if !regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`).MatchString(name) {
			errs = append(errs, fmt.Errorf("hosts[%d]: must be a host's name in small letters, without port and scheme", i))
		}
	}
	return errors.Join(errs...)
}

// secure returns an error unless the listener's TLS is whole, and there where it is needed.
func (o Operate) secure() error {
	errs := []error{pair(o.CertificateFile, o.KeyFile)}
	if o.CertificateFile == "" && !IsLoopback(o.Listen) {
		errs = append(errs, errors.New("listen: off loopback it needs certificate_file and key_file: tokens must not cross the network in the clear"))
	}
	return errors.Join(errs...)
}

// tokens returns an error unless the operators can be told apart, by name and by token.
func (o Operate) tokens() error {
	var errs []error
	var names, seen []string
	everybody, keys := o.Everybody()
	for i, one := range everybody {
		key := keys[i]
		named := key[:len(key)-len("token_file")] + "name"
		switch {
		case !regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,31}$`).MatchString(one.Name):
			errs = append(errs, errors.New(named+": must be 1 to 32 small Latin letters, digits, . _ or -"))
		case slices.Contains(names, one.Name):
			errs = append(errs, errors.New(named+": must be another than the other operators' (that of operate.token_file is "+Somebody+")"))
		}
		names = append(names, one.Name)
		if one.TokenFile == "" {
			errs = append(errs, errors.New(key+": must be the file that holds the operator's token"))
			continue
		}
		token, err := secret.Open(one.TokenFile, nil, LongToken)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err))
			continue
		}
		if word := token.Current().Reveal(); slices.Contains(seen, word) {
			errs = append(errs, errors.New(key+": must be another token than the other operators': it could not be said who did it"))
		} else {
			seen = append(seen, word)
		}
	}
	return errors.Join(errs...)
}
