package operate

import (
	"net"
	"slices"
	"sync"
	"time"
)

const (
	triesAtOnce   = 10              // wrong tokens from one address before it has to wait
	triesEvery    = 6 * time.Second // for one more
	triesAddress  = 1_000           // addresses remembered
	triesRepeated = 64              // wrong tokens remembered
)

// tries bounds how many tokens can be tried. It counts the wrong ones by address, and each wrong one once: a script with an old
// token learns nothing by repeating it, and must not shut out those who share its address.
type tries struct {
	now func() time.Time

	mu    sync.Mutex
	by    map[string]*bucket
	known []digest // wrong ones, the latest last
}

// bucket is what an address has left at a moment.
type bucket struct {
	left float64
	at   time.Time
}

func newTries(now func() time.Time) *tries { return &tries{by: make(map[string]*bucket), now: now} }

// wait returns how long the address has to wait until a token from it is looked at; 0: not at all.
func (t *tries) wait(remote string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.filled(addressOf(remote))
	if b == nil || b.left >= 1 {
		return 0
	}
	return time.Duration((1 - b.left) * float64(triesEvery))
}

// repeated reports whether the token is one that was wrong a short while ago.
func (t *tries) repeated(given digest) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Contains(t.known, given)
}

// wrong counts a wrong token.
func (t *tries) wrong(remote string, given digest) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if slices.Contains(t.known, given) {
		return
	}
	if t.known = append(t.known, given); len(t.known) > triesRepeated {
		t.known = t.known[1:]
	}
	address := addressOf(remote)
	b := t.filled(address)
	if b == nil {
		t.forget()
		b = &bucket{left: triesAtOnce, at: t.now()}
		t.by[address] = b
	}
	b.left = max(b.left-1, 0)
}

// right forgets a token that was wrong once: an operator's file holds it now.
func (t *tries) right(given digest) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known = slices.DeleteFunc(t.known, func(d digest) bool { return d == given })
}

// filled returns what the address has by now; nil: it has never failed. The caller holds mu.
func (t *tries) filled(address string) *bucket {
	b := t.by[address]
	if b == nil {
		return nil
	}
	now := t.now()
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(b.left+float64(passed)/float64(triesEvery), triesAtOnce)
	}
	b.at = now
	return b
}

// forget makes room: those who have waited longest go first. The caller holds mu.
func (t *tries) forget() {
	for len(t.by) >= triesAddress {
		oldest := ""
		for address, b := range t.by {
			if oldest == "" || b.at.Before(t.by[oldest].at) {
				oldest = address
			}
		}
		delete(t.by, oldest)
	}
}

// addressOf returns the address without its port; of IPv6 the network that one customer has.
func addressOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	ip := net.ParseIP(host)
	if ip == nil || ip.To4() != nil {
		return host
	}
	const network = 64
	return ip.Mask(net.CIDRMask(network, 8*net.IPv6len)).String()
}
