package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

// takeDrivers runs the drivers' own tests and adds up what they print: what came of the mutants of all golden replies, and what it
// took to refuse a reply of 50 MiB.
func takeDrivers(ctx context.Context, r *report) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", "test", "-count=1", "-v",
		"-run", "^(Test[A-Za-z]*Goldens|Test[A-Za-z]*MeetsEveryBadReply[A-Za-z]*)$/^(mutants|huge|gzip_bomb)$", "./adapters/...")
	command.Dir = root
	printed, err := command.CombinedOutput()
	if len(printed) == 0 && err != nil {
		return fmt.Errorf("go test: %w", err)
	}
	r.heading("Every golden reply of every driver, spoilt at every element")
	total := sumMutants(string(printed))
	for _, m := range total.lookups {
		r.say(m.lookup, "%d: %d refused, %d harmless, %d told", m.total, m.refused, m.harmless, m.told)
	}
	r.atLeast("lookups", len(total.lookups), allLookups)
	r.atLeast("mutants", total.total, 10_000)
	r.say("refused", "%d", total.refused)
	r.say("harmless: the same answer", "%d", total.harmless)
	r.say("told: the answer shows the change, and may", "%d", total.told)
	r.atMost("accepted with another answer", total.another, 0)

	r.heading("A reply of 50 MiB")
	put := make(map[string]bool)
	for _, b := range bulks(string(printed)) {
		put[b.lookup] = true
		r.ratio(b.lookup+" "+b.fault, float64(b.taken)/float64(b.bound), bulkMost, "allocated, to the bound of a body")
	}
	r.atLeast("lookups", len(put), allLookups)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return errors.New("the drivers' tests fail: run go test ./adapters/... to see how")
	}
	return err
}

// allLookups is how many there are: a figure that leaves one out is none.
const allLookups = 12

// bulkMost is how many times a body's bound may be allocated: its buffers are two, the rest half of one, and the packer of the test's
// registry, in the same process, is one and a half.
const bulkMost = 4

// mutants is what came of one lookup's, or of all.
type mutants struct {
	lookup                                  string
	total, refused, harmless, told, another int
	lookups                                 []mutants
}

var mutantsLine = regexp.MustCompile(`mutants of (\S+): total=(\d+) refused=(\d+) harmless=(\d+) told=(\d+) another=(\d+)`)

func sumMutants(printed string) (sum mutants) {
	for _, m := range mutantsLine.FindAllStringSubmatch(printed, -1) {
		one := mutants{
			lookup: m[1], total: count(m[2]), refused: count(m[3]), harmless: count(m[4]), told: count(m[5]), another: count(m[6]),
		}
		sum.lookups = append(sum.lookups, one)
		sum.total += one.total
		sum.refused += one.refused
		sum.harmless += one.harmless
		sum.told += one.told
		sum.another += one.another
	}
	return sum
}

type bulk struct {
	lookup, fault string
	bound, taken  int
}

var bulkLine = regexp.MustCompile(`bulk of (\S+): fault=(\S+) sent=\d+ bound=(\d+) taken=(\d+)`)

// bulks gives the largest of each lookup and fault.
func bulks(printed string) (all []bulk) {
	for _, m := range bulkLine.FindAllStringSubmatch(printed, -1) {
		b := bulk{lookup: m[1], fault: m[2], bound: count(m[3]), taken: count(m[4])}
		if n := len(all); n > 0 && all[n-1].lookup == b.lookup && all[n-1].fault == b.fault {
			all[n-1].taken = max(all[n-1].taken, b.taken)
			continue
		}
		all = append(all, b)
	}
	return all
}

func count(digits string) int {
	n, _ := strconv.Atoi(digits) // the expression takes digits only
	return n
}
