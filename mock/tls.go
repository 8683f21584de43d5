package mock

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

// TLSFiles are what a client needs for the doors of TLS, as files. They hold as long as their mock runs, and are worth nothing elsewhere.
type TLSFiles struct {
	CA          string // the authority to trust: ca.pem
	Certificate string // of a client, for the door mutual_tls: client.pem
	Key         string // of that certificate: client.key
}

// WriteTLS writes the certificate of the mock's authority, and a client's certificate with its key, into a directory, which is made
// where there is none. Files of an earlier mock are replaced, each at once: nobody reads half of one.
func (m *Mock) WriteTLS(directory string) (*TLSFiles, error) {
	ca, err := m.CA()
	if err != nil {
		return nil, err
	}
	certificate, key, err := m.ClientCertificate(m.config.SystemID)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, fmt.Errorf("tls_directory: %w", err)
	}
	files := &TLSFiles{filepath.Join(directory, "ca.pem"), filepath.Join(directory, "client.pem"), filepath.Join(directory, "client.key")}
	for path, text := range map[string][]byte{files.CA: ca, files.Certificate: certificate, files.Key: key} {
		if err := replace(path, text); err != nil {
			return nil, fmt.Errorf("tls_directory: %w", err)
		}
	}
	return files, nil
}

// replace writes a file that only its owner reads, beside its place first.
func replace(path string, text []byte) error {
	beside, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = beside.Write(text)
	if closed := beside.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(beside.Name(), path)
	}
	if err != nil {
		_ = os.Remove(beside.Name())
	}
	return err
}

// CA returns the certificate of the authority that the doors' certificates are by, as PEM.
func (m *Mock) CA() ([]byte, error) {
	m.doors.mu.Lock()
	defer m.doors.mu.Unlock()
	if err := m.doors.found(m); err != nil {
		return nil, err
	}
	return m.doors.authority.PEM(), nil
}

// ClientCertificate returns a new certificate with its key, as PEM, by which a client called name is admitted at the door mutual_tls.
// It is worth nothing elsewhere.
func (m *Mock) ClientCertificate(name string) (certificate, key []byte, err error) {
	m.doors.mu.Lock()
	defer m.doors.mu.Unlock()
	if err := m.doors.found(m); err != nil {
		return nil, nil, err
	}
	pair, err := m.doors.authority.Client(name)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		return nil, nil, err
	}
	for _, one := range pair.Certificate {
		certificate = append(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: one})...)
	}
	return certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
