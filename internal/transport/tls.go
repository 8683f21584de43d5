package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// sessionsKept is how many TLS sessions are kept for resumption: a registry is one host, or a few behind one name.
const sessionsKept = 8

// load reads the files and returns what the connections are made with, and who we are in them. Its errors are one
// "key: ..." each, joined, and quote nothing out of the files.
func (t TLS) load() (*tls.Config, *identity, error) {
	us := new(identity)
	config := &tls.Config{
		ServerName:           t.ServerName,
		NextProtos:           []string{"http/1.1"}, // HTTP/2 is not offered: see the package's comment
		ClientSessionCache:   tls.NewLRUClientSessionCache(sessionsKept),
		GetClientCertificate: us.present,
	}
	return config, us, errors.Join(t.version(config), t.roots(config), t.certificate(us))
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

func (t TLS) roots(config *tls.Config) error {
	if t.CAFile == "" {
		return nil
	}
	pem, err := os.ReadFile(t.CAFile)
	if err != nil {
		return unreadable("tls.ca_file", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return errors.New("tls.ca_file: must hold a certificate in PEM")
	}
	return nil
}

func (t TLS) certificate(us *identity) error {
	switch {
	case t.CertificateFile == "" && t.KeyFile == "":
		return nil
	case t.KeyFile == "":
		return errors.New("tls.key_file: must be given with tls.certificate_file")
	case t.CertificateFile == "":
		return errors.New("tls.certificate_file: must be given with tls.key_file")
	}
	certificate, err := os.ReadFile(t.CertificateFile)
	if err != nil {
		return unreadable("tls.certificate_file", err)
	}
	key, err := os.ReadFile(t.KeyFile)
	if err != nil {
		return unreadable("tls.key_file", err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return errors.New("tls.certificate_file: must be a certificate in PEM, and tls.key_file its key")
	}
	us.certificate = pair
	return nil
}

func unreadable(key string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: cannot be read: %w", key, err)
}
