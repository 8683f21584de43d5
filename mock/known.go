package mock

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sverka/sverka/mock/fault"
)

// Whoever names what there is not is told what there is: a rule that befalls nobody and a check that finds nothing look like a success.

// knows returns an error that lists the people there are, unless one is called id.
func (m *Mock) knows(id string) error {
	if m.find(id) != nil {
		return nil
	}
	known := make([]string, len(m.people))
	for i, p := range m.people {
		known[i] = p.ID
	}
	also := ""
	if n := m.config.Population; n > 0 {
		also = fmt.Sprintf(", %s1 to %s%d", crowdID, crowdID, n)
	}
	return fmt.Errorf("no such persona; known are %s%s", strings.Join(known, ", "), also)
}

// does returns an error that lists the operations of the lookup, unless it has this one. Any lookup has those that some have.
func does(lookup, operation string) error {
	all := operations()
	if lookup != "" {
		all = offerOf(lookup).operations()
	}
	if slices.Contains(all, operation) {
		return nil
	}
	return fmt.Errorf("no such operation; known of %s are %v", or(lookup, "all lookups"), all)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// offers returns an error that lists the cases of the fault, unless some reply of the lookup, or of any lookup, can be spoilt in the one
// that was chosen. Which cases there are, a reply decides: so each persona is asked about, in some milliseconds of one lookup.
func (m *Mock) offers(c fault.Choice, lookup string) error {
	if c.Case == "" {
		return nil
	}
	offered := m.cases(c.Fault, lookup)
	switch {
	case slices.Contains(offered, c.Case):
		return nil
	case len(offered) == 0:
		return fmt.Errorf("%s has no cases: it is chosen by its name alone", c.Fault.Name)
	default:
		return fmt.Errorf("%s has no such case; known are %s", c.Fault.Name, strings.Join(offered, ", "))
	}
}

// cases returns the names of the ways in which a fault can befall a lookup, or any lookup, sorted.
func (m *Mock) cases(f fault.Fault, lookup string) []string {
	var names []string
	for _, way := range m.ways(f, lookup) {
		if way.Name != "" {
			names = append(names, way.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
