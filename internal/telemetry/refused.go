package telemetry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// refusedOther stands for a word of the front door that is on no list here: our bug.
const refusedOther = "other"

// shedStatus is that of a request for which there was no room. Its series are there from the start, so that its rate is seen.
const shedStatus = "503"

// refusedStatuses are those that the front door refuses requests with.
func refusedStatuses() []string {
	return []string{"400", "401", "403", "404", "405", "406", "408", "411", "413", "415", "422", "429", "431", "500", shedStatus, refusedOther}
}

// refusedReasons are those of the table that the front door can give, and its own.
func refusedReasons() []string {
	words := []string{"", "path", "lookup_id", "method", "accept", "media_type", "size"}
	for _, rule := range adapters.Rules() {
		if rule.Origin == adapters.OriginCaller || rule.Kind == adapters.Refused {
			for _, r := range rule.Reasons {
				words = append(words, string(r))
			}
		}
	}
	return append(words, refusedOther)
}

// RefusedRequest counts a request that never became a lookup: its path, method, form or body was wrong. lookup is "" where
// the path names none; status and reason are of the front door's closed lists.
func (m *Metrics) RefusedRequest(_ context.Context, lookup string, status int, reason string) {
	m.refused.WithLabelValues(m.known(lookup), among(refusedStatuses(), strconv.Itoa(status)), among(refusedReasons(), reason)).Inc()
}

// known returns lookup ("registry/lookup" or ""), if it has been added.
func (m *Metrics) known(lookup string) string {
	registry, of, _ := strings.Cut(lookup, "/")
	if lookup == "" || m.lookups[name{registry, of}] != nil {
		return lookup
	}
	return refusedOther
}

func among(words []string, word string) string {
	if slices.Contains(words, word) {
		return word
	}
	return refusedOther
}
