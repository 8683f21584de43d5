package mock

import (
	"cmp"
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
	return fmt.Errorf("no such operation; known of %s are %v", cmp.Or(lookup, "all lookups"), all)
}

// acts returns an error that lists of which lookups the fault can be had, unless it can of the lookup, or of any lookup, on the operation. What
// can be had, a reply decides: so people are asked about until one is found to whom it can happen. Anything that is sent can be broken off.
func (m *Mock) acts(c fault.Choice, lookup, on string) error {
	if c.Fault.Name == "" || c.Fault.Place == fault.OnWire && c.Case == "" {
		return nil
	}
	here := false
	for way := range m.eachWay(c.Fault, lookup) {
		if way.On != on {
			continue
		}
		if c.Case == "" || way.Name == c.Case {
			return nil
		}
		here = true
	}
	if here {
		return m.offers(c, lookup, on)
	}
	return fmt.Errorf("%s has nothing to act on in %s of %s; it can be had of %s", c.Fault.Name, on, cmp.Or(lookup, "any lookup"), m.had(c.Fault))
}

// had lists the lookups of which a fault can be had, each with its operations.
func (m *Mock) had(f fault.Fault) string {
	on := map[string][]string{}
	for _, way := range m.ways(f, "") {
		if !slices.Contains(on[way.Lookup], way.On) {
			on[way.Lookup] = append(on[way.Lookup], way.On)
		}
	}
	var all []string
	for _, lookup := range Lookups() {
		if len(on[lookup]) > 0 {
			all = append(all, fmt.Sprintf("%s (%s)", lookup, strings.Join(on[lookup], ", ")))
		}
	}
	return cmp.Or(strings.Join(all, ", "), "none")
}

// offers returns an error that lists the cases of the fault, unless some reply of the lookup, or of any lookup, can be spoilt in the one
// that was chosen; on is its operation, "" being any. Which cases there are, a reply decides: so each persona is asked about, in some
// milliseconds of one lookup.
func (m *Mock) offers(c fault.Choice, lookup, on string) error {
	if c.Case == "" {
		return nil
	}
	where := ""
	if on != "" {
		where = " on " + on
	}
	offered := m.cases(c.Fault, lookup, on)
	switch {
	case slices.Contains(offered, c.Case):
		return nil
	case len(offered) == 0:
		return fmt.Errorf("%s has no cases%s: it is chosen by its name alone", c.Fault.Name, where)
	default:
		return fmt.Errorf("%s has no such case%s; known are %s", c.Fault.Name, where, strings.Join(offered, ", "))
	}
}

// cases returns the names of the ways in which a fault can befall a lookup, or any lookup, on an operation, or on any, sorted.
func (m *Mock) cases(f fault.Fault, lookup, on string) []string {
	var names []string
	for _, way := range m.ways(f, lookup) {
		if way.Name != "" && (on == "" || on == way.On) {
			names = append(names, way.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
