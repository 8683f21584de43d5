package secret

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// A Margin is how long before the end of a certificate or credential somebody is told. Console, doctor and alerts take it from
// here; a test holds the alert rules to it.
type Margin struct {
	Soon time.Duration // the next one is to be had
	Late time.Duration // somebody is to be woken
}

const day = 24 * time.Hour

// Ours is the Margin of what we have to replace ourselves: a registry, or an authority, may take weeks to give out the next one.
func Ours() Margin { return Margin{Soon: 30 * day, Late: 7 * day} }

// Theirs is the Margin of what others have to replace: the certificate of a registry, the credential of a caller.
func Theirs() Margin { return Margin{Soon: 14 * day, Late: 3 * day} }

// End returns when the first of the certificates ends that a pair is shown with; zero: it holds none that can be read.
func End(pair *tls.Certificate) (first time.Time) {
	for _, der := range pair.Certificate {
		if c, err := x509.ParseCertificate(der); err == nil {
			first = Earlier(first, c.NotAfter)
		}
	}
	return first
}

// Earlier returns the earlier of two moments, where zero is none.
func Earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
