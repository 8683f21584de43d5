package migration

import (
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// On sets the day that it is for the client.
func (c *Client) On(t testing.TB, date string) {
	t.Helper()
	at, ok := day(t, date).Time(adapters.Moscow())
	if !ok {
		t.Fatalf("%s is no day", date)
	}
	c.now = func() time.Time { return at }
}
