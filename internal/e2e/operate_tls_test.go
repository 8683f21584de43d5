package e2e_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/mock"
)

// The operators' listener speaks TLS with the pair as it is at each handshake, and knows its operators by name and by their tokens as
// they are at each request.
func TestTheOperatorsListenerFollowsItsFiles(t *testing.T) {
	const mine, next = "the-first-token-of-ivanova", "the-second-token-of-ivanova"
	servers := newAuthority(t)
	first, key := servers.pair("operators.test")
	second, secondKey := servers.pair("operators.test")
	w := newWorld(t, func(c *app.Config, _ *mock.Config) {
		replace(t, "run/operate.pem", first)
		replace(t, "run/operate.key", key)
		replace(t, "run/ivanova.token", []byte(mine))
		c.Operate.CertificateFile, c.Operate.KeyFile = "run/operate.pem", "run/operate.key"
		c.Operate.Operators = []config.Operator{{Name: "ivanova", TokenFile: "run/ivanova.token"}}
	})
	address := w.Gateway().Operate().String()
	shows := func(certificate []byte) bool {
		t.Helper()
		conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return bytes.Equal(inPEM("CERTIFICATE", conn.ConnectionState().PeerCertificates[0].Raw), certificate)
	}
	if !shows(first) {
		t.Fatal("at the start another certificate is shown")
	}
	replace(t, "run/operate.pem", second)
	if !shows(first) || counter(t, w.metrics(t), `sverka_secret_refused{secret="operate.certificate_file"}`) != "1" {
		t.Error("with half a pair another certificate is shown, or it is not said")
	}
	replace(t, "run/operate.key", secondKey)
	if !shows(second) {
		t.Error("with the whole pair its certificate is not shown")
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
