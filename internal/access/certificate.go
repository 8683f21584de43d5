package access

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
)

// authorities are those who vouch for callers.
type authorities struct {
	pool *x509.CertPool
	end  time.Time // of the first to end
}

// bundled reads a bundle of certificates (PEM). All of it has to be read, for one that is not would be missed by those it vouches for.
func bundled(bundle []byte) (*authorities, error) {
	a := &authorities{pool: x509.NewCertPool()}
	n := 0
	for rest := bundle; ; n++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			if len(bytes.TrimSpace(rest)) > 0 {
				return nil, errors.New("must hold certificates in PEM, and nothing after them")
			}
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil || block.Type != "CERTIFICATE" {
			return nil, errors.New("must hold certificates in PEM, and one of its blocks is none")
		}
		a.pool.AddCert(c)
		a.end = secret.Earlier(a.end, c.NotAfter)
	}
	if n == 0 {
		return nil, errors.New("must hold certificates in PEM")
	}
	return a, nil
}

// AuthorityEnd returns when the first of the authorities ends that vouch for callers' certificates; zero: there is none.
func (g *Gate) AuthorityEnd() time.Time {
	if a := g.rules.Load().authorities; a != nil {
		return a.end
	}
	return time.Time{}
}

// verified remembers which certificates hold, so that a request costs no signature. An entry is of the rules under which it was
// verified: others do not believe it.
type verified struct {
	mu    sync.RWMutex
	until map[[sha256.Size]byte]time.Time
}

const mostVerified = 4096

func newVerified() *verified { return &verified{until: make(map[[sha256.Size]byte]time.Time)} }

func (v *verified) holds(sum [sha256.Size]byte, now time.Time) bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return now.Before(v.until[sum])
}

func (v *verified) add(sum [sha256.Size]byte, until time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.until) >= mostVerified {
		clear(v.until)
	}
	v.until[sum] = until
}

// Verify is a tls.Config's VerifyConnection: a client certificate, if one is shown, must be of the callers' authority. It holds for
// resumed sessions too. Whose it is, each request is asked anew.
func (g *Gate) Verify(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return nil
	}
	if g.rules.Load().vouched(state.PeerCertificates) != "" {
		return errCertificate
	}
	return nil
}

var errCertificate error = certificateError{}

// certificateError is what a handshake ends with whose certificate does not hold: by its text the server's log line is known.
type certificateError struct{}

// Error implements error.
func (certificateError) Error() string { return CertificateRefused }

// CertificateRefused is the text of the error that Verify returns.
const CertificateRefused = "the caller's certificate does not hold"

// vouched returns "" if the certificate, shown with those that lead to the authority, holds now.
func (r *rules) vouched(shown []*x509.Certificate) telemetry.Denial {
	if r.authorities == nil {
		return telemetry.DeniedSwitchedOff
	}
	now, sum := time.Now(), sha256.Sum256(shown[0].Raw)
	if r.verified.holds(sum, now) {
		return ""
	}
	between := x509.NewCertPool()
	for _, c := range shown[1:] {
		between.AddCert(c)
	}
	chains, err := shown[0].Verify(x509.VerifyOptions{
		Roots: r.authorities.pool, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return whyNot(err)
	}
	r.verified.add(sum, firstEnd(chains[0]))
	return ""
}

func whyNot(err error) telemetry.Denial {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return telemetry.DeniedExpired
	}
	return telemetry.DeniedSigner
}

func firstEnd(chain []*x509.Certificate) time.Time {
	first := chain[0].NotAfter
	for _, c := range chain {
		if c.NotAfter.Before(first) {
			first = c.NotAfter
		}
	}
	return first
}

// byCertificate returns whose certificate was shown. One whose names are of several callers is nobody's.
func (r *rules) byCertificate(shown []*x509.Certificate) (*caller, telemetry.Denial) {
	if why := r.vouched(shown); why != "" {
		return nil, why
	}
	var found *caller
	for _, name := range names(shown[0]) {
		c := r.bySAN[name]
		if c != nil && found != nil && c != found {
			return nil, telemetry.DeniedConflict
		}
		if c != nil {
			found = c
		}
	}
	if found == nil {
		return nil, telemetry.DeniedUnknown
	}
	return found, ""
}

// names are the alternative names of a certificate, as parseSAN writes them. A wildcard is the name of no caller.
func names(c *x509.Certificate) []string {
	all := make([]string, 0, len(c.DNSNames)+len(c.URIs))
	for _, n := range c.DNSNames {
		all = append(all, "dns:"+strings.ToLower(n))
	}
	for _, u := range c.URIs {
		all = append(all, "uri:"+u.String())
	}
	return all
}
