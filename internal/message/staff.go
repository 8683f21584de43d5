package message

import (
	_ "embed"
	"errors"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/adapters"
)

//go:embed staff.yaml
var staffYAML []byte

// Words are those of an answer or a failure by which its note is found; the others are empty.
type Words struct {
	Lookup  string // registry/lookup
	Outcome adapters.Outcome
	Verdict adapters.Verdict
	Kind    adapters.Kind
	Reason  string // of not_found, or of a kind
}

// A Note is what the portal's officers and engineers are told of the answers and failures that have its words, whatever their
// others: what they mean, and what to do. It says nothing of a person that these words do not.
type Note struct {
	Words
	Ru, En string
}

// NewStaff returns every note, those of answers first. It is built in, so one that cannot be read is a bug that every test
// would find.
func NewStaff() []Note {
	notes, err := readStaff(staffYAML)
	if err != nil {
		panic("staff.yaml: " + err.Error())
	}
	return notes
}

// Of returns the note that is to be read with an answer or failure of these words: of those all of whose words it has, the one
// with the most. ok is false for words of tomorrow.
func Of(notes []Note, w Words) (note Note, ok bool) {
	most := 0
	for _, n := range notes {
		if fits, words := n.fits(w); fits && words > most {
			note, most = n, words
		}
	}
	return note, most > 0
}

// fits reports whether w has all words of n, and how many these are.
func (n Words) fits(w Words) (ok bool, words int) {
	for _, pair := range [...][2]string{
		{n.Lookup, w.Lookup}, {string(n.Outcome), string(w.Outcome)}, {string(n.Verdict), string(w.Verdict)},
		{string(n.Kind), string(w.Kind)}, {n.Reason, w.Reason},
	} {
		switch pair[0] {
		case "":
		case pair[1]:
			words++
		default:
			return false, 0
		}
	}
	return true, words
}

// bilingual is a text as staff.yaml has it.
type bilingual struct {
	Ru string `yaml:"ru"`
	En string `yaml:"en"`
}

type staffFile struct {
	Outcomes map[adapters.Outcome]bilingual            `yaml:"outcomes"`
	NotFound map[adapters.NotFoundReason]bilingual     `yaml:"not_found"`
	Matches  map[string]map[adapters.Verdict]bilingual `yaml:"matches"`
	Failures map[adapters.Kind]struct {
		Ru      string                        `yaml:"ru"`
		En      string                        `yaml:"en"`
		Reasons map[adapters.Reason]bilingual `yaml:"reasons"`
	} `yaml:"failures"`
}

func readStaff(document []byte) ([]Note, error) {
	var f staffFile
	if err := yaml.UnmarshalWithOptions(document, &f, yaml.Strict()); err != nil {
		return nil, err
	}
	notes := append(f.ofAnswers(), f.ofFailures()...)
	if slices.ContainsFunc(notes, func(n Note) bool { return n.Ru == "" || n.En == "" }) {
		return nil, errors.New("a note without its two texts")
	}
	return notes, nil
}

func (f *staffFile) ofAnswers() (notes []Note) {
	for _, o := range inOrder(f.Outcomes, adapters.Outcomes()) {
		notes = append(notes, Note{Words{Outcome: o}, f.Outcomes[o].Ru, f.Outcomes[o].En})
	}
	for _, r := range inOrder(f.NotFound, adapters.NotFoundReasons()) {
		notes = append(notes, Note{Words{Outcome: adapters.NotFound, Reason: string(r)}, f.NotFound[r].Ru, f.NotFound[r].En})
	}
	for _, lookup := range inOrder(f.Matches, nil) {
		for _, v := range inOrder(f.Matches[lookup], adapters.Verdicts()) {
			t := f.Matches[lookup][v]
			notes = append(notes, Note{Words{Lookup: lookup, Outcome: adapters.Match, Verdict: v}, t.Ru, t.En})
		}
	}
	return notes
}

func (f *staffFile) ofFailures() (notes []Note) {
	for _, k := range inOrder(f.Failures, adapters.Kinds()) {
		kind := f.Failures[k]
		notes = append(notes, Note{Words{Kind: k}, kind.Ru, kind.En})
		for _, r := range inOrder(kind.Reasons, k.Rule().Reasons) {
			notes = append(notes, Note{Words{Kind: k, Reason: string(r)}, kind.Reasons[r].Ru, kind.Reasons[r].En})
		}
	}
	return notes
}

// inOrder returns the keys of m: first those of the closed list, in its order, then the others by the alphabet.
func inOrder[W ~string, T any](m map[W]T, closed []W) []W {
	keys := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(keys, func(a, b W) int { return rank(closed, a) - rank(closed, b) })
	return keys
}

func rank[W ~string](closed []W, w W) int {
	if i := slices.Index(closed, w); i >= 0 {
		return i
	}
	return len(closed)
}
