package secret

import (
	"crypto/tls"
	"errors"
)

// Pair watches a certificate and its key, both PEM, which a listener shows: they are taken as a pair that fits or not at all. notice
// is Watch's.
func Pair(certificate, key string, notice func(Notice)) (*Watched[*tls.Certificate], error) {
	return Watch(func(contents [][]byte, _ *tls.Certificate) (*tls.Certificate, error) {
		pair, err := tls.X509KeyPair(contents[0], contents[1])
		if err != nil {
			return nil, errors.New("must be a certificate in PEM, and key_file its key")
		}
		return &pair, nil
	}, notice, File{Written: certificate, Care: Public}, File{Written: key})
}
