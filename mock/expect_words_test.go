package mock

import (
	"testing"

	"github.com/sverka/sverka/mock/population"
)

// Whatever is expected of anybody is said in words.
func TestWhatIsExpectedIsSaidInWords(t *testing.T) {
	all := people(t)
	crowd, err := newCrowd(Config{Population: population.Max, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3000 {
		all = append(all, crowd.inquired(n+1))
	}
	for _, p := range all {
		for lookup, l := range p.Lookups {
			if l.Expect.words(lookup) == "" {
				t.Errorf("%s %s: %s is not", p.ID, lookup, l.Expect)
			}
		}
	}
}
