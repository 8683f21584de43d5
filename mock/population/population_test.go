package population

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
)

func made(t testing.TB, size int, seed uint64) *Population {
	t.Helper()
	p, err := New(size, seed)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// some are numbers all over the population, those at its ends among them.
func some(p *Population) []int {
	numbers := []int{1, 2, p.Size() - 1, p.Size()}
	for n := 3; n < p.Size(); n += 211 {
		numbers = append(numbers, n)
	}
	return numbers
}

func TestEverybodyIsFoundByWhateverTellsHim(t *testing.T) {
	for _, seed := range []uint64{0, 1, 20261122, 1<<64 - 1} {
		p := made(t, Max, seed)
		for _, n := range some(p) {
			id, ok := p.Identity(n)
			if !ok {
				t.Fatalf("%d is nobody", n)
			}
			found := func(by string, got int, ok bool) {
				if got != n || !ok {
					t.Errorf("seed %d: %d by %s: %d %v", seed, n, by, got, ok)
				}
			}
			for by, find := range map[string]func() (int, bool){
				"SNILS": func() (int, bool) { return p.BySNILS(p.SNILS(n)) }, "next SNILS": func() (int, bool) { return p.BySNILS(p.NextSNILS(n)) },
				"INN": func() (int, bool) { return p.ByINN(p.INN(n)) }, "next INN": func() (int, bool) { return p.ByINN(p.NextINN(n)) },
				"passport": func() (int, bool) { return p.ByDocument("passport", "AB"+p.Document(n, "passport", 7)) },
				"patent":   func() (int, bool) { return p.ByDocument("patent", p.Document(n, "patent", 10)) },
			} {
				got, ok := find()
				found(by, got, ok)
			}
			for _, name := range [][2]string{{id.Family, id.Given}, {id.LatinFamily, id.LatinGiven}} {
				if got := p.Named(Fold(name[0]), Fold(name[1]), id.BirthDate); !slices.Equal(got, []int{n}) {
					t.Errorf("seed %d: %d by %v and %s: %v", seed, n, name, id.BirthDate, got)
				}
			}
		}
	}
}

func TestAPartOfABirthDateFindsEverybodyWhomItMayMean(t *testing.T) {
	p := made(t, Max, 7)
	for n := 1; n < Max; n += 9973 {
		id, _ := p.Identity(n)
		for _, part := range []string{id.BirthDate[:4], id.BirthDate[:7]} {
			got := p.Named(Fold(id.Family), Fold(id.Given), part)
			if !slices.Contains(got, n) {
				t.Errorf("%d by %s: %v", n, part, got)
			}
			for _, other := range got {
				if same, _ := p.Identity(other); same.Family != id.Family || same.Given != id.Given || same.BirthDate[:len(part)] != part {
					t.Errorf("%d by %s finds %+v", n, part, same)
				}
			}
		}
	}
}

// A permutation takes all numbers to all numbers.
func TestNoNumberIsGivenTwice(t *testing.T) {
	for name, p := range map[string]permutation{
		"a million": newPermutation(Max, 7), "few": newPermutation(3, 7), "one": newPermutation(1, 7), "a power": newPermutation(1<<16, 7),
	} {
		seen := make([]bool, p.size)
		for n := range p.size {
			to := p.to(n)
			if to >= p.size || seen[to] || p.from(to) != n {
				t.Fatalf("%s: %d is taken to %d and back to %d", name, n, to, p.from(to))
			}
			seen[to] = true
		}
	}
}

func TestStrangersAreNobody(t *testing.T) {
	p := made(t, 1000, 7)
	beyond := made(t, Max, 7)
	last, _ := beyond.Identity(1001)
	one, _ := p.Identity(1)
	snils, inn := p.SNILS(1), p.INN(1)
	for name, find := range map[string]func() (int, bool){
		"a SNILS beyond":        func() (int, bool) { return p.BySNILS(beyond.SNILS(1001)) },
		"an INN beyond":         func() (int, bool) { return p.ByINN(beyond.INN(1001)) },
		"a document beyond":     func() (int, bool) { return p.ByDocument("visa", beyond.Document(1001, "visa", 7)) },
		"a wrong check":         func() (int, bool) { return p.BySNILS(snils[:9] + "99") },
		"a wrong check of INN":  func() (int, bool) { return p.ByINN(inn[:11] + string('0'+(inn[11]-'0'+1)%10)) },
		"another beginning":     func() (int, bool) { return p.BySNILS(withSNILSCheck("990" + snils[3:9])) },
		"letters":               func() (int, bool) { return p.BySNILS("991abcdef00") },
		"nothing":               func() (int, bool) { return p.ByINN("") },
		"a document of letters": func() (int, bool) { return p.ByDocument("visa", "8ЫЫЫЫЫЫ") },
		"a short document":      func() (int, bool) { return p.ByDocument("visa", "812345") },
	} {
		if n, ok := find(); ok {
			t.Errorf("%s is of %d", name, n)
		}
	}
	for _, name := range [][3]string{
		{Fold(last.Family), Fold(last.Given), last.BirthDate}, {"", "", one.BirthDate}, {"ОБР", "", one.BirthDate}, {"OBR", "", one.BirthDate},
		{"OBRA", "", one.BirthDate}, {Fold(one.Family), Fold(one.Given), "1960-12-31"}, {Fold(one.Family), Fold(one.Given), "2007"},
		{Fold(one.Family), Fold(one.Given), "1899"}, {Fold(one.Family), Fold(one.Given), ""}, {Fold(one.Family), Fold(one.Given), "yesterday"},
		{Fold(one.Family), "НИКТО", one.BirthDate},
	} {
		if got := p.Named(name[0], name[1], name[2]); got != nil {
			t.Errorf("%v are %v", name, got)
		}
	}
	for _, n := range []int{-1, 0, 1001, Max + 1} {
		if _, ok := p.Identity(n); ok {
			t.Errorf("%d is somebody", n)
		}
	}
}

// What a person is does not depend on how many there are, nor on the process: these were written down by another one.
func TestASeedIsAPopulation(t *testing.T) {
	small, great := made(t, 10, 7), made(t, Max, 7)
	for n := 1; n <= 10; n++ {
		a, _ := small.Identity(n)
		if b, _ := great.Identity(n); a != b {
			t.Errorf("%d: %+v of ten, %+v of a million", n, a, b)
		}
	}
	const want = "UZB female Обрезошова Дилноза Тохировна OBREZOSHOVA DILNOZA 2003-10-13 Бухара 99136284955 981074608915"
	id, _ := great.Identity(1)
	if got := fmt.Sprint(id.Citizenship, " ", id.Sex, " ", id.Family, " ", id.Given, " ", id.Patronymic, " ", id.LatinFamily, " ", id.LatinGiven, " ",
		id.BirthDate, " ", id.BirthPlace, " ", great.SNILS(1), " ", great.INN(1)); got != want {
		t.Errorf("got %s", got)
	}
	other := made(t, Max, 8)
	for n := 1; n <= 1000; n++ {
		a, _ := great.Identity(n)
		b, _ := other.Identity(n)
		if great.SNILS(n) == other.SNILS(n) && great.INN(n) == other.INN(n) || a.Family == b.Family && a.BirthDate == b.BirthDate {
			t.Errorf("%d is the same by two seeds: %+v", n, a)
		}
	}
}

func TestAWrongSizeIsAnError(t *testing.T) {
	for _, size := range []int{-1, Max + 1} {
		if _, err := New(size, 1); err == nil {
			t.Errorf("%d people were made", size)
		}
	}
}

// A million people take the memory of a thousand.
func TestMemoryDoesNotGrowWithTheSize(t *testing.T) {
	taken := func(size int) uint64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		p := made(t, size, 7)
		for n := 1; n <= size; n += size / 100 {
			_, _ = p.Identity(n)
			_, _ = p.BySNILS(p.SNILS(n))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(p)
		return max(after.HeapAlloc, before.HeapAlloc) - before.HeapAlloc
	}
	thousand, million := taken(1000), taken(Max)
	const most = 64 << 10
	if million > thousand+most || million > 4*most {
		t.Errorf("a thousand people take %d bytes, a million %d", thousand, million)
	}
}

// Every name that can be made is read for what it was made of.
func TestEveryNameIsInvertible(t *testing.T) {
	n := newNames()
	for i := range origins {
		for index := range families {
			for given := range givens {
				for _, sex := range []string{"male", "female"} {
					if given > 0 && index%97 > 0 { // all families, and with some of them all given names
						continue
					}
					id := Identity{Sex: sex, familyIndex: index, givenIndex: given}
					n.name(&id, &origins[i], 0)
					for _, name := range [][2]string{{id.Family, id.Given}, {id.LatinFamily, id.LatinGiven}} {
						got, ok := familyIndex(Fold(name[0]))
						if !ok || got != index || !slices.Contains(n.givenIndexes(Fold(name[1])), given) {
							t.Fatalf("%s: %v is read as %d %v %v", origins[i].country, name, got, ok, n.givenIndexes(Fold(name[1])))
						}
					}
				}
			}
		}
	}
}

func TestOriginsAreAThousand(t *testing.T) {
	sum := 0
	for _, o := range Origins() {
		sum += o.Thousand
	}
	if sum != 1000 {
		t.Errorf("the shares come to %d", sum)
	}
}

// Whatever is asked by, whoever is found has it.
func FuzzFind(f *testing.F) {
	p := made(f, Max, 7)
	id, _ := p.Identity(1)
	f.Add(p.SNILS(1), p.INN(1), Fold(id.Family), Fold(id.Given), id.BirthDate)
	f.Add(p.NextSNILS(1), p.NextINN(1), Fold(id.LatinFamily), Fold(id.LatinGiven), id.BirthDate[:4])
	f.Add("99100000000", "981000000000", "ОБРАБАБ", "", "2000-02-30")
	f.Fuzz(func(t *testing.T, snils, inn, family, given, birth string) {
		if n, ok := p.BySNILS(snils); ok {
			if p.SNILS(n) != snils && p.NextSNILS(n) != snils {
				t.Errorf("%s is not of %d", snils, n)
			}
		}
		if n, ok := p.ByINN(inn); ok {
			if p.INN(n) != inn && p.NextINN(n) != inn {
				t.Errorf("%s is not of %d", inn, n)
			}
		}
		if n, ok := p.ByDocument("visa", snils); ok && p.Document(n, "visa", 7)[1:] != snils[len(snils)-6:] {
			t.Errorf("%s is not of %d", snils, n)
		}
		for _, n := range p.Named(family, given, birth) {
			id, _ := p.Identity(n)
			if family != Fold(id.Family) && family != Fold(id.LatinFamily) || len(birth) < 4 || id.BirthDate[:len(birth)] != birth {
				t.Errorf("%s %s %s is not %+v", family, given, birth, id)
			}
		}
	})
}

func BenchmarkIdentity(b *testing.B) {
	p := made(b, Max, 7)
	b.ReportAllocs()
	for n := 1; b.Loop(); n = n%Max + 1 {
		_, _ = p.Identity(n)
	}
}

func BenchmarkNamed(b *testing.B) {
	p := made(b, Max, 7)
	id, _ := p.Identity(1)
	family, given := Fold(id.Family), Fold(id.Given)
	for _, birth := range []string{id.BirthDate, id.BirthDate[:4]} {
		b.Run(fmt.Sprint(len(birth)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Named(family, given, birth)
			}
		})
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Ёлкина-Ўктам оглы": "ЕЛКИНАЎКТАМОГЛЫ", "O’Brien": "OBRIEN", "AB 0123-45": "AB012345", "ё": "Е", "Straße": "STRAßE", "": "", "4626": "4626",
		"\xffА": "\ufffdА", "ʼ'`\u00a0": "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q is folded to %q, want %q", text, got, want)
		}
	}
}

// There are as many words as somebody thinks of, and a bound on those that are remembered.
func TestWordsBeyondTheBoundAreWorkedOutAnew(t *testing.T) {
	p, q := made(t, 1, 7), made(t, 1, 7)
	for i := range 2 * maxKeys {
		_ = p.Draw(1, fmt.Sprint("word ", i))
	}
	if known := len(*p.keys.known.Load()); known != maxKeys {
		t.Errorf("%d words are remembered", known)
	}
	for _, i := range []int{0, 2*maxKeys - 1} {
		if word := fmt.Sprint("word ", i); p.Draw(1, word) != q.Draw(1, word) {
			t.Errorf("%s: two draws differ", word)
		}
	}
}
