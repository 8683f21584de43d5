package mock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sverka/sverka/mock/population"
)

// A crowd is the population as registries find people in it: for each question it makes those whom the question may be about, and keeps
// nobody. It is immutable. Without a population it is empty.
type crowd struct{ *population.Population }

// crowdID is what the id of everybody in the population begins with; his number follows.
const crowdID = "population-"

func newCrowd(c Config) (*crowd, error) {
	p, err := population.New(c.Population, c.Seed)
	if err != nil {
		return nil, fmt.Errorf("mock: population: %w", err)
	}
	return &crowd{p}, nil
}

// called returns the person whose id it is, or nil.
func (c *crowd) called(id string) *persona {
	digits, ours := strings.CutPrefix(id, crowdID)
	if n, err := strconv.Atoi(digits); ours && err == nil && strconv.Itoa(n) == digits {
		return c.inquired(n)
	}
	return nil
}

// person returns who has a number with what some registries keep, or nil. What comes of asking about him is left out: see inquired.
func (c *crowd) person(number int, registries ...string) *persona {
	id, ok := c.Identity(number)
	if !ok {
		return nil
	}
	return c.life(id).persona(registries...)
}

// in returns what a registry has of the people with the numbers; nothing of those whom it does not know.
func (c *crowd) in(registry string, numbers ...int) []*dossier {
	var all []*dossier
	r := registrationOf(registry)
	for _, n := range numbers {
		if d, there, err := c.person(n, registry).dossier(r); there && err == nil { // what is made here can be joined
			all = append(all, d)
		}
	}
	return all
}

// one is in for a number that may be none.
func (c *crowd) one(registry string, number int, ok bool) *dossier {
	if !ok {
		return nil
	}
	if found := c.in(registry, number); len(found) > 0 {
		return found[0]
	}
	return nil
}

// named returns whom a registry has under a name, in Cyrillic or else in Latin, and a birth date or as much of it as is known.
func (c *crowd) named(registry, family, given, latinFamily, latinGiven, birth string) []*dossier {
	if family == "" {
		family, given = latinFamily, latinGiven
	}
	return c.in(registry, c.Named(fold(family), fold(given), birth)...)
}

// showing returns whom a registry has with a document of a type.
func (c *crowd) showing(registry, documentType, series, number string) *dossier {
	n, ok := c.ByDocument(documentType, fold(series+number))
	d := c.one(registry, n, ok)
	if d == nil || d.paperOf([]string{documentType}, series, number) == nil {
		return nil
	}
	return d
}

// asked returns those whom a question to migration may be about, by document or by name.
func (c *crowd) asked(r *personRequest) []*dossier {
	if c.Size() == 0 {
		return nil
	}
	if documentType, p := r.Papers.one(); p != nil {
		if d := c.showing("migration", documentType, p.Series, p.Number); d != nil {
			return []*dossier{d}
		}
	}
	p := &r.Person
	return c.named("migration", p.LastName, p.FirstName, p.LastNameLat, p.FirstNameLat, withoutZone(p.BirthDate))
}

// holding returns whose document issued in Russia it may be. Of somebody whom migration has not heard of yet there is no document, and
// he is the one who would have it.
func (c *crowd) holding(asked *issuedInfo) []*dossier {
	n, ok := c.ByDocument(asked.Kind, fold(asked.Series+asked.Number))
	d := c.one("migration", n, ok)
	if d == nil {
		return nil
	}
	would := c.documentOf(n, asked.Kind)
	if fold(would.Series+would.Number) != fold(asked.Series+asked.Number) {
		return nil
	}
	return []*dossier{d}
}

// listed returns those whom a question to mvd may be about: all who bear the name, or else one with the document.
func (c *crowd) listed(p *mvdPerson) []*dossier {
	if c.Size() == 0 {
		return nil
	}
	return c.named("mvd", p.Surname, p.Name, "", "", p.BirthDate.String())
}

// listedWith is listed by documents.
func (c *crowd) listedWith(documents []listDocument) *dossier {
	for _, one := range documents {
		for _, documentType := range identityTypes() {
			if listCode(documentType) != one.Type {
				continue
			}
			if d := c.showing("mvd", documentType, one.Series, one.Number); d != nil && d.listedWith(one) {
				return d
			}
		}
	}
	return nil
}

// near returns those who come near a question by what one person alone has, or by name and birth date.
func (c *crowd) near(q question) []*persona {
	if c.Size() == 0 {
		return nil
	}
	var numbers []int
	add := func(n int, ok bool) {
		if ok && !slices.Contains(numbers, n) {
			numbers = append(numbers, n)
		}
	}
	for _, snils := range q["snils"] {
		add(c.BySNILS(snils))
	}
	for _, inn := range q["inn"] {
		add(c.ByINN(inn))
	}
	for _, document := range q["documents"] {
		for _, n := range c.carrying(document) {
			add(n, true)
		}
	}
	for i, family := range q["family_name"] {
		if i < len(q["given_name"]) && i < len(q["birth_date"]) {
			for _, n := range c.Named(family, q["given_name"][i], unfoldedDate(q["birth_date"][i])) {
				add(n, true)
			}
		}
	}
	var people []*persona
	for _, n := range numbers {
		people = append(people, c.person(n, Registries()...))
	}
	return people
}

// carrying returns those whose identity document has a number, whatever its series.
func (c *crowd) carrying(document string) (numbers []int) {
	for _, documentType := range identityTypes() {
		n, ok := c.ByDocument(documentType, document)
		if id, _ := c.Identity(n); ok && id.Passport.Type == documentType { // else he has no such document
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// unfoldedDate is a date that fold was put to, or as much of one as was known.
func unfoldedDate(folded string) string {
	switch {
	case len(folded) > len("200601"):
		return folded[:4] + "-" + folded[4:6] + "-" + folded[6:]
	case len(folded) > len("2006"):
		return folded[:4] + "-" + folded[4:]
	default:
		return folded
	}
}
