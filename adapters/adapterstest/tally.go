package adapterstest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// tally counts what came of mutants.
type tally struct {
	refused  map[adapters.Kind]int
	harmless int // the same answer
	told     int // an answer that shows the change, and may
	another  int // never
	made     map[fault.Mutation]int
}

// count takes what came of one mutant into account. last says that it is the reply that is the answer: of those before it,
// such as one with a token, nothing may show.
func (c *tally) count(t testing.TB, golden string, m fault.Mutant, before, after answer, last bool) {
	t.Helper()
	c.made[m.Mutation]++
	switch {
	case after.failed:
		c.refused[after.kind]++
		if !registrysDoing(after.kind) {
			t.Errorf("%s: %s ends as %s", golden, m, after.kind)
		}
	case after.text == before.text:
		c.harmless++
	default:
		why := "it is no reply that answers"
		if last {
			why = explain(m, before.text, after.text)
		}
		if why == "" {
			c.told++
			return
		}
		c.another++
		t.Errorf("%s: %s is accepted with another answer: %s\nbefore:\n%safter:\n%s", golden, m, why, before.text, after.text)
	}
}

// registrysDoing reports whether a failure says something of the reply: nobody else has done anything wrong.
func registrysDoing(k adapters.Kind) bool {
	return k.Rule().Origin == adapters.OriginRegistry || k == adapters.Rejected
}

// judge prints the tally, and fails where so little was done that nothing is proved.
func (c *tally) judge(t testing.TB, lookup string, p fault.Protocol) {
	t.Helper()
	refused, kinds := 0, ""
	for _, k := range slices.Sorted(maps.Keys(c.refused)) {
		refused += c.refused[k]
		kinds += fmt.Sprintf(" %s=%d", k, c.refused[k])
	}
	total := refused + c.harmless + c.told + c.another
	t.Logf("mutants of %s: total=%d refused=%d harmless=%d told=%d another=%d (refused as%s)",
		lookup, total, refused, c.harmless, c.told, c.another, kinds)
	var none []string
	for _, m := range fault.Mutations() {
		if m.In(p) && c.made[m] == 0 {
			none = append(none, string(m))
		}
	}
	if len(none) > 0 {
		t.Errorf("no mutant was %s", strings.Join(none, ", or "))
	}
	if refused == 0 || c.harmless == 0 {
		t.Errorf("%d mutants were refused and %d were harmless: both must be met", refused, c.harmless)
	}
}
