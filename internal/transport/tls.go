package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strings"
	"time"

	"github.com/sverka/sverka/internal/secret"
)

// sessionsKept is how many TLS sessions are kept for resumption: a registry is one host, or a few behind one name.
const sessionsKept = 8

// files returns what the configuration names, in the order in which made takes the contents.
func (t TLS) files() []secret.File {
	var all []secret.File
	if t.CAFile != "" {
		all = append(all, secret.File{Written: t.CAFile, Care: secret.Public})
	}
	if t.CertificateFile != "" && t.KeyFile != "" {
		all = append(all, secret.File{Written: t.CertificateFile, Care: secret.Public}, secret.File{Written: t.KeyFile})
	}
	return all
}

// paired returns an error unless certificate and key are both named or neither.
func (t TLS) paired() error {
	switch {
	case t.CertificateFile != "" && t.KeyFile == "":
		return errors.New("tls.key_file: must be given with tls.certificate_file")
	case t.CertificateFile == "" && t.KeyFile != "":
		return errors.New("tls.certificate_file: must be given with tls.key_file")
	}
	return nil
}

// keyed puts in front of an error of the files the key that names the place it begins with.
func (t TLS) keyed(err error) error {
	if err == nil || strings.HasPrefix(err.Error(), "tls.") {
		return err
	}
	for _, f := range []struct{ key, written string }{
		{"tls.ca_file", t.CAFile}, {"tls.certificate_file", t.CertificateFile}, {"tls.key_file", t.KeyFile},
	} {
		if why, ok := strings.CutPrefix(err.Error(), f.written+": "); ok && f.written != "" {
			return keyedError{f.key + ": cannot be read: " + why, err}
		}
	}
	return keyedError{"tls: " + err.Error(), err}
}

// A keyedError is an error of the files, in the words of the configuration.
type keyedError struct {
	text string
	of   error
}

func (e keyedError) Error() string { return e.text }
func (e keyedError) Unwrap() error { return e.of }

// made makes of the contents of files what the connections are made with, and who we are in them. Its errors are one "key: ..."
// each, joined, and quote nothing of the files.
func (t TLS) made(contents [][]byte) (*tls.Config, *identity, error) {
	us := new(identity)
	config := &tls.Config{
		ServerName:           t.ServerName,
		NextProtos:           []string{"http/1.1"}, // HTTP/2 is not offered: see the package's comment
		ClientSessionCache:   tls.NewLRUClientSessionCache(sessionsKept),
		GetClientCertificate: us.present,
	}
	errs := []error{t.version(config)}
	if t.CAFile != "" {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(contents[0]) {
			errs = append(errs, errors.New("tls.ca_file: must hold a certificate in PEM"))
		}
		contents = contents[1:]
	}
	if len(contents) == 2 {
		errs = append(errs, us.take(contents[0], contents[1]))
	}
	return config, us, errors.Join(errs...)
}

func (t TLS) version(config *tls.Config) error {
	switch t.MinVersion {
	case "1.2":
		config.MinVersion = tls.VersionTLS12
	case "1.3":
		config.MinVersion = tls.VersionTLS13
	default:
		return errors.New(`tls.min_version: must be "1.2" or "1.3"`)
	}
	return nil
}

// A lifetime is that of a certificate with those that vouch for it. It is zero when there is none.
type lifetime struct{ from, until time.Time }

func (l lifetime) holds(at time.Time) bool { return !at.Before(l.from) && !at.After(l.until) }

// common returns when all of the chain hold.
func common(chain []*x509.Certificate) (l lifetime) {
	for _, c := range chain {
		if l.from.Before(c.NotBefore) {
			l.from = c.NotBefore
		}
		if l.until.IsZero() || c.NotAfter.Before(l.until) {
			l.until = c.NotAfter
		}
	}
	return l
}

// longest returns the lifetime of the chain that holds for longest: one that holds is enough.
func longest(chains [][]*x509.Certificate) (best lifetime) {
	for _, chain := range chains {
		if l := common(chain); l.until.After(best.until) {
			best = l
		}
	}
	return best
}

// validate reads the files and returns what is wrong with them, one "key: ..." each, joined.
func (t TLS) validate() error {
	errs := []error{t.paired()}
	_, err := secret.Watch(func(contents [][]byte, _ *identity) (*identity, error) {
		_, us, err := t.made(contents)
		return us, err
	}, nil, t.files()...)
	return errors.Join(append(errs, t.keyed(err))...)
}
