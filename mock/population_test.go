package mock

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/population"
)

// populated is a mock with a million people besides the personas.
func populated(t testing.TB) (*Server, *watch) {
	t.Helper()
	c := &watch{}
	return Start(t, Config{Seed: 7, Population: population.Max, Now: c.now}.Unlimited()), c
}

// livesOf calls f for people all over the population.
func livesOf(t testing.TB, m *Mock, count int, f func(l *life)) {
	t.Helper()
	for i := range count {
		id, ok := m.crowd.Identity(1 + i*(population.Max-1)/(count-1))
		if !ok {
			t.Fatal("nobody")
		}
		f(m.crowd.life(id))
	}
}

// someone returns the first of the population of whom is holds.
func someone(t testing.TB, m *Mock, is func(l *life) bool) *life {
	t.Helper()
	for n := 1; n < 20_000; n++ {
		id, _ := m.crowd.Identity(n)
		if l := m.crowd.life(id); is(l) {
			return l
		}
	}
	t.Fatal("nobody is like that")
	return nil
}

// asksFor returns what the person of a life states for a lookup.
func (l *life) asksFor(t testing.TB, name string) subject {
	t.Helper()
	q, err := l.crowd.inquired(l.Number).query(name)
	if err != nil {
		t.Fatal(err)
	}
	return q.Subject
}

func TestThePopulationIsMixedAsItSays(t *testing.T) {
	s, _ := populated(t)
	const people = 40_000
	counted := map[string]map[string]int{"citizenship": {}}
	asked := map[string]int{}
	livesOf(t, s.Mock, people, func(l *life) {
		counted["citizenship"][l.Citizenship]++
		asked["citizenship"]++
		for _, mix := range mixes {
			if group, ofStay := strings.CutPrefix(mix.Respect, "stay: "); ofStay && group != string(l.Group) {
				continue
			}
			if counted[mix.Respect] == nil {
				counted[mix.Respect] = map[string]int{}
			}
			counted[mix.Respect][l.chance(mix.Respect)]++
			asked[mix.Respect]++
		}
	})
	for _, mix := range s.Population().Mix {
		sum := 0
		for _, share := range mix.Shares {
			sum += share.Thousand
			p := float64(share.Thousand) / 1000
			want := p * float64(asked[mix.Respect])
			if got := float64(counted[mix.Respect][share.What]); math.Abs(got-want) > 5*math.Sqrt(want*(1-p))+1 {
				t.Errorf("%s: %s are %.0f of %d, and should be some %.0f", mix.Respect, share.What, got, asked[mix.Respect], want)
			}
		}
		if sum != 1000 {
			t.Errorf("%s: the shares come to %d", mix.Respect, sum)
		}
	}
}

// Nobody of the population is taken for a persona, nor the other way round.
func TestThePopulationIsApartFromThePersonas(t *testing.T) {
	s, _ := populated(t)
	eachSubject(t, func(t *testing.T, where string, p subject) {
		if n, ok := s.crowd.BySNILS(p.SNILS); ok {
			t.Errorf("%s: the SNILS is of number %d too", where, n)
		}
		if n, ok := s.crowd.ByINN(p.INN); ok {
			t.Errorf("%s: the INN is of number %d too", where, n)
		}
		for _, d := range p.Documents {
			if one := s.crowd.showing("mvd", d.Type, d.Series, d.Number); one != nil {
				t.Errorf("%s: the document is of %s too", where, one.persona.ID)
			}
		}
		for _, name := range [][2]string{{p.FamilyName, p.GivenName}, {p.LatinFamilyName, p.LatinGivenName}} {
			if found := s.crowd.Named(fold(name[0]), fold(name[1]), p.BirthDate[:4]); found != nil {
				t.Errorf("%s is called like %v", where, found)
			}
		}
	})
	for _, p := range s.people {
		if s.crowd.called(p.ID) != nil || strings.HasPrefix(p.ID, crowdID) {
			t.Errorf("%s has an id of the population", p.ID)
		}
	}
}

