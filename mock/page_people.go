package mock

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type personaView struct {
	ID, Name, Born, Story string
	Base, Path            string // of the mock, and of the person below it: "/personas/entry-banned"
	Open                  bool   // one who was asked for, whose questions are shown at once
	Citizenships          []string
	Identifiers           []identifier
	Found                 string // what else the page's search finds the person by: folded values
	Lookups               []lookupView
}

// An identifier is a number that a person goes by, as it is shown.
type identifier struct{ Name, Value string }

type lookupView struct {
	Name, Fault string
	Expect      string
	Words       string // of what is expected
	Tickets     bool   // whether its answer may have to be collected
}

// String says what is expected in the words of the answer.
func (e Expect) String() string {
	text := e.Outcome + e.Kind
	if e.Verdict+e.Reason != "" {
		text += " · " + e.Verdict + e.Reason
	}
	return text
}

func (p *persona) view(base, path string) personaView {
	s := p.Person
	name := joined(s.FamilyName, s.GivenName, s.Patronymic)
	if name == "" {
		name = joined(s.LatinFamilyName, s.LatinGivenName)
	}
	v := personaView{ID: p.ID, Base: base, Path: path, Name: name, Born: s.BirthDate, Story: p.Story, Citizenships: s.Citizenships}
	v.Identifiers = s.identifiers()
	v.Found = strings.Join(p.known(), " ")
	for _, lookup := range slices.Sorted(maps.Keys(p.Lookups)) {
		l := p.Lookups[lookup]
		v.Lookups = append(v.Lookups, lookupView{lookup, l.Fault, l.Expect.String(), l.Expect.words(lookup), slices.Contains(offerOf(lookup).operations(), opPoll)})
	}
	return v
}

func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

func (s subject) identifiers() []identifier {
	var all []identifier
	for _, one := range []identifier{{"SNILS", s.SNILS}, {"INN", s.INN}} {
		if one.Value != "" {
			all = append(all, one)
		}
	}
	for _, d := range s.Documents {
		all = append(all, identifier{strings.ReplaceAll(d.Type, "_", " "), joined(d.Country, d.Series, d.Number)})
	}
	return all
}

// known returns what a person is asked about by or told under, folded: the numbers, the names in Latin and those borne before, the birth
// date from either end. What is stated or kept otherwise in places is there too.
func (p *persona) known() []string {
	all := p.Person.known()
	for _, l := range p.Lookups {
		all = append(all, l.State.known()...)
	}
	for i := range registrations {
		if as, _ := registrations[i].keptAs(&p.Keeps); as != nil {
			all = append(all, as.known()...)
		}
	}
	if k := p.Keeps.Migration; k != nil {
		for _, issued := range k.issued() {
			all = append(all, fold(issued.Series+issued.Number))
		}
	}
	if k := p.Keeps.Pension; k != nil {
		all = append(all, fold(k.CurrentSNILS))
	}
	if k := p.Keeps.Tax; k != nil {
		all = append(all, fold(k.ReplacedBy))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(word string) bool { return word == "" })
}

func (s subject) known() []string {
	all := []string{fold(s.SNILS), fold(s.INN), fold(s.LatinFamilyName), fold(s.LatinGivenName), fold(s.BirthDate)}
	if parts := strings.Split(s.BirthDate, "-"); len(parts) > 1 {
		slices.Reverse(parts)
		all = append(all, strings.Join(parts, ""))
	}
	for _, d := range s.Documents {
		all = append(all, fold(d.Series+d.Number))
	}
	for _, n := range s.PreviousNames {
		all = append(all, fold(n.FamilyName), fold(n.GivenName))
	}
	return all
}

// A crowdView is those of the population whom the page shows.
type crowdView struct {
	Size   int
	Asked  string // for whom it was looked
	People []personaView
}

// crowdView looks for who is wanted of the population, if somebody is.
func (m *Mock) crowdView(r *http.Request, base string) crowdView {
	v := crowdView{Size: m.crowd.Size(), Asked: strings.TrimSpace(r.URL.Query().Get("population"))}
	for _, n := range m.crowd.sought(v.Asked) {
		one := m.crowd.inquired(n).view(base, "/population/"+strconv.Itoa(n))
		one.Open = true
		v.People = append(v.People, one)
	}
	return v
}

// sought returns the numbers of those who have the number, id, SNILS or INN, or a document with the number, however they are separated.
func (c *crowd) sought(text string) []int {
	if c.Size() == 0 || text == "" {
		return nil
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(text, crowdID)); err == nil && n > 0 && n <= c.Size() {
		return []int{n}
	}
	value := fold(strings.NewReplacer(".", "", "/", "", "№", "").Replace(text))
	var numbers []int
	for _, near := range c.near(question{"snils": {value}, "inn": {value}, "documents": {value}}) {
		n, err := strconv.Atoi(strings.TrimPrefix(near.ID, crowdID))
		if p := c.inquired(n); err == nil && p != nil && slices.ContainsFunc(p.known(), func(known string) bool { return strings.HasSuffix(known, value) }) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}
