package transport

import "time"

// A Phase is a part of an exchange, in the order in which they come.
type Phase uint8

// The phases.
const (
	PhaseNone      Phase = iota // nothing was begun: the request cannot be sent
	PhaseQueue                  // waiting for a connection of the pool
	PhaseDNS                    // looking up the registry's name
	PhaseConnect                // TCP
	PhaseHandshake              // TLS
	PhaseWait                   // from having a connection to the reply's first byte
	PhaseRead                   // to the reply's last byte
	PhaseDone
)

// phases is how many there are.
const phases = int(PhaseDone) + 1

// Phases returns the closed list, in order.
func Phases() []Phase {
	return []Phase{PhaseNone, PhaseQueue, PhaseDNS, PhaseConnect, PhaseHandshake, PhaseWait, PhaseRead, PhaseDone}
}

// String returns the phase's word.
func (p Phase) String() string {
	switch p {
	case PhaseNone:
		return "none"
	case PhaseQueue:
		return "queue"
	case PhaseDNS:
		return "dns"
	case PhaseConnect:
		return "connect"
	case PhaseHandshake:
		return "handshake"
	case PhaseWait:
		return "wait"
	case PhaseRead:
		return "read"
	case PhaseDone:
		return "done"
	}
	return "unknown"
}

// A Wire is what was measured of one exchange, whatever it ended in. Of a phase that was not reached the time is 0; of
// a request that was sent twice, times are those of both together.
type Wire struct {
	Phase     Phase // how far it came
	Queued    time.Duration
	DNS       time.Duration
	Connect   time.Duration
	Handshake time.Duration
	// Wait is the time to the first byte: what the registry took to answer, and the sending, which for a question is
	// nothing that net/http could measure.
	Wait     time.Duration
	Read     time.Duration
	Received int64 // bytes of the reply's body as they came, before unpacking
	Reused   bool  // over a connection that had been open
}

// OnWire is for how long the registry, or the way to it, was what was waited for: all but the wait for a connection.
func (w Wire) OnWire() time.Duration {
	return w.DNS + w.Connect + w.Handshake + w.Wait + w.Read
}
