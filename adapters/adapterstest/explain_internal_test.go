package adapterstest

import (
	"testing"

	"github.com/sverka/sverka/mock/fault"
)

func TestExplainAllowsWhatTheRulesSayAndNothingElse(t *testing.T) {
	const (
		lapsed = "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\nRecord.Grounds[0].Kind: visa\nRecord.Grounds[0].Until: 2026-01-01\n"
		listed = "Outcome: listed\nRecord.Entries[0].On: 2026-01-01\n"
	)
	removed, leaves := fault.Mutant{Mutation: fault.Removed, Leaves: 1}, fault.Mutant{Mutation: fault.Removed, Leaves: 9}
	of := func(m fault.Mutation) fault.Mutant { return fault.Mutant{Mutation: m, Leaves: 1} }
	replaced := func(from, to string) fault.Mutant { return fault.Mutant{Mutation: fault.Replaced, Old: from, New: to} }
	for name, c := range map[string]struct {
		mutant        fault.Mutant
		before, after string
		allowed       bool
	}{
		"one value less":                           {removed, lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\nRecord.Grounds[0].Kind: visa\n", true},
		"two values less":                          {removed, lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\n", false},
		"a ground less, and the verdict follows":   {leaves, lapsed, "Outcome: match\nVerdict: none\nTold.Document: visa UZB FA 7\n", true},
		"a ground less, and the verdict is better": {leaves, lapsed, "Outcome: match\nVerdict: lawful\nTold.Document: visa UZB FA 7\n", false},
		"the record less, and another outcome":     {leaves, lapsed, "Outcome: not_found\nReason: no_record\n", false},
		"one word less":                            {removed, lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB 7\nRecord.Grounds[0].Kind: visa\nRecord.Grounds[0].Until: 2026-01-01\n", true},
		"one word else":                            {removed, lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa TJK FA 7\nRecord.Grounds[0].Kind: visa\nRecord.Grounds[0].Until: 2026-01-01\n", false},
		"a coarser date":                           {removed, lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\nRecord.Grounds[0].Kind: visa\nRecord.Grounds[0].Until: 2026\n", true},
		"another date":                             {removed, lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\nRecord.Grounds[0].Kind: visa\nRecord.Grounds[0].Until: 2027\n", false},
		"the general reason":                       {removed, "Outcome: not_found\nReason: not_yet\n", "Outcome: not_found\nReason: no_record\n", true},
		"another reason":                           {removed, "Outcome: not_found\nReason: not_yet\n", "Outcome: not_found\nReason: not_kept\n", false},
		"an entry less sure":                       {of(fault.Emptied), listed, "Outcome: possible\nRecord.Unsure: 1\n", true},
		"listed and then clear":                    {leaves, listed, "Outcome: clear\n", false},
		"an entry more":                            {of(fault.Doubled), listed, listed + "Record.Entries[1].On: 2027-01-01\n", true},
		"another entry":                            {of(fault.Doubled), listed, "Outcome: listed\nRecord.Entries[0].On: 2027-01-01\n", false},
		"a value more":                             {of(fault.Doubled), listed, listed + "Record.Note: x\n", false},
		"nothing may come of nil":                  {of(fault.Nil), listed, "Outcome: listed\n", false},
		"of another type":                          {of(fault.Retyped), listed, "Outcome: listed\n", false},
		"a neighbour's name":                       {of(fault.Taken), listed, "Outcome: listed\n", false},
		"moved along":                              {of(fault.Moved), listed, "Outcome: listed\nRecord.Entries[0].Until: 2026-01-01\n", true},
		"moved and changed":                        {of(fault.Moved), listed, "Outcome: listed\nRecord.Entries[0].Until: 2027-01-01\n", false},
		"another order, another value":             {of(fault.Swapped), listed, "Outcome: listed\nRecord.Entries[0].On: 2027-01-01\n", false},
		"the value told":                           {replaced("2026-01-01", "2027-01-01+06:00"), listed, "Outcome: listed\nRecord.Entries[0].On: 2027-01-01\n", true},
		"another value than is told":               {replaced("2026-01-01", "2028-01-01"), listed, "Outcome: listed\nRecord.Entries[0].On: 2027-01-01\n", false},
		"two values":                               {replaced("visa", "patent"), lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 8\nRecord.Grounds[0].Kind: patent\nRecord.Grounds[0].Until: 2026-01-01\n", false},
		"a word with its raw one":                  {replaced("visa", "x"), lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\nRecord.Grounds[0].Kind: other\nRecord.Grounds[0].RawKind: x\nRecord.Grounds[0].Until: 2026-01-01\n", true},
		"a word that is no kind":                   {replaced("visa", "Каримов"), lapsed, "Outcome: match\nVerdict: lapsed\nTold.Document: visa UZB FA 7\nRecord.Grounds[0].Kind: other\nRecord.Grounds[0].Until: 2026-01-01\nUnlisted[0]: ground\n", true},
		"a day that makes an entry less sure":      {replaced("2026-01-01", "2020-01-01"), listed, "Outcome: possible\nRecord.Entries[0].On: 2020-01-01\n", true},
		"a day, and another thing":                 {replaced("2026-01-01", "2020-01-01"), listed, "Outcome: possible\nRecord.Entries[0].On: 2020-01-01\nRecord.Note: x\n", false},
		"a code decides":                           {replaced("found", "none"), lapsed, "Outcome: not_found\nReason: no_record\n", true},
		"a date does not":                          {replaced("2026-01-01", "2027-01-01"), lapsed, "Outcome: not_found\nReason: no_record\n", false},
	} {
		if why := explain(c.mutant, c.before, c.after); (why == "") != c.allowed {
			t.Errorf("%s: %q", name, why)
		}
	}
}
