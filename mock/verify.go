package mock

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sverka/sverka/mock/fault"
)

// A Want says which exchanges are meant, and how many of them there must have been. Members that are zero mean all exchanges.
type Want struct {
	Registry string `json:"registry,omitempty"`
	Lookup   string `json:"lookup,omitempty"`
	On       string `json:"on,omitempty"`
	Persona  string `json:"persona,omitempty"`
	Fault    string `json:"fault,omitempty"` // "fault" means any case of it; "none": those that nothing befell
	Status   int    `json:"status,omitempty"`
	// Times is how many there must have been, exactly: new(2). nil: at least one.
	Times *int `json:"times,omitempty"`
}

// wanted says what of w no exchange can ever have, so that a misspelling does not pass as "never happened".
func (m *Mock) wanted(w Want) error {
	registry, _ := registryOf(w.Lookup)
	switch {
	case w.Registry != "" && !slices.Contains(Registries(), w.Registry):
		return fmt.Errorf("no such registry; known are %v", Registries())
	case w.Lookup != "" && !slices.Contains(Lookups(), w.Lookup):
		return fmt.Errorf("no such lookup; known are %v", Lookups())
	case w.Lookup != "" && w.Registry != "" && w.Registry != registry:
		return fmt.Errorf("lookup: %s is none of %s", w.Lookup, w.Registry)
	case w.Times != nil && *w.Times < 0:
		return errors.New("times: expected a count from 0")
	case w.Status != 0 && (w.Status < 100 || w.Status > 599):
		return errNoStatus
	}
	var errs []error
	if w.On != "" {
		errs = append(errs, does(w.Lookup, w.On))
	}
	if w.Persona != "" {
		errs = append(errs, m.knows(w.Persona))
	}
	if w.Fault != "" && w.Fault != noFault {
		choice, err := fault.Parse(w.Fault)
		if err == nil {
			err = m.offers(choice, w.Lookup, w.On)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

var errNoStatus = errors.New("status: expected an HTTP status, from 100 to 599")

// noFault is what a Want calls exchanges that nothing befell.
const noFault = "none"

func (w Want) fits(e *Exchange) bool {
	same := func(want, is string) bool { return want == "" || want == is }
	name, _, _ := strings.Cut(e.Fault, ":")
	return same(w.Registry, e.Registry) && same(w.Lookup, e.Lookup) && same(w.On, e.On) && same(w.Persona, e.Persona) &&
		(w.Fault == "" || w.Fault == e.Fault || w.Fault == name || w.Fault == noFault && e.Fault == "") &&
		(w.Status == 0 || w.Status == e.Status)
}

// verify returns nil if a namespace has had as many exchanges as w says.
func (m *Mock) verify(s *namespace, w Want) error {
	if err := m.wanted(w); err != nil {
		return err
	}
	return s.journal.verify(w)
}

// verify returns nil if there were as many exchanges as w says. It never vouches for what the journal no longer holds: once
// exchanges were dropped, only "at least one" can still be known, if one is there.
func (j *journal) verify(w Want) error {
	entries, dropped := j.after(0)
	n := 0
	for i := range entries {
		if w.fits(&entries[i]) {
			n++
		}
	}
	switch {
	case w.Times == nil && n > 0:
		return nil
	case dropped > 0 && (w.Times == nil || n <= *w.Times):
		return fmt.Errorf("the journal has dropped %d exchanges, by its bounds or because its namespace was left alone for %s and made room, "+
			"so that nobody knows: it holds the last %d, of which %d fit. Clear it before the test, or raise journal.entries",
			dropped, abandoned, len(entries), n)
	case w.Times != nil && n == *w.Times:
		return nil
	default:
		return errors.New(w.unmet(n, entries))
	}
}

// unmet words what came instead of what was wanted: enough to see which member is wrong.
func (w Want) unmet(n int, entries []Exchange) string {
	var b strings.Builder
	wanted := "at least one exchange"
	if w.Times != nil {
		wanted = fmt.Sprintf("exchanges: %d", *w.Times)
	}
	fmt.Fprintf(&b, "expected %s, got %d; the journal holds %d", wanted, n, len(entries))
	const shown = 10
	for i := max(0, len(entries)-shown); i < len(entries); i++ {
		fmt.Fprintf(&b, "\n  %s", entries[i].line())
	}
	return b.String()
}

// line is an exchange in one line.
func (e *Exchange) line() string {
	line := fmt.Sprintf("%d %s %s %s: persona %s, fault %s, status %d", e.ID, e.Time.Format("15:04:05"), cmp.Or(e.Lookup, e.Registry+e.Path),
		cmp.Or(e.On, "?"), cmp.Or(e.Persona, "nobody"), cmp.Or(e.Fault, "none"), e.Status)
	if e.Violation != "" {
		line += ", " + e.Violation
	}
	if e.Scenario != "" {
		line += ", " + e.Scenario
	}
	if e.Denied {
		line += ", the asking system was not admitted"
	}
	if e.Nearest != nil {
		line += ", nearest " + e.Nearest.Persona + " but for " + strings.Join(e.Nearest.Differs, ", ")
	}
	return line
}

// Journal returns the exchanges that the server's namespace keeps, oldest first, and how many it had to drop.
func (s *Server) Journal() (exchanges []Exchange, dropped uint64) { return s.space().journal.all() }

// Verify ends the test unless the server's namespace has had as many exchanges as w says. It also does when the journal no longer
// holds enough to know.
func (s *Server) Verify(t TB, w Want) {
	t.Helper()
	space, err := s.spaces.named(s.Namespace)
	if err == nil {
		err = s.verify(space, w)
	}
	if err != nil {
		t.Fatalf("mock: %v", err)
	}
}
