package e2e_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/mock"
)

// pair is a certificate of its own authority, for 127.0.0.1, with a number.
func pair(t *testing.T, number int64) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(number), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
}

// replace writes a file by rename.
func replace(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := errors.Join(os.WriteFile(file+".new", text, 0o600), os.Rename(file+".new", file)); err != nil {
		t.Fatal(err)
	}
}

// The operators' listener speaks TLS with the pair as it is at each handshake, and knows its operators by name and by their tokens as
// they are at each request.
func TestTheOperatorsListenerFollowsItsFiles(t *testing.T) {
	const mine, next = "the-first-token-of-ivanova", "the-second-token-of-ivanova"
	w := newWorld(t, func(c *app.Config, _ *mock.Config) {
		certificate, key := pair(t, 1)
		replace(t, "run/operate.pem", certificate)
		replace(t, "run/operate.key", key)
		replace(t, "run/ivanova.token", []byte(mine))
		c.Operate.CertificateFile, c.Operate.KeyFile = "run/operate.pem", "run/operate.key"
		c.Operate.Operators = []config.Operator{{Name: "ivanova", TokenFile: "run/ivanova.token"}}
	})
	address := w.Gateway().Operate().String()
	shown := func() int64 {
		t.Helper()
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	if n := shown(); n != 1 {
		t.Fatalf("at the start certificate %d is shown", n)
	}
	certificate, key := pair(t, 2)
	replace(t, "run/operate.pem", certificate)
	if n := shown(); n != 1 || counter(t, w.metrics(t), `sverka_secret_refused{secret="operate.certificate_file"}`) != "1" {
		t.Errorf("with half a pair %d is shown, or it is not said", n)
	}
	replace(t, "run/operate.key", key)
	if n := shown(); n != 2 {
		t.Errorf("with the whole pair %d is shown", n)
	}

	ask := func(token string) int {
		t.Helper()
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return overConn(t, conn, "PUT", "https://"+address+"/v1/registries/pension/override", `{"mode": "observe", "reason": "a test"}`, token)
	}
	if status := ask(mine); status != 200 {
		t.Errorf("with her token: %d", status)
	}
	replace(t, "run/ivanova.token", []byte(next))
	if status := ask(mine); status != 401 {
		t.Errorf("with the token of before: %d", status)
	}
	if status := ask(next); status != 200 {
		t.Errorf("with the token of now: %d", status)
	}
	replace(t, "run/ivanova.token", []byte("short"))
	if status := ask(next); status != 200 || ask("short") != 401 {
		t.Errorf("with a token that is too short to be taken: %d", status)
	}
	if got := counter(t, w.metrics(t), `sverka_operate_refused_total{reason="unauthenticated"}`); got != "2" {
		t.Errorf("refused %s times", got)
	}
	if log := w.log.String(); strings.Count(log, `"by":"ivanova"`) != 3 || strings.Contains(log, "-token-of-ivanova") {
		t.Errorf("the log: %s", log)
	}
}

// overConn makes one request over a connection that is open, and returns the status.
func overConn(t *testing.T, conn net.Conn, method, url, body, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if err := r.Write(conn); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
