package mock

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/sverka/sverka/mock/fault"
)

// A Door is one more address of the registries: one at which a fault acts before there is a request, or one that speaks TLS as it
// should.
type Door struct {
	Kind string `json:"kind"` // a word of Doors
	URL  string `json:"url"`  // of the mock at this door: append the registry's path
}

// The doors that are in order. All others are named as their faults are.
const (
	DoorTLS       = "tls"        // a good certificate, by the mock's own authority
	DoorMutualTLS = "mutual_tls" // the same, and it wants a certificate of the client by that authority
)

// Doors returns the kinds that there are, in a fixed order.
func Doors() []string {
	kinds := []string{DoorTLS, DoorMutualTLS}
	for _, f := range fault.Catalogue() {
		if !f.Served() {
			kinds = append(kinds, f.Name)
		}
	}
	return kinds
}

// doors are those that are open. The zero value has none. It is safe for concurrent use.
type doors struct {
	mu        sync.Mutex
	authority *fault.Authority
	open      []openDoor
	closed    bool
}

type openDoor struct {
	Door
	close func()
}

// maxDoors bounds what tests that forget to clean up can make a mock listen at.
const maxDoors = 64

// OpenDoor listens at a free port of loopback as kind says, until Close. A door of a kind that is open already is that one. The
// error lists the kinds.
func (m *Mock) OpenDoor(kind string) (Door, error) { return m.openDoorAt(kind, "127.0.0.1:0") }

func (m *Mock) openDoorAt(kind, addr string) (Door, error) {
	if !slices.Contains(Doors(), kind) {
		return Door{}, fmt.Errorf("no such door; known are %v", Doors())
	}
	d := &m.doors
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := slices.IndexFunc(d.open, func(one openDoor) bool { return one.Kind == kind }); i >= 0 {
		return d.open[i].Door, nil
	}
	if d.closed || len(d.open) >= maxDoors {
		return Door{}, errors.New("no more doors can be opened")
	}
	one, err := m.listenAs(kind, addr)
	if err != nil {
		return Door{}, err
	}
	d.open = append(d.open, one)
	return one.Door, nil
}

// listenAs opens a door. Its caller holds the lock.
func (m *Mock) listenAs(kind, addr string) (openDoor, error) {
	if kind == "refuse" {
		refusing, free, err := fault.Refuse(addr)
		return openDoor{Door{kind, "http://" + refusing}, free}, err
	}
	if err := m.doors.found(m); err != nil {
		return openDoor{}, err
	}
	config, err := m.doors.secured(kind)
	if err != nil {
		return openDoor{}, err
	}
	listener, err := tls.Listen("tcp", addr, config)
	if err != nil {
		return openDoor{}, err
	}
	server := NewServer(m.Handler())
	server.ErrorLog = log.New(io.Discard, "", 0) // handshakes fail here on purpose
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // it ends by Close only
	}()
	return openDoor{Door{kind, "https://" + listener.Addr().String()}, func() { _ = server.Close(); <-done }}, nil
}

// found makes the authority, once.
func (d *doors) found(m *Mock) (err error) {
	if d.authority == nil {
		d.authority, err = fault.NewAuthority(m.config.Now)
	}
	return err
}

func (d *doors) secured(kind string) (*tls.Config, error) {
	issue := d.authority.Server
	if kind != DoorTLS && kind != DoorMutualTLS {
		issue = func() (tls.Certificate, error) { return d.authority.Bad(kind) }
	}
	certificate, err := issue()
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	if kind == DoorMutualTLS {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, d.authority.Pool()
	}
	return config, err
}

func (d *doors) shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	for _, one := range d.open {
		one.close()
	}
	d.open = nil
}

// Doors returns the doors that are open, by kind.
func (m *Mock) Doors() []Door { return m.doors.list() }

func (d *doors) list() []Door {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]Door, len(d.open))
	for i, one := range d.open {
		all[i] = one.Door
	}
	slices.SortFunc(all, func(a, b Door) int { return cmp.Compare(a.Kind, b.Kind) })
	return all
}

// Door returns the server as it is reached through a door of the given kind, which is opened if it is not open yet. The error of
// another kind lists those there are.
func (s *Server) Door(kind string) (*Server, error) {
	door, err := s.OpenDoor(kind)
	if err != nil {
		return nil, err
	}
	through := *s
	through.URL = door.URL
	return &through, nil
}

func (m *Mock) serveDoors(w http.ResponseWriter, _ *http.Request) { writeJSON(w, m.doors.list(), nil) }

func (m *Mock) addDoor(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Kind string `json:"kind"`
	}
	err := readOrder(r, &asked, fmt.Sprintf(`{"kind": "..."}, of %v`, Doors()))
	var door Door
	if err == nil {
		door, err = m.OpenDoor(asked.Kind)
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	door.URL += spaceOf(r).prefix()
	writeJSON(w, door, nil)
}

func (m *Mock) serveCA(w http.ResponseWriter, _ *http.Request) {
	text, err := m.CA()
	servePEM(w, text, err)
}

func (m *Mock) serveClientCertificate(w http.ResponseWriter, _ *http.Request) {
	certificate, key, err := m.ClientCertificate(m.config.SystemID)
	servePEM(w, slices.Concat(certificate, key), err)
}

func servePEM(w http.ResponseWriter, text []byte, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(text)
}

// isLoopback reports whether an address to listen at is one of loopback, by its own text.
func isLoopback(addr string) bool {
	host, port, err := net.SplitHostPort(addr)
	ip := net.ParseIP(host)
	_, wrong := strconv.ParseUint(port, 10, 16)
	return err == nil && wrong == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}
