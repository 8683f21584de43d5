package access_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/access"
)

// BenchmarkAuthenticate is what it costs to know a caller, in a configuration of 30 callers with two keys each. The rates are lifted.
func BenchmarkAuthenticate(b *testing.B) {
	i := newIssuer(b)
	signing := i.has("1")
	a := newAuthority(b)
	text, last := "callers:\n", adapters.Secret{}
	for n := range 30 {
		first, firstHash := access.NewKey()
		second, secondHash := access.NewKey()
		last = second
		_ = first
		text += fmt.Sprintf("  caller-%d:\n    keys: [{sha256: %s}, {sha256: %s}]\n    tokens: [backend-%d]\n    certificates: [\"dns:backend-%d.test\"]%s", n, firstHash, secondHash, n, n, granted)
	}
	w := opened(b, text, i.tokens, a.vouching)
	access.LiftRates(w.Gate)
	token := signed(b, jose.ES256, signing, "1", good(says("sub", "backend-29"), says("scope", "a few scopes that an issuer adds"), says("realm_access", map[string]any{"roles": []string{"default", "offline"}})))
	request := func(shown []*x509.Certificate, authorization string) *http.Request {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "https://gateway.test/", http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		if shown != nil {
			r.TLS = &tls.ConnectionState{PeerCertificates: shown}
		}
		if authorization != "" {
			r.Header.Set("Authorization", authorization)
		}
		return r
	}
	for name, r := range map[string]*http.Request{
		"token":       request(nil, "Bearer "+token),
		"key":         request(nil, "Bearer "+last.Reveal()),
		"certificate": request(a.client([]string{"dns:backend-29.test"}), ""),
	} {
		b.Run(name, func(b *testing.B) {
			if c, err := w.Authenticate(r); err != nil || c.Name != "caller-29" {
				b.Fatal(c.Name, err)
			}
			b.ReportAllocs()
			for b.Loop() {
				_, _ = w.Authenticate(r)
			}
		})
	}
	b.Run("token that is not kept", func(b *testing.B) {
		for b.Loop() {
			access.ForgetTokens(w.Gate)
			_, _ = w.Authenticate(request(nil, "Bearer "+token))
		}
	})
}
