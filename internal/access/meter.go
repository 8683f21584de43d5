package access

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/sverka/sverka/adapters"
)

// A meter counts what one caller asks. It outlives a reload. It is safe for concurrent use.
type meter struct {
	requests *rate.Limiter

	mu    sync.Mutex
	most  int // questions a day
	ends  time.Time
	asked int
}

func newMeter(e *Entry) *meter {
	return &meter{requests: rate.NewLimiter(rate.Limit(e.Rate), e.burst()), most: e.Day}
}

// burst is how many requests may come at once.
func (e *Entry) burst() int {
	if e.Burst == 0 {
		return int(math.Ceil(e.Rate))
	}
	return e.Burst
}

// set gives the meter the limits of e. What has been counted stands.
func (m *meter) set(e *Entry) {
	m.requests.SetLimit(rate.Limit(e.Rate))
	m.requests.SetBurst(e.burst())
	m.mu.Lock()
	defer m.mu.Unlock()
	m.most = e.Day
}

// request takes a request out of the caller's rate, or returns the failure limited.
func (m *meter) request() *adapters.Failure {
	if m.requests.Allow() {
		return nil
	}
	f := adapters.Fail(adapters.Limited, adapters.ReasonRate, "more requests a second than the caller's rate")
	if r := m.requests.Limit(); r > 0 {
		f.RetryAfter = time.Duration(float64(time.Second) / float64(r))
	}
	return f
}

// question takes a question out of the caller's day, or returns the failure limited.
func (m *meter) question() *adapters.Failure {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if !now.Before(m.ends) {
		m.ends, m.asked = adapters.EndOfDay(now), 0
	}
	if m.asked >= m.most {
		f := adapters.Fail(adapters.Limited, adapters.ReasonDay, "as many questions as the caller has a day")
		f.RetryAfter = m.ends.Sub(now)
		return f
	}
	m.asked++
	return nil
}
