package transport

import (
	"time"

	"github.com/sverka/sverka/internal/secret"
)

// A Standing says how a Client stands with its registry, for metrics. What is not known is zero.
type Standing struct {
	// OurEnd is when our certificate, or one that is sent along with it, ends; TheirEnd when the chain ends that the registry
	// showed at the last handshake.
	OurEnd, TheirEnd time.Time
	// ClockOffset is how far the registry's clock is at least ahead of ours by its last reply; below 0: behind.
	ClockOffset time.Duration
	ClockKnown  bool
	// Files says how the files of Config.TLS stand, together.
	Files secret.Status
	Named bool // there are files
}

// Standing looks at the files, as an exchange does, and returns how the Client stands.
func (c *Client) Standing() Standing {
	s := Standing{Files: c.connections.Status("tls"), Named: c.named}
	s.OurEnd = c.connections.Current().us.lifetime.until
	if theirs := c.theirs.Load(); theirs != nil {
		s.TheirEnd = theirs.until
	}
	s.ClockOffset, s.ClockKnown = c.clock.reading()
	return s
}
