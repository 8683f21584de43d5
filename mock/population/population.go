package population

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Max is how many people there can be at most.
const Max = 1_000_000

// What identifiers begin with.
const (
	SNILSBegins     = "991"
	NextSNILSBegins = "992" // of the number in use of an account that was merged
	INNBegins       = "9810"
	NextINNBegins   = "9811" // of the INN that replaced a duplicate
	DocumentBegins  = "8"
	FamilyBegins    = "Обр"
)

// The birth dates that there are.
const (
	FirstBirthday = "1961-01-01"
	LastBirthday  = "2006-12-31"
)

// A Population is size people. It is immutable, and holds as much whatever the size is.
type Population struct {
	size  int
	seed  uint64
	keys  keys
	names *names
	first time.Time // birthday

	snils, nextSNILS, inn, nextINN, born permutation
}

// An Identity is what tells a person from others. Names of which a person has none are "".
type Identity struct {
	Number                      int // from 1
	Citizenship                 string
	Sex                         string // male or female
	Family, Given, Patronymic   string
	LatinFamily, LatinGiven     string
	BirthDate                   string // 2006-01-02
	BirthCountry, BirthPlace    string
	Passport                    Passport
	Group                       Group
	familyIndex, givenIndex, at int
}

// A Passport is how the identity document of a state looks.
type Passport struct {
	Type, Country, Series, Issuer string
	Digits                        int // of its number
}

// New returns a population of size people, 0 to Max, who are decided by seed: a smaller one is the beginning of a greater.
func New(size int, seed uint64) (*Population, error) {
	if size < 0 || size > Max {
		return nil, fmt.Errorf("expected a population of 0 to %d", Max)
	}
	p := &Population{size: size, seed: seed, names: &names{}}
	if size > 0 {
		p.names = allNames()
	}
	first, err1 := time.Parse(time.DateOnly, FirstBirthday)
	last, err2 := time.Parse(time.DateOnly, LastBirthday)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	p.first = first
	days := uint64(last.Sub(first)/(24*time.Hour)) + 1 //nolint:gosec // it is some ten thousand
	p.born = newPermutation(families*givens*days, p.key("born"))
	for name, into := range map[string]*permutation{"snils": &p.snils, "next snils": &p.nextSNILS, "inn": &p.inn, "next inn": &p.nextINN} {
		*into = newPermutation(Max, p.key(name))
	}
	return p, nil
}

// Size returns how many people there are. Their numbers are 1 to that.
func (p *Population) Size() int { return p.size }

// Seed returns the seed that decides them.
func (p *Population) Seed() uint64 { return p.seed }

func (p *Population) key(word string) uint64 { return p.keys.of(mix(p.seed), word) }

// Draw returns what chance decided about a person in some respect, evenly distributed, and independent of other respects.
func (p *Population) Draw(number int, respect string) uint64 {
	return mix(p.key(respect) ^ uint64(number)) //nolint:gosec // numbers are positive
}

// Identity returns the person with a number; ok is false where there is none.
func (p *Population) Identity(number int) (id Identity, ok bool) {
	if number < 1 || number > p.size {
		return id, false
	}
	return p.identity(number), true
}

func (p *Population) identity(number int) Identity {
	from := originOf(p.Draw(number, "origin"))
	id := Identity{
		Number: number, Citizenship: from.country, Sex: "male", Group: from.group, Passport: from.passport(),
	}
	if p.Draw(number, "sex")%100 < from.women {
		id.Sex = "female"
	}
	id.BirthCountry, id.BirthPlace = from.birthplace(p.Draw(number, "birthplace"))
	v := p.born.to(uint64(number - 1))                                                                     //nolint:gosec // numbers are positive
	id.familyIndex, id.givenIndex, id.at = int(v%families), int(v/families%givens), int(v/families/givens) //nolint:gosec // below a billion
	p.names.name(&id, from, p.Draw(number, "father"))
	id.BirthDate = p.first.Add(time.Duration(id.at) * 24 * time.Hour).Format(time.DateOnly)
	return id
}

// SNILS returns the number of a person's account, bare, with its check number.
func (p *Population) SNILS(number int) string {
	return withSNILSCheck(SNILSBegins + identifier(p.snils, number))
}

// NextSNILS returns the number under which the account is continued, if it was merged.
func (p *Population) NextSNILS(number int) string {
	return withSNILSCheck(NextSNILSBegins + identifier(p.nextSNILS, number))
}

// INN returns the number of a person as a taxpayer, with its check digits.
func (p *Population) INN(number int) string {
	return withINNCheck(INNBegins + identifier(p.inn, number))
}

// NextINN returns the one that replaced the first, if that was a duplicate.
func (p *Population) NextINN(number int) string {
	return withINNCheck(NextINNBegins + identifier(p.nextINN, number))
}

// identifier returns the digits that tell a person from all others.
func identifier(by permutation, number int) string {
	return digits(by.to(uint64(number-1)), 6) //nolint:gosec // numbers are positive
}

// Document returns the number of a person's document of a kind, which is any word: "8", then what is of this number alone among documents
// of that kind, width digits in all, at least seven.
func (p *Population) Document(number int, kind string, width int) string {
	return DocumentBegins + digits(p.documents(kind).to(uint64(number-1)), width-len(DocumentBegins)) //nolint:gosec // numbers are positive
}

