package transport

import (
	"net/http/httptrace"
	"sync"
	"time"
)

// A recorder measures one sending. net/http may dial for a request in the background and go on when that request has
// got another connection, or has ended: so it is locked, and what comes late is not counted.
type recorder struct {
	mu    sync.Mutex
	phase Phase
	since time.Time // when phase began
	spent [phases]time.Duration
	conn  httptrace.GotConnInfo
	begun [phases]time.Time // when each phase was entered; zero: it was not
}

func (rec *recorder) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:              func(string) { rec.enter(PhaseQueue) },
		DNSStart:             func(httptrace.DNSStartInfo) { rec.enter(PhaseDNS) },
		ConnectStart:         func(_, _ string) { rec.enter(PhaseConnect) },
		TLSHandshakeStart:    func() { rec.enter(PhaseHandshake) },
		GotConn:              rec.gotConn,
		GotFirstResponseByte: func() { rec.enter(PhaseRead) },
	}
}

// enter ends the present phase and begins p, unless p is behind: several addresses are dialled at once, and dialling goes
// on when the request has got a connection that came free.
func (rec *recorder) enter(p Phase) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.advance(p)
}

func (rec *recorder) advance(p Phase) {
	if p <= rec.phase {
		return
	}
	now := time.Now()
	if rec.phase != PhaseNone {
		rec.spent[rec.phase] += now.Sub(rec.since)
	}
	rec.phase, rec.since = p, now
	rec.begun[p] = now
}

// gotConn may come a second time: net/http takes another connection when nothing had been written to the first.
func (rec *recorder) gotConn(info httptrace.GotConnInfo) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.advance(PhaseWait)
	rec.conn = info
}

// wire ends the measuring and returns what there is.
func (rec *recorder) wire() Wire {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	reached := rec.phase
	rec.advance(PhaseDone)
	return Wire{
		Phase:  reached,
		Queued: rec.spent[PhaseQueue], DNS: rec.spent[PhaseDNS], Connect: rec.spent[PhaseConnect],
		Handshake: rec.spent[PhaseHandshake], Wait: rec.spent[PhaseWait], Read: rec.spent[PhaseRead],
		Reused: rec.conn.Reused,
	}
}

// sent returns when the request had a connection, and answered when the first byte of the reply came; both are now if that is not
// known.
func (rec *recorder) sent() time.Time     { return rec.at(PhaseWait) }
func (rec *recorder) answered() time.Time { return rec.at(PhaseRead) }

func (rec *recorder) at(p Phase) time.Time {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.begun[p].IsZero() {
		return time.Now()
	}
	return rec.begun[p]
}

// now returns the phase that has been reached.
func (rec *recorder) now() Phase {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.phase
}

// What a kept connection looks like that its registry had closed while the request was on its way: it was unused for
// long enough to be closed for that, and breaks as soon as it is used. A registry that breaks off while it works, or that
// resets one busy connection after another, is neither.
const (
	staleIdle  = time.Second // unused for at least so long
	staleBreak = time.Second // broken within so long of being taken
)

// stale reports whether the sending that has just failed met such a connection.
func (rec *recorder) stale() bool {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.phase == PhaseWait && rec.conn.WasIdle && rec.conn.IdleTime >= staleIdle && time.Since(rec.since) < staleBreak
}
