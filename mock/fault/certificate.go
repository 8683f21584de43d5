package fault

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// An Authority issues certificates for servers and clients of tests: good ones, and those of the tls faults. Its keys are
// made at random, for nothing that is read from them is ever compared. It is safe for concurrent use.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	now         func() time.Time
}

// NewAuthority returns a certificate authority whose certificates are valid around now.
func NewAuthority(now func() time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("fault: a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Sverka mock CA"},
		NotBefore: now().Add(-time.Hour), NotAfter: now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("fault: a certificate authority: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("fault: a certificate authority: %w", err)
	}
	return &Authority{certificate, key, now}, nil
}

// Pool returns the pool of roots that trusts the authority and nobody else.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// PEM returns the authority's own certificate.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// Server returns a certificate that is good for localhost and 127.0.0.1.
func (a *Authority) Server() (tls.Certificate, error) {
	return a.issue(a.server())
}

// Client returns a certificate by which a client of the given name proves who it is.
func (a *Authority) Client(name string) (tls.Certificate, error) {
	template := a.server()
	template.Subject.CommonName = name
	template.DNSNames, template.IPAddresses = nil, nil
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.issue(template)
}

// Bad returns the server certificate of tls_expired, tls_wrong_host or tls_unknown_ca, as a client sees it that trusts Pool
// and connects to loopback. The error of another name lists these three.
func (a *Authority) Bad(name string) (tls.Certificate, error) {
	template := a.server()
	switch name {
	case "tls_expired":
		template.NotBefore, template.NotAfter = a.now().AddDate(0, -2, 0), a.now().AddDate(0, -1, 0)
		return a.issue(template)
	case "tls_wrong_host":
		template.DNSNames, template.IPAddresses = []string{"registry.invalid"}, nil
		return a.issue(template)
	case "tls_unknown_ca":
		stranger, err := NewAuthority(a.now)
		if err != nil {
			return tls.Certificate{}, err
		}
		return stranger.Server()
	default:
		return tls.Certificate{}, fmt.Errorf("fault: no bad certificate is called that; known are tls_expired, tls_wrong_host, tls_unknown_ca")
	}
}

func (a *Authority) server() *x509.Certificate {
	return &x509.Certificate{
		Subject:  pkix.Name{CommonName: "Sverka mock registry"},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore: a.now().Add(-time.Hour), NotAfter: a.now().AddDate(0, 6, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

func (a *Authority) issue(template *x509.Certificate) (tls.Certificate, error) {
	const serialBits = 64
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("fault: a serial number: %w", err)
	}
	template.SerialNumber = serial
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("fault: a key: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("fault: a certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.certificate.Raw}, PrivateKey: key}, nil
}
