package lookup

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// whole reads what tells people apart.
var whole = person.NewKey(adapters.Spec{Reads: []adapters.Field{
	adapters.FieldName, adapters.FieldLatinName, adapters.FieldBirthDate, adapters.FieldDocument, adapters.FieldSNILS, adapters.FieldINN,
}})

// someone is stated to have this name and number.
func someone(name, snils string) *adapters.Stated {
	born, _ := adapters.ParseDate("1991-04-17")
	s := &adapters.Stated{FamilyName: adapters.NewSecret(name), GivenName: adapters.NewSecret("Азиз"), BirthDate: born}
	if snils != "" {
		s.SNILS, _ = adapters.ParseSNILS(snils)
	}
	return s
}

// numbered returns SNILS that pass their check, as many as there are below n.
func numbered(n int) (all []string) {
	for i := 0; len(all) < n; i++ {
		for check := range 101 {
			text := fmt.Sprintf("%09d%02d", 200_000_000+i, check)
			if _, err := adapters.ParseSNILS(text); err == nil {
				all = append(all, text)
				break
			}
		}
	}
	return all
}

// tried puts a question and notes whether it told something other than a match; it returns the failure.
func (g *Guesses) tried(lookup string, s *adapters.Stated, told bool) *adapters.Failure {
	b, err := g.begin(lookup, whole, s)
	if err != nil {
		return adapters.AsFailure(err)
	}
	if over := b.end(told); over != nil {
		return adapters.AsFailure(over)
	}
	return nil
}

func TestFiveAnswersOtherThanMatchAreGivenADay(t *testing.T) {
	const number = "11223344595"
	people := []string{"Алиев", "Борисов", "Васильев", "Громов", "Дьяков", "Ершов", "Жуков"}
	snils := numbered(7)
	for name, tc := range map[string]func(i int) (lookup string, s *adapters.Stated){
		"names to a number": func(i int) (string, *adapters.Stated) { return "pension/snils-check", someone(people[i], number) },
		"numbers to a name": func(i int) (string, *adapters.Stated) {
			return "pension/snils-check", someone("Каримов", snils[i])
		},
		"the same again":              func(int) (string, *adapters.Stated) { return "pension/snils-check", someone("Каримов", number) },
		"names, over several lookups": func(i int) (string, *adapters.Stated) { return fmt.Sprint("some/", i), someone(people[i], number) },
		"another spelling of the name": func(i int) (string, *adapters.Stated) {
			return "tax/inn", someone([]string{"Каримов", "КАРИМОВ", "каримов", "Каримoв", "Кари-мов", "Ка́римов", "КАРИМОВ "}[i], snils[i])
		},
		"a name he bore before": func(i int) (string, *adapters.Stated) {
			s := someone(people[i], snils[i])
			s.PreviousNames = []adapters.PersonName{{FamilyName: adapters.NewSecret("Каримов")}}
			return "tax/inn", s
		},
		"a patronymic is no other name": func(i int) (string, *adapters.Stated) {
			s := someone("Каримов", snils[i])
			s.Patronymic = adapters.NewSecret(people[i])
			return "tax/inn", s
		},
	} {
		for what, statements := range map[string]bool{"answers": false, "statements": true} {
			t.Run(what+", "+name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { fiveOf(t, statements, tc) }) })
		}
	}
}

// fiveOf puts the questions that next gives: five are answered.
func fiveOf(t *testing.T, statements bool, next func(i int) (lookup string, s *adapters.Stated)) {
	t.Helper()
	g := newGuesses(100, statements)
	for i := range 5 {
		lookup, s := next(i)
		if f := g.tried(lookup, s, true); f != nil {
			t.Fatalf("guess %d: %v", i, f)
		}
	}
	for i := range 2 {
		lookup, s := next(5 + i)
		f := g.tried(lookup, s, true)
		if f == nil || f.Kind != adapters.Limited || f.Reason != adapters.ReasonGuesses {
			t.Fatalf("after five: %v", f)
		}
		if f.RetryAfter != 21*time.Hour { // the bubble begins at 03:00 of Moscow
			t.Errorf("it is told to come back in %v", f.RetryAfter)
		}
	}
	lookup, s := next(6)
	time.Sleep(21 * time.Hour)
	if f := g.tried(lookup, s, true); f != nil {
		t.Errorf("on the next day: %v", f)
	}
}

