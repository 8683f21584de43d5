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
	b.end(told)
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
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGuesses(100)
				for i := range 5 {
					lookup, s := tc(i)
					if f := g.tried(lookup, s, true); f != nil {
						t.Fatalf("guess %d: %v", i, f)
					}
				}
				for i := range 2 {
					lookup, s := tc(5 + i)
					f := g.tried(lookup, s, true)
					if f == nil || f.Kind != adapters.Limited || f.Reason != adapters.ReasonGuesses {
						t.Fatalf("after five: %v", f)
					}
					if f.RetryAfter != 21*time.Hour { // the bubble begins at 03:00 of Moscow
						t.Errorf("it is told to come back in %v", f.RetryAfter)
					}
				}
				lookup, s := tc(6)
				time.Sleep(21 * time.Hour)
				if f := g.tried(lookup, s, true); f != nil {
					t.Errorf("on the next day: %v", f)
				}
			})
		})
	}
}

func TestWhatIsNoGuessDoesNotCount(t *testing.T) {
	g := newGuesses(100)
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
		b.end(true)
	}
}

// Who asks much at a time gets no more answers than who asks one after the other.
func TestGuessesAtATimeAreNoWayRound(t *testing.T) {
	g := newGuesses(1000)
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
		begun[i].end(true)
	}
	begun[3].end(false)
	begun[4].end(false)
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
	g := newGuesses(10)
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
		g := newGuesses(100)
		time.Sleep(21*time.Hour - time.Second)
		s := someone("Каримов", "11223344595")
		b, err := g.begin("tax/inn", whole, s)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		b.end(true)
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
		if got := guessed(tc.outcome, tc.reason, tc.err); got != tc.want {
			t.Errorf("%s/%s, %v: %v", tc.outcome, tc.reason, tc.err, got)
		}
	}
}
