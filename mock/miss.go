package mock

import (
	"cmp"
	"slices"
	"sync"
)

// A Miss is the known person who comes nearest to one who was asked about and is not known.
type Miss struct {
	Persona string   `json:"persona"`
	Differs []string `json:"differs"` // in which of what was stated, in the words of the gateway's API
	Lacks   []string `json:"lacks,omitempty"`
}

// A neighbour is a person as a registry holds him, folded for comparing with questions.
type neighbour struct {
	id     string
	known  bool
	values [][]string // by fieldsAsked
}

// neighbourhoods are the people by registry, made when the first question misses.
type neighbourhoods struct {
	once       sync.Once
	byRegistry map[string][]neighbour
}

func (n *neighbourhoods) of(registry string, people []*persona) []neighbour {
	n.once.Do(func() {
		n.byRegistry = map[string][]neighbour{}
		for _, name := range Registries() {
			for _, p := range people {
				n.byRegistry[name] = append(n.byRegistry[name], p.neighbour(name))
			}
		}
	})
	return n.byRegistry[registry]
}

// neighbour returns the person as a registry holds him, for comparing.
func (p *persona) neighbour(registry string) neighbour {
	held, known, err := p.heldBy(registrationOf(registry))
	one := neighbour{id: p.ID, known: known}
	if err != nil {
		return one // the tests of what is built in find that
	}
	for _, f := range fieldsAsked() {
		one.values = append(one.values, f.of(held))
	}
	return one
}

// nearest returns the persona who agrees with the most of what was asked, or nil where nobody agrees in anything that could single a
// person out.
func (m *Mock) nearest(registry string, asked question) *Miss {
	var best *neighbour
	bestScore, values := 0, asked.values()
	compare := func(all []neighbour) {
		for i := range all {
			if score := values.agree(&all[i]); score > bestScore {
				best, bestScore = &all[i], score
			}
		}
	}
	compare(m.neighbours.of(registry, m.people))
	for _, p := range m.crowd.near(asked) {
		compare([]neighbour{p.neighbour(registry)})
	}
	if best == nil {
		return nil
	}
	miss := &Miss{Persona: best.id, Differs: values.differ(best)}
	if !best.known {
		miss.Lacks = []string{registry}
	}
	return miss
}

// askedValues are those of a question, by fieldsAsked.
type askedValues [][]string

func (q question) values() askedValues {
	values := make(askedValues, 0, len(fieldsAsked()))
	for _, f := range fieldsAsked() {
		values = append(values, q[f.name])
	}
	return values
}

// agree says how much of what was asked is as n has it: what one person alone has counts for more than what many share. 0 is too little.
func (v askedValues) agree(n *neighbour) (score int) {
	for i, f := range fieldsAsked() {
		if overlap(v[i], n.values[i]) {
			score += f.weight
		}
	}
	if score < weightOfOne {
		return 0
	}
	return score
}

// differ names what of it is not as n has it.
func (v askedValues) differ(n *neighbour) []string {
	names := []string{}
	for i, f := range fieldsAsked() {
		if len(v[i]) > 0 && !overlap(v[i], n.values[i]) {
			names = append(names, f.name)
		}
	}
	return names
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}

// weightOfOne is what it takes at least for somebody to be near: an identifier, a family name, or a birth date.
const weightOfOne = 3

// A fieldAsked is one thing that a registry can be asked by.
type fieldAsked struct {
	name   string
	weight int
	of     func(s *subject) []string // as a person has it, folded
}

// fieldsAsked lists them in the order in which a miss names them.
//
//nolint:gochecknoglobals // a table, made once and never written to
var fieldsAsked = sync.OnceValue(func() []fieldAsked {
	one := func(get func(s *subject) string) func(s *subject) []string {
		return func(s *subject) []string {
			if v := fold(get(s)); v != "" {
				return []string{v}
			}
			return nil
		}
	}
	return []fieldAsked{
		{"family_name", weightOfOne, one(func(s *subject) string { return cmp.Or(s.FamilyName, s.LatinFamilyName) })},
		{"given_name", 1, one(func(s *subject) string { return cmp.Or(s.GivenName, s.LatinGivenName) })},
		{"patronymic", 1, one(func(s *subject) string { return s.Patronymic })},
		{"latin_family_name", weightOfOne, one(func(s *subject) string { return s.LatinFamilyName })},
		{"latin_given_name", 1, one(func(s *subject) string { return s.LatinGivenName })},
		{"birth_date", weightOfOne, one(func(s *subject) string { return s.BirthDate })},
		{"sex", 0, one(func(s *subject) string { return s.Sex[:min(1, len(s.Sex))] })}, // registries write M, MALE, Male
		{"citizenships", 0, func(s *subject) []string { return s.Citizenships }},
		{"documents", 2 * weightOfOne, func(s *subject) []string {
			var all []string
			for _, d := range s.Documents {
				all = append(all, fold(d.Series+d.Number))
			}
			return all
		}},
		{"snils", 2 * weightOfOne, one(func(s *subject) string { return s.SNILS })},
		{"inn", 2 * weightOfOne, one(func(s *subject) string { return s.INN })},
	}
})