// Where answers are counted, one statement that is put to many lookups is told five times that it is not so.
func TestEachAnswerCounts(t *testing.T) {
	g, told := newGuesses(100, false), 0
	for i := range 20 {
		lookup := fmt.Sprint("some/", i)
		if f := g.tried(lookup, someone("Каримов", "11223344595"), false); f != nil && told < mostGuesses {
			t.Fatalf("a match counts: %v", f)
		}
		if g.tried(lookup, someone("Алиев", "11223344595"), true) == nil {
			told++
		}
	}
	if told != mostGuesses {
		t.Errorf("%d answers other than match were given", told)
	}
}

// One statement may be put to all lookups at a time: where it is so it is told everywhere, and where not five times.
func TestAllLookupsMayBeAskedAtATime(t *testing.T) {
	for match, want := range map[bool]int{true: 12, false: mostGuesses} {
		g := newGuesses(100, false)
		var begun []guess
		for i := range 12 {
			b, err := g.begin(fmt.Sprint("some/", i), whole, someone("Каримов", "11223344595"))
			wantNoLimit(t, err)
			begun = append(begun, b)
		}
		told := 0
		for i := range begun {
			if begun[i].end(!match) == nil {
				told++
			}
		}
		if told != want {
			t.Errorf("match %v: %d answers of 12 were given, want %d", match, told, want)
		}
	}
}

func TestWhatIsNoGuessDoesNotCount(t *testing.T) {
	g := newGuesses(100, true)
	for i := range 20 {
		if f := g.tried("pension/snils-check", someone("Каримов", "11223344595"), false); f != nil {
			t.Fatalf("a match or a failure counts: %v", f)
		}
		if f := g.tried(fmt.Sprint("some/", i), someone("Алиев", "11223344595"), true); f != nil {
			t.Fatalf("one statement put to lookup %d counts again: %v", i, f)
		}
	}
	if len(g.tries) != 2 { // Алиев, and the number
		t.Errorf("%d identifiers are held", len(g.tries))
	}
	var none *Guesses
	if b, err := none.begin("pension/snils-check", whole, someone("Каримов", "")); err != nil {
		t.Error(err)
	} else {
		wantNoLimit(t, b.end(true))
	}
}

