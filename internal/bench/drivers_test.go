package main

import (
	"slices"
	"testing"
)

func TestTheDriversFiguresAreAddedUp(t *testing.T) {
	const printed = `    golden.go:54: mutants of tax/inn: total=10 refused=6 harmless=2 told=1 another=1 (refused as malformed=6)
    served.go:40: bulk of tax/inn: fault=huge sent=52428800 bound=100 taken=250
    served.go:40: bulk of tax/inn: fault=huge sent=52428800 bound=100 taken=240
    golden.go:54: mutants of mvd/x: total=5 refused=5 harmless=0 told=0 another=0 (refused as denied=1)
    served.go:40: bulk of mvd/x: fault=gzip_bomb sent=52428800 bound=100 taken=7
`
	sum := sumMutants(printed)
	if sum.total != 15 || sum.refused != 11 || sum.harmless != 2 || sum.told != 1 || sum.another != 1 || len(sum.lookups) != 2 {
		t.Errorf("got %+v", sum)
	}
	want := []bulk{{"tax/inn", "huge", 100, 250}, {"mvd/x", "gzip_bomb", 100, 7}}
	if got := bulks(printed); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}
