package mock

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// served is a program on free ports until the test ends.
func served(t *testing.T, c Config) *Program {
	t.Helper()
	c.Addr = "127.0.0.1:0"
	m, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	return p
}

// A registry at an address of its own is reached at the root and by its name, in every namespace, and is the only one there.
func TestARegistryIsServedAlone(t *testing.T) {
	p := served(t, Config{Ports: map[string]string{"pension": "127.0.0.1:0"}})
	alone := p.Alone["pension"]
	question := envelope12(snilsQuestion(stated(t, "patent-worker", lookupSNILS)))
	for _, path := range []string{"", "/", "/pension", "/ns/x", "/ns/x/", "/ns/x/pension"} {
		if r := post(t, alone+path, question, "Content-Type", "application/soap+xml"); r.status != 200 {
			t.Errorf("%q: %d %s", path, r.status, r.body)
		}
	}
	for _, path := range []string{"/tax/inn/search", "/admin/faults"} {
		if r := post(t, alone+path, question, "Content-Type", "application/soap+xml"); r.status == 200 && !strings.Contains(r.body, "SnilsValidation") {
			t.Errorf("%q is another registry's: %s", path, r.body)
		}
	}
	if r := get(t, alone+"/ns/x/?wsdl"); !strings.Contains(r.body, `location="`+alone+`/ns/x/pension"`) {
		t.Errorf("the contract leads elsewhere: %d %.2000s", r.status, r.body)
	}
	if r := get(t, p.URL+"/ns/x/admin/journal"); strings.Count(r.body, `"lookup": "pension/snils-check"`) != 3 {
		t.Errorf("its exchanges are not in the namespace's journal: %s", r.body)
	}
}

// The files that are written are all that a client needs for mutual TLS, and its key is nobody else's to read.
func TestTheFilesOfTLSLetAClientIn(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "run", "tls")
	p := served(t, Config{TLSDirectory: directory, Doors: map[string]string{DoorTLS: "127.0.0.1:0", DoorMutualTLS: "127.0.0.1:0"}})
	pair, err := tls.LoadX509KeyPair(p.TLS.Certificate, p.TLS.Key)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(p.TLS.CA)
	if err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(ca)
	doors := p.Doors()
	if len(doors) != 2 {
		t.Fatalf("open are %v", doors)
	}
	for _, door := range doors {
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{RootCAs: trust, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}}
		response, err := client.Get(door.URL + "/healthz")
		if err != nil {
			t.Errorf("%s: %v", door.Kind, err)
			continue
		}
		response.Body.Close()
	}
	if info, err := os.Stat(p.TLS.Key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(directory); len(left) != 3 {
		t.Errorf("the directory holds %v", left)
	}
}

// The doors of a configuration are where it says, and do what they are called.
func TestDoorsAreOpenFromTheStart(t *testing.T) {
	all := map[string]string{}
	for _, kind := range Doors() {
		all[kind] = "127.0.0.1:0"
	}
	p := served(t, Config{Doors: all})
	for _, door := range p.Doors() {
		delete(all, door.Kind)
		_, addr, _ := strings.Cut(door.URL, "://")
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
		}
		if refused := errors.Is(err, syscall.ECONNREFUSED); refused != (door.Kind == "refuse") {
			t.Errorf("%s: %v", door.Kind, err)
		}
	}
	if len(all) > 0 {
		t.Errorf("not open: %v", all)
	}
}

// What cannot be had stops the start with the key, and leaves nothing open.
func TestAStartThatFailsLeavesNothingOpen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	addr := taken.Addr().String()
	for key, c := range map[string]Config{
		"addr":      {Addr: addr},
		"ports.tax": {Ports: map[string]string{"tax": addr}},
		"doors.tls": {Doors: map[string]string{DoorTLS: addr}},
	} {
		if c.Addr == "" {
			c.Addr = "127.0.0.1:0"
		}
		m, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Listen(t.Context())
		if p != nil || err == nil || !strings.HasPrefix(err.Error(), key+": ") {
			t.Errorf("%s: got %v, %v", key, p, err)
		}
		if _, err := m.OpenDoor(DoorTLS); err == nil {
			t.Errorf("%s: it is not closed", key)
		}
	}
}

// A mock of a test is gone when the test is: nobody listens, nothing hangs, no goroutine is left (see TestMain).
func TestAMockIsGoneWithItsTest(t *testing.T) {
	var s *Server
	var secured Door
	var hanging chan error
	t.Run("inner", func(t *testing.T) {
		s = Start(t)
		hanging = make(chan error, 1)
		if err := s.Fault(Rule{Fault: "hang"}); err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _, err := s.Ask(context.WithoutCancel(t.Context()), "patent-worker", lookupSNILS)
			hanging <- err
		}()
		for all, _ := s.Journal(); len(all) == 0; all, _ = s.Journal() {
			runtime.Gosched() // until it hangs
		}
		for _, kind := range []string{DoorTLS, "refuse"} {
			door, err := s.OpenDoor(kind)
			if err != nil {
				t.Fatal(err)
			}
			if kind == DoorTLS {
				secured = door
			}
		}
	})
	if err := <-hanging; err == nil {
		t.Error("what hangs was answered")
	}
	for _, url := range []string{s.URL, secured.URL} {
		_, addr, _ := strings.Cut(url, "://")
		if conn, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("somebody listens at %s still: %v %v", url, conn, err)
		}
	}
	if len(s.Doors()) > 0 {
		t.Errorf("doors are open still: %v", s.Doors())
	}
}
