package mock

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/sverka/sverka/mock/population"
)

// A Populace is the population as GET /population describes it.
type Populace struct {
	Size   int    `json:"size"` // their numbers are 1 to that
	Seed   uint64 `json:"seed"`
	Ranges struct {
		SNILS        []string `json:"snils"` // what they begin with: those that are stated, and those that go on a merged account
		INN          []string `json:"inn"`   // those that are stated, and those that replaced a duplicate
		Document     string   `json:"document"`
		FamilyName   string   `json:"family_name"`
		BornFrom     string   `json:"born_from"`
		BornUntil    string   `json:"born_until"`
		Citizenships []string `json:"citizenships"`
	} `json:"ranges"`
	Mix []Mix `json:"mix"`
}

// An Inhabitant is one of the population.
type Inhabitant struct {
	Number int
	Person subject // what he is called and has
	life   *life
}

// Entry returns the person as /personas shows people: a ready query for each lookup, and what the gateway must make of it.
func (i Inhabitant) Entry() (Entry, error) { return i.life.crowd.inquired(i.Number).entry() }

// inhabitantView is one of the population as GET /population/{n} shows him.
type inhabitantView struct {
	Number int `json:"number"`
	Entry
	Person subject `json:"person"`
}

// Population describes the population. The mix is a list of shares of a thousand.
func (m *Mock) Population() Populace {
	p := Populace{Size: m.crowd.Size(), Seed: m.crowd.Seed()}
	p.Ranges.SNILS = []string{population.SNILSBegins, population.NextSNILSBegins}
	p.Ranges.INN = []string{population.INNBegins, population.NextINNBegins}
	p.Ranges.Document, p.Ranges.FamilyName = population.DocumentBegins, population.FamilyBegins
	p.Ranges.BornFrom, p.Ranges.BornUntil = population.FirstBirthday, population.LastBirthday
	var origins []Share
	for _, o := range population.Origins() {
		origins = append(origins, Share(o))
		p.Ranges.Citizenships = append(p.Ranges.Citizenships, o.What)
	}
	p.Mix = append([]Mix{{"citizenship", origins}}, mixes[:]...)
	return p
}

// Inhabitant returns one of the population, 1 to its size; ok is false for another number. It takes some microseconds, and nothing is kept.
func (m *Mock) Inhabitant(number int) (one Inhabitant, ok bool) {
	id, ok := m.crowd.Identity(number)
	if !ok {
		return one, false
	}
	l := m.crowd.life(id)
	return Inhabitant{number, l.person(), l}, true
}

func (m *Mock) servePopulation(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, m.Population(), nil)
}

func (m *Mock) serveInhabitant(w http.ResponseWriter, r *http.Request) {
	one, ok := m.Inhabitant(numberOf(r))
	if !ok {
		http.Error(w, m.crowd.nobody(), http.StatusNotFound)
		return
	}
	e, err := one.Entry()
	writeJSON(w, inhabitantView{one.Number, e, one.Person}, err)
}

// numberOf is the number in the path, 0 for what is none.
func numberOf(r *http.Request) int {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return 0
	}
	return n
}

// nobody says which numbers there are.
func (c *crowd) nobody() string {
	if c.Size() == 0 {
		return "there is no population: start the mock with -population N"
	}
	return fmt.Sprintf("expected a number from 1 to %d", c.Size())
}
