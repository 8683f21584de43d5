package httpapi

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/transport/strictjson"
)

// raw sends text as it is and returns what comes back. The sending side is closed if half is true.
func raw(t *testing.T, server *httptest.Server, text string, half bool) got {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if half {
		_ = conn.(*net.TCPConn).CloseWrite()
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return got{response.StatusCode, response.Header, string(body)}
}

// TestBodiesThatNeverComeWhole: cut off, in broken chunks, or too slow.
func TestBodiesThatNeverComeWhole(t *testing.T) {
	server := httptest.NewUnstartedServer(New(Deps{Lookups: all()}))
	server.Config.ReadTimeout = 200 * time.Millisecond
	server.Start()
	defer server.Close()
	head := "POST " + lookupsPath + "tax/inn HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
	for _, tc := range []struct {
		name, text string
		half       bool
		status     int
	}{
		{"cut off", head + "Content-Length: 100\r\n\r\n{\"subject\":", true, http.StatusBadRequest},
		{"chunks", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", false, http.StatusLengthRequired},
		{"chunks cut off", head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"sub", true, http.StatusLengthRequired},
		{"two lengths", head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sub", true, http.StatusLengthRequired},
		{"too slow", head + "Content-Length: 100\r\n\r\n{\"subject\":", false, http.StatusRequestTimeout},
		{"declared too long", head + "Content-Length: 100000000\r\n\r\n", false, http.StatusRequestEntityTooLarge},
		{"expecting to go on, declared too long", head + "Expect: 100-continue\r\nContent-Length: 100000000\r\n\r\n", false, http.StatusRequestEntityTooLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := raw(t, server, tc.text, tc.half)
			if problem(t, g); g.status != tc.status {
				t.Errorf("%d %s", g.status, g.body)
			}
		})
	}
}

// TestWhatIsWrongWithADocumentIsSaid: each code of the strict pass has its own words.
func TestWhatIsWrongWithADocumentIsSaid(t *testing.T) {
	words := make(map[string]strictjson.Code)
	for _, code := range strictjson.Codes() {
		said := problemOf(texts(), notOneDocument(&strictjson.Error{Code: code, Offset: 7, Pointer: "/subject"})).Detail.Value
		if other, twice := words[said]; twice {
			t.Errorf("%s and %s are both %q", code, other, said)
		}
		words[said] = code
		if !strings.HasSuffix(said, " at byte 7, in /subject.") || strings.Contains(said, "it is wrong") {
			t.Errorf("%s: %q", code, said)
		}
	}
}