func TestNumbersOfThePopulationHoldAndAreUnique(t *testing.T) {
	s, _ := populated(t)
	seen := map[string]int{}
	livesOf(t, s.Mock, 20_000, func(l *life) {
		p := l.person()
		checkDates(t, l.Family, p)
		numbers := []string{l.crowd.SNILS(l.Number), l.crowd.NextSNILS(l.Number), l.crowd.INN(l.Number), l.crowd.NextINN(l.Number), fold(l.Family+"|"+l.Given) + l.BirthDate}
		for _, d := range append(p.Documents, l.issued()) {
			numbers = append(numbers, d.Type+d.Country+d.Series+d.Number)
		}
		for _, n := range numbers {
			if other := seen[n]; other != 0 && other != l.Number && n != "RUS" {
				t.Errorf("%s is of %d and of %d", n, other, l.Number)
			}
			seen[n] = l.Number
		}
		for _, snils := range numbers[:2] {
			if _, err := adapters.ParseSNILS(snils); err != nil {
				t.Errorf("%d: SNILS %s: %v", l.Number, snils, err)
			}
		}
		for _, inn := range numbers[2:4] {
			if _, err := adapters.ParseINN(inn); err != nil {
				t.Errorf("%d: INN %s: %v", l.Number, inn, err)
			}
		}
		for _, parse := range []func() (adapters.Secret, error){
			func() (adapters.Secret, error) { return adapters.ParseCyrillicName(l.Family) },
			func() (adapters.Secret, error) { return adapters.ParseLatinName(l.LatinFamily) },
		} {
			if _, err := parse(); err != nil {
				t.Errorf("%d: %s: %v", l.Number, l.Family, err)
			}
		}
	})
}

// Whatever the registries say of the population keeps to their contracts.
func TestRepliesAboutThePopulationKeepToTheContracts(t *testing.T) {
	s, clock := populated(t)
	livesOf(t, s.Mock, 60, func(l *life) {
		p := s.crowd.inquired(l.Number)
		for name, asked := range p.Lookups {
			if l.Group == population.Stateless {
				continue // whose papers the caller of these tests cannot state
			}
			q, err := p.query(name)
			if err != nil {
				t.Fatal(err)
			}
			q.Subject.FamilyName = strings.TrimSpace(q.Subject.FamilyName) // as the gateway does
			r := ask(t, s, clock.now(), name, q.Subject)
			if registry, _ := registryOf(name); registry == "pension" && r.status == http.StatusInternalServerError && asked.Expect.Outcome == "not_found" {
				continue
			}
			path := map[string]string{
				lookupINN: "/inn/search", lookupTaxpayer: "/taxpayer/search", lookupObligations: "/obligations/search", lookupRestrictions: "/restrictions/search",
				lookupCriminal: "/criminal-record/request",
			}[name]
			checkReply(t, name, path, r)
		}
	})
}

func TestThePopulationIsFoundInEveryWay(t *testing.T) {
	s, clock := populated(t)
	plain := someone(t, s.Mock, func(l *life) bool {
		return l.fate == "holds" && l.Citizenship == "UZB" && l.stay.what == "patent" && l.chance(ofMigration) == "the_same" && l.account() == "in_use" &&
			l.taxpayer() == "active" && l.chance(ofConvictions) == "convicted"
	})
	merged := someone(t, s.Mock, func(l *life) bool { return l.account() == "merged" })
	duplicate := someone(t, s.Mock, func(l *life) bool { return l.taxpayer() == "duplicate" })
	const stranger = "Посторонний"
	for name, c := range map[string]struct {
		of     *life
		lookup string
		change func(p *subject)
		holds  string
	}{
		"by a passport under another name": {plain, lookupStatus, func(p *subject) { p.FamilyName = stranger },
			"<lastName>" + plain.Family + "<"},
		"by name with another passport": {plain, lookupStatus, func(p *subject) { p.Documents[0].Number = "7777777" }, "<statusInfo>"},
		"by the Latin name": {plain, lookupStatus, func(p *subject) {
			p.FamilyName, p.GivenName, p.Patronymic, p.Documents[0].Number = "", "", "", "7777777"
		},
			"<statusInfo>"},
		"not on another day": {plain, lookupStatus, func(p *subject) { p.BirthDate, p.Documents[0].Number = "1961-01-02", "7777777" },
			"<notFoundStatus>"},
		"a patent under another name":   {plain, lookupDocument, func(p *subject) { p.FamilyName = stranger }, "<documentInfo><personInfo><lastName>" + plain.Family + "<"},
		"a passport under another name": {plain, lookupIdentityDocument, func(p *subject) { p.FamilyName = stranger }, "<identityDocumentInfo>"},
		"no SNILS of a stranger":        {plain, lookupSNILS, func(p *subject) { p.FamilyName = stranger }, "<ns2:Result>false<"},
		"the number in use of a merged account": {merged, lookupSNILS, func(p *subject) { p.SNILS = merged.crowd.NextSNILS(merged.Number) },
			"<ns2:Result>true<"},
		"a number in use that was never given": {plain, lookupSNILS, func(p *subject) { p.SNILS = plain.crowd.NextSNILS(plain.Number) }, "<ns2:Result>false<"},
		"the INN that replaced another":        {duplicate, lookupTaxpayer, func(p *subject) { p.INN = duplicate.crowd.NextINN(duplicate.Number) }, `"result":"found"`},
		"an INN that replaced none":            {plain, lookupTaxpayer, func(p *subject) { p.INN = plain.crowd.NextINN(plain.Number) }, `"result":"not_found"`},
		"by the year of birth":                 {plain, lookupRestrictions, func(p *subject) { p.BirthDate = p.BirthDate[:4] }, `"entryBan"`},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.of.asksFor(t, c.lookup)
			p.Documents = slices.Clone(p.Documents)
			c.change(&p)
			if r := ask(t, s, clock.now(), c.lookup, p); !strings.Contains(r.body, c.holds) {
				t.Errorf("%d %s\nwant %s", r.status, r.body, c.holds)
			}
		})
	}
	year := plain.asksFor(t, lookupCriminal)
	year.BirthDate = year.BirthDate[:4]
	ticket := member(t, ask(t, s, clock.now(), lookupCriminal, year), "ticket")
	clock.pass(time.Second)
	if plain.chance(ofCertificate) == "two_days" {
		clock.pass(48 * time.Hour)
	}
	if r := poll(t, s, ticket); !strings.Contains(r.body, `"surname":"`+strings.ToUpper(plain.Family)+`"`) || !strings.Contains(r.body, `"conviction"`) {
		t.Errorf("by the year of birth: %d %s", r.status, r.body)
	}
}