func (p *Population) documents(kind string) permutation {
	return newPermutation(Max, p.key("document "+kind))
}

// BySNILS returns whose a SNILS is, or whose merged account is continued under it.
func (p *Population) BySNILS(snils string) (number int, ok bool) {
	return p.by(map[string]permutation{SNILSBegins: p.snils, NextSNILSBegins: p.nextSNILS}, snils, withSNILSCheck)
}

// ByINN returns whose an INN is, or would be if it had replaced his first.
func (p *Population) ByINN(inn string) (number int, ok bool) {
	return p.by(map[string]permutation{INNBegins: p.inn, NextINNBegins: p.nextINN}, inn, withINNCheck)
}

// by finds a number of six digits between one of the beginnings and the two check digits.
func (p *Population) by(beginnings map[string]permutation, text string, check func(string) string) (int, bool) {
	head := text[:max(len(text)-2, 0)]
	for begins, permuted := range beginnings {
		rest, ours := strings.CutPrefix(head, begins)
		if v, whole := number(rest); ours && whole && len(rest) == 6 && check(head) == text {
			return p.existing(permuted.from(v))
		}
	}
	return 0, false
}

// ByDocument returns whose number of a document of a kind it may be. What stands before its last six digits, a series for example, is not
// looked at.
func (p *Population) ByDocument(kind, text string) (owner int, ok bool) {
	const digits = 6
	if len(text) < digits+len(DocumentBegins) {
		return 0, false
	}
	v, whole := number(text[len(text)-digits:])
	if !whole {
		return 0, false
	}
	return p.existing(p.documents(kind).from(v))
}

// existing turns what a permutation was made of into the number of somebody who is.
func (p *Population) existing(at uint64) (int, bool) {
	if at >= uint64(p.size) { //nolint:gosec // it is not below 0
		return 0, false
	}
	return int(at) + 1, true //nolint:gosec // it is below size
}

// Named returns everybody who bears a family and a given name, in Cyrillic or in Latin and both folded by Fold, and was born on one of the
// days that a date stands for: 2006-01-02, 2006-01 or 2006.
func (p *Population) Named(family, given, birth string) []int {
	index, ok := familyIndex(family)
	if !ok || p.size == 0 {
		return nil
	}
	first, count := p.days(birth)
	var found []int
	for _, g := range p.names.givenIndexes(given) {
		for day := first; day < first+count; day++ {
			v := (uint64(day)*givens+uint64(g))*families + uint64(index) //nolint:gosec // none is below 0
			number, is := p.existing(p.born.from(v))
			if is && p.bears(number, family, given) {
				found = append(found, number)
			}
		}
	}
	return found
}

func (p *Population) bears(number int, family, given string) bool {
	id := p.identity(number)
	return Fold(id.Family) == family && Fold(id.Given) == given || Fold(id.LatinFamily) == family && Fold(id.LatinGiven) == given
}

// days returns the days of life's calendar that a date stands for.
func (p *Population) days(birth string) (first, count int) {
	layouts := map[int]string{len("2006"): "2006", len("2006-01"): "2006-01", len("2006-01-02"): time.DateOnly}
	from, err := time.Parse(layouts[len(birth)], birth)
	if err != nil || birth == "" {
		return 0, 0
	}
	to := from.AddDate(0, 0, 1)
	switch len(birth) {
	case len("2006"):
		to = from.AddDate(1, 0, 0)
	case len("2006-01"):
		to = from.AddDate(0, 1, 0)
	}
	const day = 24 * time.Hour
	all := int(p.born.size / families / givens) //nolint:gosec // it is some ten thousand
	begin, end := int(from.Sub(p.first)/day), int(to.Sub(p.first)/day)
	if from.Before(p.first) && end <= 0 || begin >= all {
		return 0, 0
	}
	begin, end = max(begin, 0), min(end, all)
	return begin, end - begin
}

// digits writes n with zeros in front.
func digits(n uint64, width int) string {
	var text [20]byte
	for i := len(text) - 1; i >= 0; i-- {
		text[i] = "0123456789"[n%10]
		if n /= 10; n == 0 && len(text)-i >= width {
			return string(text[i:])
		}
	}
	return string(text[:])
}

// number reads digits and nothing else.
func number(text string) (n uint64, ok bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(text[i]-'0')
	}
	return n, text != ""
}

// withSNILSCheck appends the check number to nine digits: the sum of d_i*(10-i), mod 101, 100 being 00.
func withSNILSCheck(head string) string {
	sum := 0
	for i := range len(head) {
		sum += int(head[i]-'0') * (9 - i)
	}
	return head + digits(uint64(sum%101%100), 2)
}

// withINNCheck appends both check digits to ten.
func withINNCheck(head string) string {
	weights := [...]int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	whole := append(make([]byte, 0, len("000000000000")), head...)
	for len(whole) < cap(whole) {
		sum := 0
		for i := range whole {
			sum += int(whole[i]-'0') * weights[len(weights)-len(whole)+i]
		}
		whole = append(whole, "0123456789"[sum%11%10])
	}
	return string(whole)
}
