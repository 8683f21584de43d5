package message

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/adapters"
)

//go:embed citizen.yaml
var citizenYAML []byte

// A Text is what a citizen is told, in Russian and English.
type Text struct {
	Code   string `yaml:"code"`   // stable: it names the meaning, whatever the words
	Action string `yaml:"action"` // what he can do: fix_input, wait, visit or none
	When   string `yaml:"when"`   // when he is told it: for who reads the catalogue, never for him
	Ru     string `yaml:"ru"`
	En     string `yaml:"en"`
}

// Citizen says which text a citizen is told of an answer or a failure. It is total: whatever comes has a text, and what it
// does not know is adverse. It is immutable and safe for concurrent use.
type Citizen struct {
	texts    []Text
	adverse  Text
	outcomes map[adapters.Outcome]Text
	notFound map[adapters.NotFoundReason]Text
	lists    map[string]Text // of not_found, by lookup
	matches  map[string]map[adapters.Verdict]Text
	failures map[adapters.Kind]Text
}

// The words of citizen.yaml that are not those of adapters.
const (
	adverseCode = "in_person" // the one text of all that is adverse, and of what is not known
	noVerdict   = adapters.Verdict("no_verdict")
	wrongEntry  = adapters.Kind("wrong_entry")
)

// NewCitizen reads the catalogue. It is built in, so one that cannot be read is a bug that every test would find.
func NewCitizen() *Citizen {
	c, err := readCitizen(citizenYAML)
	if err != nil {
		panic("citizen.yaml: " + err.Error())
	}
	return c
}

func readCitizen(document []byte) (*Citizen, error) {
	var file struct {
		Texts    []Text                                 `yaml:"texts"`
		Outcomes map[adapters.Outcome]string            `yaml:"outcomes"`
		NotFound map[adapters.NotFoundReason]string     `yaml:"not_found"`
		Lists    map[string]string                      `yaml:"lists"`
		Matches  map[string]map[adapters.Verdict]string `yaml:"matches"`
		Failures map[adapters.Kind]string               `yaml:"failures"`
	}
	if err := yaml.UnmarshalWithOptions(document, &file, yaml.Strict()); err != nil {
		return nil, err
	}
	byCode := make(map[string]Text, len(file.Texts))
	for _, t := range file.Texts {
		byCode[t.Code] = t
	}
	c := &Citizen{texts: file.Texts, adverse: byCode[adverseCode], matches: make(map[string]map[adapters.Verdict]Text, len(file.Matches))}
	var unknown []string
	c.outcomes, unknown = resolve(file.Outcomes, byCode, unknown)
	c.notFound, unknown = resolve(file.NotFound, byCode, unknown)
	c.lists, unknown = resolve(file.Lists, byCode, unknown)
	c.failures, unknown = resolve(file.Failures, byCode, unknown)
	for lookup, verdicts := range file.Matches {
		c.matches[lookup], unknown = resolve(verdicts, byCode, unknown)
	}
	if c.adverse.Code == "" || len(unknown) > 0 {
		return nil, fmt.Errorf("no text %s", strings.Join(append(unknown, adverseCode), " or "))
	}
	return c, nil
}

// resolve returns the texts that the codes name, and what names none besides what was unknown before.
func resolve[W ~string](codes map[W]string, byCode map[string]Text, unknown []string) (map[W]Text, []string) {
	texts := make(map[W]Text, len(codes))
	for word, code := range codes {
		if _, ok := byCode[code]; !ok {
			unknown = append(unknown, code)
		}
		texts[word] = byCode[code]
	}
	return texts, unknown
}

// Texts returns every text, in the order of the file.
func (c *Citizen) Texts() []Text { return slices.Clone(c.texts) }

// Verdicts returns those of a match of the lookup for which a text is decided, in alphabetical order; "" is none.
func (c *Citizen) Verdicts(lookup string) []adapters.Verdict {
	var all []adapters.Verdict
	for v := range c.matches[lookup] {
		if v == noVerdict {
			v = ""
		}
		all = append(all, v)
	}
	slices.Sort(all)
	return all
}

// OfAnswer returns what an answer of the lookup (registry/lookup) comes to for the citizen.
func (c *Citizen) OfAnswer(lookup string, o adapters.Outcome, reason adapters.NotFoundReason, verdict adapters.Verdict) Text {
	text, ok := c.outcomes[o]
	switch o { //nolint:exhaustive // the others have one text each
	case adapters.Match:
		if verdict == "" {
			verdict = noVerdict
		}
		text, ok = c.matches[lookup][verdict]
	case adapters.NotFound:
		if text, ok = c.lists[lookup]; !ok {
			text, ok = c.notFound[reason]
		}
	}
	if !ok {
		return c.adverse
	}
	return text
}

// OfFailure returns what a failure comes to for the citizen: what he entered, or nothing of his doing.
func (c *Citizen) OfFailure(f *adapters.Failure) Text {
	if f.Kind == adapters.InvalidQuery && aboutSubject(f.Errors) {
		return c.failures[wrongEntry]
	}
	return c.failures[f.Kind.Rule().Kind]
}

// aboutSubject reports whether all that is wrong is in what is stated about the person: only that can he look over. What
// else a request lacks is the portal's to mend.
func aboutSubject(errs []adapters.FieldError) bool {
	return len(errs) > 0 && !slices.ContainsFunc(errs, func(e adapters.FieldError) bool {
		return !strings.HasPrefix(e.Pointer, "/subject/")
	})
}
