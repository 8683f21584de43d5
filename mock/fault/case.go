package fault

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// An Input is a valid reply, and how it is to be spoilt.
type Input struct {
	Reply Reply
	Shape Shape
	// Earlier is a reply to an earlier request, for replayed_reply; zero: one is made of Reply.
	Earlier Reply
	// Elsewhere is the address that a redirect or an external entity leads to; nobody may ever go there. Zero: a port of
	// loopback at which nothing listens.
	Elsewhere string
	// Now is the clock of the exchange, by which a reply is dated; zero: time.Now.
	Now time.Time
	// Seed decides what is random. The same seed and Exchange give the same bytes and the same delay.
	Seed     uint64
	Exchange int // counted from 0, as for Fault.Acts
	// Drip is the pause between two bytes; zero: a second. Slow is the delay of slow; zero: median 1.5 s, sigma 0.6.
	Drip time.Duration
	Slow LogNormal
}

const nowhere = "http://127.0.0.1:1/elsewhere"

func (in Input) complete() *Input {
	in.Elsewhere = cmp.Or(in.Elsewhere, nowhere)
	if in.Now.IsZero() {
		in.Now = time.Now()
	}
	in.Drip = cmp.Or(in.Drip, time.Second)
	in.Slow = cmp.Or(in.Slow, LogNormal{Median: 1500 * time.Millisecond, Sigma: 0.6})
	return &in
}

func (in *Input) random() *rand.Rand {
	return rand.New(rand.NewPCG(in.Seed, uint64(in.Exchange))) //nolint:gosec // replayable on purpose
}

// LogNormal is a distribution of delays as services show them: most near Median, a long tail that grows with Sigma.
type LogNormal struct {
	Median time.Duration
	Sigma  float64
}

// Sample draws one delay, at most an hour.
func (d LogNormal) Sample(r *rand.Rand) time.Duration {
	return time.Duration(min(float64(maxDelay), float64(d.Median)*math.Exp(d.Sigma*r.NormFloat64())))
}

// A Case is one way in which a fault is done to one reply: missing_required has one for each required element. It is an
// http.Handler that answers so, whatever is asked; it is safe for concurrent use.
type Case struct {
	Fault string // the fault's name
	Name  string // the way's own name; "" where there is but one
	Ends  End
	Reply Reply // what is sent; of a fault on the wire, what would have been
	// Answers is set where the whole reply comes all the same, only late: of all faults on the wire, by slow and drip.
	Answers bool
	Delay   time.Duration // that slow has drawn
	own     bool          // Ends is the case's own, not its fault's
	wire    func(w http.ResponseWriter, r *http.Request, c Case)
	good    Reply
	duty    func(int) bool
}

// String returns "fault" or "fault:name", as Parse reads it.
func (c Case) String() string {
	if c.Name == "" {
		return c.Fault
	}
	return c.Fault + ":" + c.Name
}

// ServeHTTP answers with the case. A case on the wire takes the connection over and may not return before the request's
// context ends; it panics with http.ErrAbortHandler where net/http is to drop the connection.
func (c Case) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.wire != nil {
		c.wire(w, r, c)
		return
	}
	c.Reply.Send(w)
}

// Handler returns a handler that counts its exchanges and answers those on which the fault acts with the case, and the
// others with the valid reply that it was made of.
func (c Case) Handler() http.Handler {
	var exchanges atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(exchanges.Add(1) - 1)
		if c.duty != nil && !c.duty(n) {
			c.good.Send(w)
			return
		}
		c.ServeHTTP(w, r)
	})
}

// A Choice is a fault, and perhaps one of its cases, as somebody wrote it down.
type Choice struct {
	Fault Fault
	Case  string // "": the first
}

// Parse reads "fault" or "fault:case". The error lists the faults there are.
func Parse(text string) (Choice, error) {
	name, part, _ := strings.Cut(text, ":")
	f, err := Find(name)
	return Choice{f, part}, err
}

// String returns what Parse reads.
func (c Choice) String() string { return Case{Fault: c.Fault.Name, Name: c.Case}.String() }

// Pick returns the chosen case of in. The error of an unknown case lists those that in offers; others are those of Cases.
func (c Choice) Pick(in Input) (Case, error) {
	cases, err := c.Fault.Cases(in)
	if err != nil {
		return Case{}, err
	}
	names := make([]string, len(cases))
	for i, found := range cases {
		if c.Case == "" || found.Name == c.Case {
			return found, nil
		}
		names[i] = found.Name
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
	if len(names) == 0 {
		return Case{}, fmt.Errorf("fault: %s has no cases here: it is chosen by its name alone", c.Fault.Name)
	}
	return Case{}, fmt.Errorf("fault: %s has no such case here; it has %s", c.Fault.Name, strings.Join(names, ", "))
}
