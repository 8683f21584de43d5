package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"time"
)

// untrusted reports whether err says that a certificate does not hold, the registry's or ours, and says which and why.
// Names and other text of certificates are left out: the other side wrote them. bare says that a certificate of ours was
// asked for and is not there.
func untrusted(err error, bare bool) (detail string, ok bool) {
	if text, ok := refusedOurs(err, bare); ok {
		if bare {
			return "the registry asks for a certificate, none is configured: " + text, true
		}
		return "the registry refuses our certificate: " + text, true
	}
	var expired x509.CertificateInvalidError
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	var chain *tls.CertificateVerificationError
	switch {
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		return "the registry's certificate is not valid today: " + validity(expired.Cert), true
	case errors.As(err, &host):
		return "the registry's certificate is for another host", true
	case errors.As(err, &authority):
		return "the registry's certificate is signed by an unknown authority", true
	case errors.As(err, &chain):
		return "the registry's certificate does not hold", true
	default:
		return "", false
	}
}

func validity(c *x509.Certificate) string {
	if c == nil {
		return "its dates are not known"
	}
	return "it " + held(lifetime{c.NotBefore, c.NotAfter})
}

func held(l lifetime) string {
	return "holds from " + l.from.UTC().Format(time.DateOnly) + " to " + l.until.UTC().Format(time.DateOnly)
}

// refusedOurs reports whether the other side's alert is about our certificate (RFC 8446, section 6.2). In TLS 1.3 it
// comes after the handshake, in place of the reply.
func refusedOurs(err error, bare bool) (text string, ok bool) {
	text, ok = alertText(err)
	if !ok {
		return "", false
	}
	const handshakeFailure tls.AlertError = 40 // what TLS 1.2 says where a certificate is missing, among other things
	if bare && text == handshakeFailure.Error() {
		return text, true
	}
	return text, slices.ContainsFunc(certificateAlerts(), func(a tls.AlertError) bool { return text == a.Error() })
}

func certificateAlerts() []tls.AlertError {
	return []tls.AlertError{
		42,  // bad_certificate
		43,  // unsupported_certificate
		44,  // certificate_revoked
		45,  // certificate_expired
		46,  // certificate_unknown
		48,  // unknown_ca
		49,  // access_denied
		116, // certificate_required
	}
}

// alertText returns the words of an alert of the other side, one of crypto/tls's own. The type of the alert is not
// exported over TCP, that of QUIC has the same words.
func alertText(err error) (string, bool) {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "remote error" && op.Err != nil {
		return op.Err.Error(), true
	}
	return "", false
}
