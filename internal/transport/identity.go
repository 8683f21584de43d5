package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"sync/atomic"
)

// An identity is the certificate that we show, if there is one.
type identity struct {
	certificate tls.Certificate
	lifetime    lifetime
	missed      atomic.Bool
}

// take makes id the pair.
func (id *identity) take(certificate, key []byte) error {
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return errors.New("tls.certificate_file: must be a certificate in PEM, and tls.key_file its key")
	}
	var chain []*x509.Certificate
	for _, der := range pair.Certificate {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			return errors.New("tls.certificate_file: must hold certificates only")
		}
		chain = append(chain, c)
	}
	id.certificate, id.lifetime = pair, common(chain)
	return nil
}

// present implements tls.Config.GetClientCertificate. It shows the certificate also to a registry whose list of
// authorities does not have ours: it then says so, where crypto/tls by itself would show none.
func (id *identity) present(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	if len(id.certificate.Certificate) == 0 {
		id.missed.Store(true)
	}
	return &id.certificate, nil
}

// missing reports whether the registry has asked for a certificate and we had none to show. Up to TLS 1.2 it may then
// end the handshake with an alert that does not say so.
func (id *identity) missing() bool { return id.missed.Load() }
