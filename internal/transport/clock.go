package transport

import (
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// ClockOff is how far a registry's clock may be off before somebody is told, by log, console, doctor and alert: a UsernameToken of
// WS-Security is refused when it seems too old or of the future. A test holds the alert rules to it.
const ClockOff = 30 * time.Second

// clockCalm is for how long no reply may show it off before it counts as right again: behind a name there may be several hosts.
const clockCalm = time.Minute

// A clock is what is known of a registry's clock by the Date of its replies. It is safe for concurrent use.
type clock struct {
	log *slog.Logger

	mu     sync.Mutex
	known  bool
	offset time.Duration // of the last reply
	off    int           // -1: said to be behind, 1: ahead, 0: neither
	shown  time.Time     // when a reply last showed it off
}

// saw takes the Date of a reply to a request that was sent at sent and answered from answered on. One that has none, several, or
// one that is no date tells nothing.
func (c *clock) saw(header http.Header, sent, answered time.Time) {
	dates := header["Date"]
	if len(dates) != 1 {
		return
	}
	date, ok := parseDate(dates[0])
	if !ok {
		return
	}
	offset := leastOffset(date, sent, answered)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.offset = true, offset
	c.judge(offset, answered)
}

// parseDate reads an HTTP date in one of its three forms (RFC 9110, 5.6.7).
func parseDate(s string) (time.Time, bool) {
	date, err := http.ParseTime(s) // the error quotes it, and is dropped
	return date, err == nil
}

// leastOffset returns how far a clock must at least be ahead of ours (below 0: behind) to write date, which is cut to seconds, at
// some moment between sent and answered.
func leastOffset(date, sent, answered time.Time) time.Duration {
	if ahead := date.Sub(answered); ahead > 0 {
		return ahead
	}
	if behind := date.Add(time.Second).Sub(sent); behind < 0 {
		return behind
	}
	return 0
}

// judge says when the clock begins to be off, and when it has been right for a while. The caller holds mu.
func (c *clock) judge(offset time.Duration, now time.Time) {
	off := 0
	switch {
	case offset >= ClockOff:
		off = 1
	case offset <= -ClockOff:
		off = -1
	}
	switch {
	case off != 0:
		if c.shown = now; c.off != off {
			c.log.Warn("the clocks differ: this machine's, or the registry's, is wrong", "registry_ahead_by", offset)
		}
		c.off = off
	case c.off != 0 && now.Sub(c.shown) >= clockCalm:
		c.off = 0
		c.log.Info("the clocks agree again", "registry_ahead_by", offset)
	}
}

// reading returns the last offset, if there is one.
func (c *clock) reading() (offset time.Duration, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, c.known
}