func TestTheJournalAndRulesKnowThePopulation(t *testing.T) {
	s, clock := populated(t)
	l := someone(t, s.Mock, func(l *life) bool { return l.account() == "in_use" })
	id := crowdID + strconv.Itoa(l.Number)
	if err := s.Fault(Rule{Fault: "fault_server", Persona: id, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if err := s.Fault(Rule{Fault: "fault_server", Persona: crowdID + "1000001"}); err == nil {
		t.Error("a rule was made for somebody whom there is not")
	}
	p := l.asksFor(t, lookupSNILS)
	first, second := ask(t, s, clock.now(), lookupSNILS, p), ask(t, s, clock.now(), lookupSNILS, p)
	if first.status != 500 || second.status != 200 {
		t.Errorf("the rule befell %d %d", first.status, second.status)
	}
	p.SNILS = "99900000000"
	ask(t, s, clock.now(), lookupSNILS, p)
	entries, _ := s.Journal()
	if len(entries) != 3 || entries[1].Persona != id {
		t.Fatalf("%+v", entries)
	}
	if near := entries[2].Nearest; near == nil || near.Persona != id || !slices.Equal(near.Differs, []string{"snils"}) {
		t.Errorf("the nearest is %+v", near)
	}
	s.Verify(t, Want{Persona: id, Times: new(2)})
}

// Of a date of which only year and month, or the year, are known, somebody of the population comes nearest, too.
func TestTheNearestIsFoundByAsMuchOfADateAsIsKnown(t *testing.T) {
	s, clock := populated(t)
	l := someone(t, s.Mock, func(l *life) bool {
		return l.mvd() != nil && l.Patronymic != "" && l.chance(ofWriting) == "as_in_passport"
	})
	for _, known := range []string{"2006-01-02", "2006-01", "2006"} {
		p := l.asksFor(t, lookupCriminal)
		p.SNILS, p.Patronymic, p.BirthDate = "", "Посторонний", p.BirthDate[:len(known)]
		ask(t, s, clock.now(), lookupCriminal, p)
		entries, _ := s.Journal()
		if e := entries[len(entries)-1]; e.Violation != "" || e.Persona != "" || e.Nearest == nil || e.Nearest.Persona != crowdID+strconv.Itoa(l.Number) {
			t.Errorf("born %s: %+v, nearest %+v", p.BirthDate, e, e.Nearest)
		}
	}
	for folded, date := range map[string]string{"19871030": "1987-10-30", "198710": "1987-10", "1987": "1987", "": "", "19871": "1987-1"} {
		if got := unfoldedDate(folded); got != date {
			t.Errorf("%s is %s, want %s", folded, got, date)
		}
	}
}

func TestThePopulationIsShown(t *testing.T) {
	s, _ := populated(t)
	var described Populace
	if err := json.Unmarshal([]byte(get(t, s.URL+"/population").body), &described); err != nil {
		t.Fatal(err)
	}
	if described.Size != population.Max || described.Seed != 7 || described.Ranges.Document != "8" || len(described.Mix) != len(mixes)+1 {
		t.Errorf("%+v", described)
	}
	for path, c := range map[string]struct {
		status int
		holds  string
	}{
		"/population/1":                            {200, `"id": "population-1"`},
		"/population/1000000":                      {200, `"number": 1000000`},
		"/population/1/migration/status":           {200, `"case_id": "MOCK-population-1"`},
		"/personas/population-1/mvd/restrictions":  {200, `"case_id": "MOCK-population-1"`},
		"/ns/x/population/1":                       {200, `"id": "population-1"`},
		"/population/0":                            {404, "expected a number from 1 to 1000000"},
		"/population/1000001":                      {404, "expected a number from 1 to 1000000"},
		"/population/x":                            {404, "expected a number from 1 to 1000000"},
		"/population/1/migration/x":                {404, "known are migration/document, migration/identity-document"},
		"/population/0/migration/status":           {404, "expected a number"},
		"/personas/population-01/mvd/restrictions": {404, "no such persona"},
	} {
		if r := get(t, s.URL+path); r.status != c.status || !strings.Contains(r.body, c.holds) {
			t.Errorf("%s: %d %.300s", path, r.status, r.body)
		}
	}
	empty, _ := started(t)
	if r := get(t, empty.URL+"/population/1"); r.status != 404 || !strings.Contains(r.body, "-population N") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// What is shown of a number and a seed is the same in every process: another one has written it down.
func TestASeedShowsTheSamePeople(t *testing.T) {
	s, _ := populated(t)
	for _, n := range []int{1, 42, population.Max} {
		golden(t, fmt.Sprintf("../population/%d.json", n), strings.TrimSpace(get(t, fmt.Sprintf("%s/population/%d", s.URL, n)).body))
	}
	other, err := New(Config{Seed: 8, Population: population.Max})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 100; n++ {
		a, ok1 := s.Inhabitant(n)
		b, ok2 := other.Inhabitant(n)
		if !ok1 || !ok2 || a.Person.BirthDate == b.Person.BirthDate && a.Person.FamilyName == b.Person.FamilyName {
			t.Errorf("%d: %v %v %+v", n, ok1, ok2, a.Person)
		}
	}
}

// Neither how many people there are nor how many were asked about is held in memory.
func TestAPopulationTakesNoMemory(t *testing.T) {
	held := func(size int) uint64 {
		m, err := New(Config{Seed: 7, Population: size, Journal: JournalConfig{Entries: 1}})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		asked := func(from, count int) {
			for i := range count {
				l := m.crowd.life(m.crowd.must(t, 1+(from+i*7919)%size))
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://mock/pension", strings.NewReader(envelope12(snilsQuestion(l.person()))))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/soap+xml")
				m.Handler().ServeHTTP(&recorder{header: http.Header{}}, r)
			}
		}
		asked(1, 100)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		asked(1000, 2000)
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 256<<10 {
			t.Errorf("two thousand of %d people left %d bytes", size, grown)
		}
		return after.HeapAlloc
	}
	thousand, million := held(1000), held(population.Max)
	if million > thousand+256<<10 {
		t.Errorf("with a thousand people %d bytes are held, with a million %d", thousand, million)
	}
}

func (c *crowd) must(t testing.TB, number int) population.Identity {
	t.Helper()
	id, ok := c.Identity(number)
	if !ok {
		t.Fatalf("%d is nobody", number)
	}
	return id
}

// Chance decides about one respect whatever it decided about another, and each is met.
func TestEverythingThatCanBeIsMet(t *testing.T) {
	s, _ := populated(t)
	met := map[string]bool{}
	livesOf(t, s.Mock, 6000, func(l *life) {
		for _, one := range s.crowd.inquired(l.Number).Lookups {
			met[one.Expect.String()] = true
		}
	})
	for _, want := range []string{
		"match", "match · lawful", "match · lapsed", "match · registered", "match · none", "match · valid", "match · invalid", "match · known",
		"match · reported_lost", "match · reported_invalid", "match · active", "match · merged", "match · annulled", "match · receives", "match · debt",
		"match · no_debt", "mismatch", "not_found · no_record", "not_found · not_yet", "not_found · not_kept", "not_found · weak_search", "clear", "possible",
		"listed", "pending",
	} {
		if !met[want] {
			t.Errorf("nobody meets %s; met are %v", want, slices.Sorted(maps.Keys(met)))
		}
	}
}
