package e2e_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/mock"
)

// heap returns the bytes in use after what can be collected has been.
func heap() uint64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// mostGrowth is by how much the heap may grow over a test that leaves nothing behind: pools and tables of the runtime.
const mostGrowth = 16 << 20

// TestHostileBytes: whatever is not a request is refused by the right status, the connection is closed where what follows could
// be taken for another's request, and nothing is left behind.
func TestHostileBytes(t *testing.T) {
	w := newWorld(t)
	address := strings.TrimPrefix(w.APIURL(), "http://")
	post := "POST /v1/lookups/pension/snils-check HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
	before := heap()
	for _, tc := range []struct {
		name, said string
		status     int
		open       bool // the connection may go on
	}{
		{"no host", "GET /docs HTTP/1.1\r\n\r\n", 400, false},
		{"two hosts", "GET /docs HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, false},
		{"a method of noise", "\x01\x02 /docs HTTP/1.1\r\nHost: a\r\n\r\n", 400, false},
		{"a version that is none", "GET /docs HTTP/9.9\r\nHost: a\r\n\r\n", 505, false},
		{"NUL in a header", "GET /docs HTTP/1.1\r\nHost: a\r\nX-A: \x00\r\n\r\n", 400, false},
		{"a header that is folded", "GET /docs HTTP/1.1\r\nHost: a\r\nContent-Length : 0\r\n\r\n", 400, false},
		{"a head of 40 KiB", "GET /docs HTTP/1.1\r\nHost: a\r\nX-A: " + strings.Repeat("КАНАРЕЙКА", 2048) + "\r\n\r\n", 431, false},
		{"5,000 headers", "GET /docs HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("X-A: b\r\n", 5000) + "\r\n", 431, false},
		{"two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, false},
		{"a length below nothing", post + "Content-Length: -1\r\n\r\n", 400, false},
		{"a length and chunks", post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /docs HTTP/1.1\r\nHost: a\r\n\r\n", 411, false},
		{"chunks and a length", post + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", 411, false},
		{"chunks twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501, false},
		{"chunks in disguise", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501, false},
		{"a coding that is none", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, false},
		{"a length of terabytes", post + "Content-Length: 9999999999999\r\n\r\n{", 413, false},
		{"expecting what is not offered", post + "Expect: coffee\r\nContent-Length: 2\r\n\r\n{}", 417, false},
		{"a path out of the house", "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404, true},
		{"another's address", "GET http://elsewhere.test/docs HTTP/1.1\r\nHost: a\r\n\r\n", 200, true},
		{"a tunnel", "CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: elsewhere.test:443\r\n\r\n", 404, true},
		{"HTTP/2 in clear", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 404, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, closed := speak(t, address, tc.said)
			if status != tc.status {
				t.Errorf("status %d, want %d", status, tc.status)
			}
			if !closed && !tc.open {
				t.Error("the connection goes on")
			}
		})
	}
	if r := w.ask(t, "pension/snils-check", w.query(t, known, "pension/snils-check"), "Content-Type", "application/json"); r.status != 200 {
		t.Errorf("a good question after them: %d %s", r.status, r.body)
	}
	if strings.Contains(w.log.String(), "КАНАРЕЙКА") {
		t.Error("the log quotes what was sent")
	}
	if grown := int64(heap()) - int64(before); grown > mostGrowth {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// speak says text on a connection of its own, and reports the status of the answer and whether the connection was closed after it.
func speak(t *testing.T, address, text string) (status int, closed bool) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, text) // it may be refused before it is read to its end
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if response.Close {
		return response.StatusCode, true
	}
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	_, err = reader.ReadByte()
	return response.StatusCode, err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
}

// TestHostileDocuments: each ends in a clear sentence, names the field where there is one, and leaves nothing behind.
func TestHostileDocuments(t *testing.T) {
	w := newWorld(t)
	good := string(w.query(t, known, "pension/snils-check"))
	with := func(member string) string { return strings.Replace(good, `"purpose"`, member+`, "purpose"`, 1) }
	subject := func(key, value string) string {
		var question, about map[string]json.RawMessage
		if err := errors.Join(json.Unmarshal([]byte(good), &question), json.Unmarshal(question["subject"], &about)); err != nil {
			t.Fatal(err)
		}
		about[key] = json.RawMessage(`"put here"`)
		question["subject"], _ = json.Marshal(about)
		whole, _ := json.Marshal(question)
		return strings.Replace(string(whole), `"put here"`, value, 1)
	}
	before := heap()
	for _, tc := range []struct {
		name, body string
		status     int
	}{
		{"NaN", with(`"x": NaN`), 400},
		{"Infinity", with(`"x": -Infinity`), 400},
		{"a number beyond all", subject("previous_names", `1e999999`), 422},
		{"a number of 60,000 digits", subject("previous_names", ``+strings.Repeat("9", 60_000)), 422},
		{"10,000 documents", subject("documents", `[`+strings.TrimSuffix(strings.Repeat(`{},`, 10_000), ",")+`]`), 400},
		{"1,000 documents", subject("documents", `[`+strings.TrimSuffix(strings.Repeat(`{"type":"visa"},`, 1_000), ",")+`]`), 422},
		{"20,000 names", subject("previous_names", `[`+strings.TrimSuffix(strings.Repeat(`"",`, 20_000), ",")+`]`), 400},
		{"a key of 10 KiB", with(`"` + strings.Repeat("k", 10<<10) + `": 1`), 400},
		{"5,000 levels", with(`"x": ` + strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000)), 400},
		{"500 members", with(`"x": {` + members(500) + `}`), 400},
		{"a doubled key, escaped", with(`"case_id": "1", "case\u005fid": "2"`), 400},
		{"half a surrogate", with(`"x": "\ud800"`), 400},
		{"overlong UTF-8", with("\"x\": \"\xc0\xaf\""), 400},
		{"a byte order mark", "\ufeff" + good, 400},
		{"two documents", good + good, 400},
		{"a comment", "/* */" + good, 400},
		{"control characters in a name", subject("latin_family_name", `"KARI\u0000MOV"`), 422},
		{"a direction turned round in a name", subject("latin_family_name", `"KARI\u202eMOV"`), 422},
		{"homoglyphs in a Latin name", subject("latin_family_name", `"КАRIМОV"`), 422},
		{"a name of 50,000 letters", subject("latin_family_name", `"`+strings.Repeat("A", 50_000)+`"`), 422},
		{"truth for a name", subject("latin_family_name", `true`), 422},
		{"nothing for a subject", `{"subject": null}`, 422},
		{"a key of a prototype", with(`"__proto__": {}`), 422},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := w.ask(t, "pension/snils-check", []byte(tc.body), "Content-Type", "application/json")
			if r.status != tc.status || r.doc.Kind != "invalid" || r.doc.Title == "" {
				t.Fatalf("got %d %.500s, want %d", r.status, r.body, tc.status)
			}
			if len(r.body) > 32<<10 {
				t.Errorf("the answer has %d bytes", len(r.body))
			}
		})
	}
	if grown := int64(heap()) - int64(before); grown > mostGrowth {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// members returns n members of an object.
func members(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"k%d": 1`, i)
	}
	return strings.Join(all, ",")
}

// certified lets the API speak TLS, and HTTP/2 with it, by a certificate of the test's.
func certified(t *testing.T) (change func(*app.Config, *mock.Config), trust *x509.CertPool) {
	t.Helper()
	servers := newAuthority(t)
	certificate, private := servers.pair("gateway.test")
	trust = x509.NewCertPool()
	trust.AddCert(servers.cert)
	return func(c *app.Config, _ *mock.Config) {
		replace(t, "run/api.pem", certificate)
		replace(t, "run/api.key", private)
		c.API.CertificateFile, c.API.KeyFile = "run/api.pem", "run/api.key"
	}, trust
}

// TestStreamsThatAreReset: who begins questions and resets them at once, over and over (CVE-2023-44487), gets no more done at a time
// than anybody else, and leaves nothing behind.
func TestStreamsThatAreReset(t *testing.T) {
	tlsToo, trust := certified(t)
	w := newWorld(t, tlsToo, unlimited, func(c *app.Config, _ *mock.Config) { c.API.MaxRequests = 50 })
	address := w.Gateway().API().String()
	body := w.query(t, known, "pension/snils-check")
	before, idle := heap(), runtime.NumGoroutine()
	const streams = 10_000
	most := 0
	for sent := 0; sent < streams; {
		c := dialHTTP2(t, address, trust)
		for ; sent < streams; sent++ {
			if c.ask("pension/snils-check", body) != nil || c.reset() != nil {
				break // the server has had enough of this connection
			}
			if sent%100 == 0 {
				most = max(most, runtime.NumGoroutine())
			}
		}
		c.close()
	}
	if most -= idle; most > 2000 {
		t.Errorf("%d goroutines at a time", most)
	}
	for _, registry := range w.Gateway().Registries() {
		if s := registry.Snapshot(); s.InFlight > s.InFlightLimit || s.Waiting > 50 {
			t.Errorf("%s: %d exchanges in flight and %d questions held", s.Registry, s.InFlight, s.Waiting)
		}
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust, ServerName: "gateway.test"}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	status, protocol := 0, 0
	for tries := 0; tries < 1000 && (tries == 0 || status == http.StatusServiceUnavailable); tries++ { // the last ones are still being put away
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+address+"/v1/lookups/pension/snils-check", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		status, protocol = response.StatusCode, response.ProtoMajor
	}
	if status != http.StatusOK || protocol != 2 {
		t.Errorf("a good question after them: %d over HTTP/%d", status, protocol)
	}
	if grown := int64(heap()) - int64(before); grown > mostGrowth {
		t.Errorf("the heap grew by %d bytes", grown)
	}
	t.Logf("at most %d goroutines more than before", most)
}

// TestAResetStreamKeepsItsSlotAndQuotaUntilItsExchangeHasEnded: the registry goes on with what it was asked, and so it counts as the
// caller's, and as asked, though nobody waits for it any longer.
func TestAResetStreamKeepsItsSlotAndQuotaUntilItsExchangeHasEnded(t *testing.T) {
	const lookup, left = "mvd/criminal-record", 100
	keys := callers{}
	tlsToo, trust := certified(t)
	w := newWorld(t, tlsToo, keys.guarded(t, "portal"), func(c *app.Config, _ *mock.Config) {
		c.API.MaxRequests = 1
		c.Registries.MVD.Limits.ExchangeLimit = 4 * time.Second
		c.Registries.MVD.Limits.Quota.Limits = []resilience.Limit{{Count: left, Day: "Europe/Moscow"}}
	})
	hang := []byte(`{"lookup": "` + lookup + `", "fault": "hang"}`)
	if r := do(t, http.MethodPost, w.MockURL()+"/admin/faults", hang, "Content-Type", "application/json"); r.status >= 300 {
		t.Fatalf("the fault: %d %s", r.status, r.body)
	}
	mvd := func() resilience.Snapshot {
		for _, r := range w.Gateway().Registries() {
			if r.Name() == "mvd" {
				return r.Snapshot()
			}
		}
		t.Fatal("no such registry")
		return resilience.Snapshot{}
	}
	c := dialHTTP2(t, w.Gateway().API().String(), trust)
	defer c.close()
	if err := c.ask(lookup, w.query(t, known, lookup), "authorization", "Bearer "+keys["portal"]); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the exchange is under way", func() bool { return mvd().InFlight == 1 })
	if err := c.reset(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the caller is known to be gone", func() bool { return strings.Contains(w.log.String(), `"result":"canceled"`) })
	shed := w.asks(t, trust, "pension/snils-check", keys)
	if s := mvd(); s.InFlight == 1 && (shed.status != http.StatusServiceUnavailable || shed.doc.Reason != "shed") {
		t.Errorf("with the exchange under way another question of the caller's gets %d %s", shed.status, shed.body)
	} else if s.InFlight != 1 || s.Quotas[0].Left != left-1 {
		t.Errorf("after the reset %d exchanges are under way, and %d are left of %d", s.InFlight, s.Quotas[0].Left, left)
	}
	eventually(t, "the exchange has ended, and the slot is free", func() bool {
		return mvd().InFlight == 0 && w.asks(t, trust, "pension/snils-check", keys).status == http.StatusOK
	})
	if s := mvd(); s.Quotas[0].Left != left-1 {
		t.Errorf("in the end %d are left of %d", s.Quotas[0].Left, left)
	}
}

// asks puts a question about somebody known, as the portal.
func (w *world) asks(t *testing.T, trust *x509.CertPool, lookup string, keys callers) (r reply) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust, ServerName: "gateway.test"}}}
	defer client.CloseIdleConnections()
	url := "https://" + w.Gateway().API().String() + "/v1/lookups/" + lookup
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(w.query(t, known, lookup)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+keys["portal"])
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	r.status = response.StatusCode
	if r.body, err = io.ReadAll(response.Body); err == nil {
		err = json.Unmarshal(r.body, &r.doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// framed is an HTTP/2 connection of a client that keeps to frames and to nothing else.
type framed struct {
	conn   *tls.Conn
	framer *http2.Framer
	stream uint32
	read   chan struct{} // closed when the server says no more
}

func dialHTTP2(t *testing.T, address string, trust *x509.CertPool) *framed {
	t.Helper()
	conn, err := tls.Dial("tcp", address, &tls.Config{RootCAs: trust, ServerName: "gateway.test", NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	c := &framed{conn: conn, framer: http2.NewFramer(conn, conn), stream: 1, read: make(chan struct{})}
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	if err := c.framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.read)
		_, _ = io.Copy(io.Discard, conn)
	}()
	return c
}

// ask begins a whole question, with these headers besides, by names in small letters.
func (c *framed) ask(lookup string, body []byte, headers ...string) error {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, f := range [][2]string{
		{":method", "POST"}, {":scheme", "https"}, {":authority", "gateway"}, {":path", "/v1/lookups/" + lookup}, {"content-type", "application/json"},
	} {
		_ = encoder.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]})
	}
	for i := 0; i < len(headers); i += 2 {
		_ = encoder.WriteField(hpack.HeaderField{Name: headers[i], Value: headers[i+1]})
	}
	if err := c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: c.stream, BlockFragment: block.Bytes(), EndHeaders: true}); err != nil {
		return err
	}
	return c.framer.WriteData(c.stream, true, body)
}

func (c *framed) reset() error {
	err := c.framer.WriteRSTStream(c.stream, http2.ErrCodeCancel)
	c.stream += 2
	return err
}

func (c *framed) close() {
	c.conn.Close()
	<-c.read
}