func wantNoLimit(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// Who asks much at a time gets no more answers than who asks one after the other.
func TestGuessesAtATimeAreNoWayRound(t *testing.T) {
	g := newGuesses(1000, true)
	snils := numbered(100)
	var begun []guess
	for _, n := range snils {
		b, err := g.begin("pension/snils-check", whole, someone("Каримов", n))
		if err == nil {
			begun = append(begun, b)
		} else if f := adapters.AsFailure(err); f.RetryAfter != soon {
			t.Errorf("what only others on their way hold back may come in %v", f.RetryAfter)
		}
	}
	if len(begun) != mostGuesses {
		t.Errorf("%d guesses are on their way at a time", len(begun))
	}
	for i := range begun[:3] {
		wantNoLimit(t, begun[i].end(true))
	}
	wantNoLimit(t, begun[3].end(false))
	wantNoLimit(t, begun[4].end(false))
	told := 3
	for _, n := range snils[5:] {
		if g.tried("pension/snils-check", someone("Каримов", n), true) == nil {
			told++
		}
	}
	if told != mostGuesses {
		t.Errorf("%d guesses were told", told)
	}
	var many sync.WaitGroup // one statement may be put by many at a time
	for range 50 {
		many.Go(func() {
			if f := g.tried("pension/snils-check", someone("Алиев", snils[99]), false); f != nil && !errors.Is(f, adapters.Limited) {
				t.Error(f)
			}
		})
	}
	many.Wait()
}

// Beyond what is counted one by one nobody is forgotten, and nobody gets more.
func TestMemoryIsBoundedAndNoWayRound(t *testing.T) {
	g := newGuesses(10, true)
	snils := numbered(300)
	victim := someone("Каримов", snils[0])
	for i := range 3 {
		if f := g.tried("pension/snils-check", someone(fmt.Sprint("Каримов", string(rune('а'+i))), snils[0]), true); f != nil {
			t.Fatal(f)
		}
	}
	for i, n := range snils[1:] { // somebody fills the memory
		_ = g.tried("pension/snils-check", someone("Алиев"+string(rune('а'+i%32))+string(rune('а'+i/32)), n), true)
	}
	if len(g.tries) > 10 {
		t.Errorf("%d are counted one by one", len(g.tries))
	}
	told := 3
	for range 10 {
		if g.tried("pension/snils-check", victim, true) == nil {
			told++
		}
	}
	if told > mostGuesses {
		t.Errorf("%d guesses were told about one whose count was to be driven out", told)
	}
	late, told := someone("Поздний", snils[299]), 0
	for range 10 {
		if g.tried("tax/inn", late, false) != nil {
			t.Error("matches count, where many are counted together")
		}
	}
	for range 10 {
		if g.tried("tax/inn", late, true) == nil {
			told++
		}
	}
	if told != mostGuesses-1 { // its number has been tried once
		t.Errorf("%d guesses were told about one who came when the memory was full", told)
	}
}

// A question that is on its way at midnight counts on the day on which it is answered.
func TestAGuessOverMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuesses(100, true)
		time.Sleep(21*time.Hour - time.Second)
		s := someone("Каримов", "11223344595")
		b, err := g.begin("tax/inn", whole, s)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		wantNoLimit(t, b.end(true))
		told := 1
		for range 10 {
			if g.tried("tax/inn", s, true) == nil {
				told++
			}
		}
		if told != mostGuesses {
			t.Errorf("%d were told", told)
		}
	})
}

func TestWhichAnswersAreGuesses(t *testing.T) {
	person := Lookup[struct{}]{spec: adapters.Spec{Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch}}}
	list := Lookup[struct{}]{spec: adapters.Spec{Outcomes: []adapters.Outcome{adapters.Clear, adapters.Possible}}}
	for _, tc := range []struct {
		outcome adapters.Outcome
		reason  adapters.NotFoundReason
		err     error
		want    bool
	}{
		{adapters.Match, "", nil, false},
		{adapters.Mismatch, "", nil, true},
		{adapters.Ambiguous, "", nil, true},
		{adapters.NotFound, adapters.NoRecord, nil, true},
		{adapters.NotFound, adapters.NotYet, nil, true},
		{adapters.NotFound, adapters.WeakSearch, nil, true},
		{adapters.NotFound, adapters.NotKept, nil, false},
		{"", "", &adapters.Pending{}, true},
		{"", "", adapters.Fail(adapters.Unavailable, adapters.ReasonConnect, ""), false},
	} {
		if got := person.guessed(tc.outcome, tc.reason, tc.err); got != tc.want {
			t.Errorf("%s/%s, %v: %v", tc.outcome, tc.reason, tc.err, got)
		}
	}
	for outcome, want := range map[adapters.Outcome]bool{adapters.Possible: true, adapters.Clear: false, adapters.Listed: false, adapters.NotFound: false} {
		if got := list.guessed(outcome, "", nil); got != want {
			t.Errorf("%s of a list: %v", outcome, got)
		}
	}
	if list.guessed("", "", &adapters.Pending{}) {
		t.Error("a list that will answer later has told nothing")
	}
}
