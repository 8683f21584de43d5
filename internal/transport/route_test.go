package transport_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// The environment is never asked for a proxy; the configuration is.
func TestProxyIsTheConfiguredOneOnly(t *testing.T) {
	asked := make(chan string, 1)
	proxy := listen(t, func(conn net.Conn) {
		r, err := http.ReadRequest(newRequests(conn))
		if err != nil {
			return
		}
		asked <- r.Method + " " + r.RequestURI
		_, _ = io.WriteString(conn, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
		leave(conn)
	})
	for _, variable := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(variable, proxy.url("http"))
	}
	t.Run("none", func(t *testing.T) {
		dialled := ""
		c := client(t, "https://registry.test", nil, transport.WithDial(refusing(&dialled)))
		_, _, err := c.Do(t.Context(), question(t, "https://registry.test"))
		failed(t, err, adapters.Unavailable, adapters.ReasonConnect)
		if dialled != "registry.test:443" {
			t.Errorf("dialled %s", dialled)
		}
	})
	through := func(c *transport.Config) { c.Plaintext, c.Proxy = true, proxy.url("http") }
	t.Run("plain", func(t *testing.T) {
		c := client(t, "http://registry.test", through)
		got, _, err := c.Do(t.Context(), question(t, "http://registry.test"))
		if want := "POST http://registry.test/ask?secret=in-the-url"; <-asked != want || err != nil || got.Status != http.StatusForbidden {
			t.Errorf("got %d, %v", got.Status, err)
		}
	})
	t.Run("tunnel that is refused", func(t *testing.T) {
		c := client(t, "https://registry.test", through)
		_, wire, err := c.Do(t.Context(), question(t, "https://registry.test"))
		failed(t, err, adapters.Unavailable, adapters.ReasonConnect)
		if got := <-asked; got != "CONNECT registry.test:443" {
			t.Errorf("the proxy was asked %q, %+v", got, wire)
		}
	})
}

// An https:// proxy is known by its own name, and is not shown who we are; the registry behind it is held to its own.
func TestAnEncryptedProxyIsNotTheRegistry(t *testing.T) {
	a := newAuthority(t)
	other := func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"registry.test"} }
	certificate, key := a.files(a.issue(nil))
	pool := x509.NewCertPool()
	pool.AddCert(mustParse(t, a.sign(a.root, &a.key.PublicKey)))
	tunnel := func(inside *tls.Config) (func(net.Conn), chan int) {
		shown := make(chan int, 1)
		return secured(&tls.Config{Certificates: []tls.Certificate{a.issue(nil)}, ClientAuth: tls.RequestClientCert}, func(conn net.Conn) {
			shown <- len(conn.(*tls.Conn).ConnectionState().PeerCertificates)
			if _, err := http.ReadRequest(newRequests(conn)); err != nil {
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
			secured(inside, replying(ok))(conn)
		}), shown
	}
	strict := &tls.Config{Certificates: []tls.Certificate{a.issue(other)}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}
	ask := func(t *testing.T, serve func(net.Conn), change func(*transport.Config)) error {
		t.Helper()
		proxy := listen(t, serve)
		c := client(t, "https://registry.test", func(c *transport.Config) {
			c.Proxy = proxy.url("https")
			c.TLS = transport.TLS{CAFile: a.file, ServerName: "registry.test", MinVersion: "1.2", CertificateFile: certificate, KeyFile: key}
			change(c)
		})
		_, _, err := c.Do(t.Context(), question(t, "https://registry.test"))
		return err
	}
	t.Run("both hold", func(t *testing.T) {
		serve, shown := tunnel(strict)
		if err := ask(t, serve, func(*transport.Config) {}); err != nil {
			t.Fatal(err)
		}
		if n := <-shown; n != 0 {
			t.Error("the proxy was shown our certificate")
		}
	})
	t.Run("the registry is another", func(t *testing.T) {
		serve, _ := tunnel(&tls.Config{Certificates: []tls.Certificate{a.issue(nil)}})
		f := failed(t, ask(t, serve, func(*transport.Config) {}), adapters.Denied, adapters.ReasonTLS)
		if f.Detail != "the registry's certificate is for another host" {
			t.Errorf("got %q", f.Detail)
		}
	})
	t.Run("the proxy is nobody's", func(t *testing.T) {
		serve, _ := tunnel(strict)
		f := failed(t, ask(t, serve, func(c *transport.Config) { c.TLS.CAFile = newAuthority(t).file }), adapters.Unavailable, adapters.ReasonConnect)
		if f.Detail != "connecting: the proxy's certificate does not hold" {
			t.Errorf("got %q", f.Detail)
		}
	})
}

func refusing(dialled *string) transport.Dial {
	return func(_ context.Context, _, address string) (net.Conn, error) {
		*dialled = address
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
}

// A name server on loopback says that there is no such name: the real resolver, its hooks and its errors.
func TestUnknownNameIsDNS(t *testing.T) {
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go denyNames(server)
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
	dialer := net.Dialer{Resolver: resolver, Timeout: 10 * time.Second}
	c := client(t, "https://registry.test", nil, transport.WithDial(dialer.DialContext))
	_, wire, err := c.Do(t.Context(), question(t, "https://registry.test."))
	f := failed(t, err, adapters.Unavailable, adapters.ReasonDNS)
	if f.Detail != "looking up the name: no such name" {
		t.Errorf("got %q, %+v", f.Detail, wire)
	}
}

// denyNames answers every question with NXDOMAIN (RFC 1035, 4.1.1).
func denyNames(server net.PacketConn) {
	buffer := make([]byte, 512)
	for {
		n, from, err := server.ReadFrom(buffer)
		if err != nil {
			return
		}
		const response, noSuchName = 0x8180, 3
		binary.BigEndian.PutUint16(buffer[2:], response|noSuchName)
		binary.BigEndian.PutUint16(buffer[10:], 0) // no additional records in the answer
		_, _ = server.WriteTo(buffer[:n], from)
	}
}
