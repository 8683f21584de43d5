package adapterstest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/transport"
)

// traffic is what passes over the connections of one client: counted on its side, for what the kernel holds is not read yet.
type traffic struct {
	mu      sync.Mutex
	open    int
	read    int64
	changed chan struct{} // closed when a connection is
}

func newTraffic() *traffic { return &traffic{changed: make(chan struct{})} }

// over returns dial with its connections counted.
func (c *traffic) over(dial transport.Dial) transport.Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.open++
		return &countedConn{Conn: conn, traffic: c}, nil
	}
}

// bytes returns how many bytes were read so far.
func (c *traffic) bytes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read
}

// settle waits until no more than most connections are open: net/http closes one on a goroutine of its own.
func (c *traffic) settle(t testing.TB, most int) {
	t.Helper()
	const patience = 10 * time.Second
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		c.mu.Lock()
		open, changed := c.open, c.changed
		c.mu.Unlock()
		if open <= most {
			return
		}
		select {
		case <-changed:
		case <-over.C:
			t.Errorf("%d connections are left open, at most %d may be", open, most)
			return
		}
	}
}

type countedConn struct {
	net.Conn
	traffic *traffic
	once    sync.Once
}

// Read implements net.Conn.
func (c *countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.traffic.mu.Lock()
	defer c.traffic.mu.Unlock()
	c.traffic.read += int64(n)
	return n, err
}

// Close implements net.Conn.
func (c *countedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.traffic.mu.Lock()
		defer c.traffic.mu.Unlock()
		c.traffic.open--
		close(c.traffic.changed)
		c.traffic.changed = make(chan struct{})
	})
	return err
}
