package transport

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
)

// route returns what chooses the proxy for a request (nil chooses none) and what connects. With an https:// proxy it makes the TLS
// with it here, by the proxy's own name and without our certificate: net/http would hold it to the registry's name, and show it
// who we are. Whom to trust is the same.
func route(configured string, dial Dial, roots *x509.CertPool) (func(*http.Request) (*url.URL, error), Dial) {
	if configured == NoProxy {
		return nil, dial
	}
	u, err := url.Parse(configured)
	if err != nil || u.Scheme != "https" {
		return func(*http.Request) (*url.URL, error) { return u, err }, dial
	}
	config := &tls.Config{ServerName: u.Hostname(), RootCAs: roots, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	inside := &url.URL{Scheme: "http", Host: net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443"))}
	return http.ProxyURL(inside), func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address) // of a Transport with a proxy every connection is to it
		if err != nil {
			return nil, err
		}
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			_ = conn.Close()
			return nil, proxyError{err}
		}
		return secured, nil
	}
}

// A proxyError is trouble with the TLS of the proxy. It does not unwrap: what it holds would be taken for the registry's.
type proxyError struct{ err error }

// Error implements error.
func (e proxyError) Error() string {
	var chain *tls.CertificateVerificationError
	if errors.As(e.err, &chain) {
		return "the proxy's certificate does not hold"
	}
	return "TLS with the proxy: " + what(e.err)
}
