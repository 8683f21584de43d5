package lookup_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
)

func TestAMatchIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{takes: time.Second, reply: match()}}}
		answer, err := newBench(t, d).Lookup(within(t, time.Minute), query())
		if err != nil {
			t.Fatal(err)
		}
		if answer.Outcome != adapters.Match || answer.Verdict != adapters.Active || answer.Record.Colour != "crimson" {
			t.Errorf("got %+v", answer)
		}
		want := map[adapters.Field]adapters.Comparison{
			adapters.FieldName: adapters.Same, adapters.FieldBirthDate: adapters.Same, adapters.FieldSex: adapters.NotCompared,
		}
		for f, c := range want {
			if answer.Fields[f] != c {
				t.Errorf("%s is %q, want %q", f, answer.Fields[f], c)
			}
		}
		if answer.Source.Attempts != 1 || answer.Source.Cached || len(answer.LookupID) != 36 {
			t.Errorf("source %+v, id %q", answer.Source, answer.LookupID)
		}
	})
}

// What is somebody else's is never shown, whatever the registry called it.
func TestWhatDiffersIsNoMatchAndShowsNothing(t *testing.T) {
	for _, tc := range []struct{ told, want adapters.Outcome }{
		{adapters.Match, adapters.Mismatch}, {adapters.Listed, adapters.Possible}, {adapters.Possible, adapters.Possible},
	} {
		t.Run(string(tc.told), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				reply := match()
				reply.Outcome = tc.told
				reply.Told.BirthDate, _ = adapters.ParseDate("1991-04-18")
				answer, err := newBench(t, &driver{spec: spec(), fetch: []step{{reply: reply}}}).Lookup(within(t, time.Minute), query())
				if err != nil || answer.Outcome != tc.want || answer.Fields[adapters.FieldBirthDate] != adapters.Differs {
					t.Fatalf("got %s, %v, %v", answer.Outcome, answer.Fields, err)
				}
				if tc.told != tc.want && (answer.Record != nil || answer.Verdict != "" || !answer.Source.ValidUntil.IsZero()) {
					t.Errorf("a %s shows %+v", tc.want, answer)
				}
				if answer.Verdict != "" {
					t.Errorf("verdict %q without a match", answer.Verdict)
				}
			})
		})
	}
}

// A found passport and a birth date are not enough: some name has to be his.
func TestARecordOfWhichNoNameIsConfirmedIsNotShown(t *testing.T) {
	initials := func(s *adapters.Stated, _ *adapters.Query) {
		s.FamilyName, s.GivenName = adapters.NewSecret("К."), adapters.NewSecret("А.")
	}
	for _, tc := range []struct {
		outcomes []adapters.Outcome
		want     adapters.Outcome
		reason   adapters.NotFoundReason
	}{
		{spec().Outcomes, adapters.NotFound, adapters.WeakSearch},
		{[]adapters.Outcome{adapters.Match, adapters.Mismatch}, adapters.Mismatch, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := spec()
			s.Outcomes = tc.outcomes
			answer, err := newBench(t, &driver{spec: s, fetch: []step{{reply: match()}}}).Lookup(within(t, time.Minute), query(initials))
			if err != nil || answer.Outcome != tc.want || answer.Reason != tc.reason || answer.Record != nil || answer.Verdict != "" {
				t.Errorf("got %+v, %v; want %s %s and no record", answer, err, tc.want, tc.reason)
			}
		})
	}
}

// Nothing is found of whom was not searched for: under a name that was not asked with, or by an initial.
func TestNothingFoundIsProvedByEveryWholeName(t *testing.T) {
	before := func(s *adapters.Stated, _ *adapters.Query) {
		s.PreviousNames = []adapters.PersonName{{FamilyName: adapters.NewSecret("Юсупова")}}
	}
	initial := func(s *adapters.Stated, _ *adapters.Query) { s.GivenName = adapters.NewSecret("А") }
	whole := func(*adapters.Stated, *adapters.Query) {}
	asks := []adapters.Field{adapters.FieldPreviousNames}
	lists := []adapters.Outcome{adapters.Clear, adapters.Possible, adapters.Listed}
	both := append([]adapters.Outcome{adapters.NotFound}, lists...)
	for _, tc := range []struct {
		name     string
		stated   func(*adapters.Stated, *adapters.Query)
		reads    []adapters.Field
		outcomes []adapters.Outcome
		told     adapters.Outcome
		reason   adapters.NotFoundReason
		want     string
	}{
		{"clear of a whole name", whole, nil, both, adapters.Clear, "", "clear "},
		{"clear of every name", before, asks, both, adapters.Clear, "", "clear "},
		{"clear of one name of two", before, nil, both, adapters.Clear, "", "not_found weak_search"},
		{"clear of an initial", initial, asks, both, adapters.Clear, "", "not_found weak_search"},
		{"clear of an initial, and no other word", initial, asks, lists, adapters.Clear, "", "possible "},
		{"no record of a whole name", whole, nil, both, adapters.NotFound, adapters.NoRecord, "not_found no_record"},
		{"no record of every name", before, asks, both, adapters.NotFound, adapters.NoRecord, "not_found no_record"},
		{"no record of one name of two", before, nil, both, adapters.NotFound, adapters.NoRecord, "not_found weak_search"},
		{"no record of an initial", initial, nil, both, adapters.NotFound, adapters.NoRecord, "not_found weak_search"},
		{"not kept, whoever it is", before, nil, both, adapters.NotFound, adapters.NotKept, "not_found not_kept"},
		{"not yet, whoever it is", before, nil, both, adapters.NotFound, adapters.NotYet, "not_found not_yet"},
		{"a hit by an initial", initial, asks, both, adapters.Possible, "", "possible "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := spec()
				s.Outcomes, s.Reads = tc.outcomes, append(s.Reads, tc.reads...)
				reply := adapters.Reply[record]{Outcome: tc.told, Reason: tc.reason}
				answer, err := newBench(t, &driver{spec: s, fetch: []step{{reply: reply}}}).Lookup(within(t, time.Minute), query(tc.stated))
				if got := string(answer.Outcome) + " " + string(answer.Reason); err != nil || got != tc.want {
					t.Errorf("got %s, %v; want %s", got, err, tc.want)
				}
			})
		})
	}
}

// Whoever states a stranger's document learns nothing else of the stranger.
func TestAStrangersMismatchTellsNoField(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reply := match()
		reply.Told.Name.FamilyName = adapters.NewSecret("Сидоров")
		reply.Told.BirthDate, _ = adapters.ParseDate("1980-01-01")
		reply.Told.Sex = adapters.Male
		answer, err := newBench(t, &driver{spec: spec(), fetch: []step{{reply: reply}}}).Lookup(within(t, time.Minute), query())
		if err != nil || answer.Outcome != adapters.Mismatch {
			t.Fatalf("got %s, %v", answer.Outcome, err)
		}
		for f, c := range answer.Fields {
			if c != adapters.NotCompared {
				t.Errorf("%s: %s", f, c)
			}
		}
	})
}

// Of a record that is not proved to be the person's, for the name is not, nothing is told that he did not state: whose birth date is not
// known to be his may be anybody.
func TestAnUnprovedNameTellsNoField(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reply := match()
		reply.Told.Name.Patronymic = adapters.NewSecret("Рустамович")
		reply.Told.BirthDate = adapters.Date{}
		reply.Told.Sex = adapters.Male
		b := newBench(t, &driver{spec: spec(), fetch: []step{{reply: reply}}})
		answer, err := b.Lookup(within(t, time.Minute), query(func(s *adapters.Stated, _ *adapters.Query) {
			s.Patronymic, s.NoPatronymic, s.Sex = adapters.Secret{}, true, adapters.Male
		}))
		if err != nil || answer.Outcome != adapters.NotFound || answer.Reason != adapters.WeakSearch || answer.Record != nil {
			t.Fatalf("got %s, %s, %v", answer.Outcome, answer.Reason, err)
		}
		for f, c := range answer.Fields {
			if c != adapters.NotCompared {
				t.Errorf("%s: %s", f, c)
			}
		}
	})
}

// A registry that is asked with one document may tell another of the person's. That he states that one, too, does not make the one it was
// asked with his.
func TestADocumentThatWasNotAskedWithConfirmsNothing(t *testing.T) {
	passport := adapters.NewDocument(&adapters.Paper{Type: adapters.NationalPassport, Number: adapters.NewSecret("1234567")})
	certificate := adapters.NewDocument(&adapters.Paper{Type: adapters.RefugeeCertificate, Number: adapters.NewSecret("7654321")})
	for name, tc := range map[string]struct {
		stated []adapters.Document
		want   adapters.Comparison
	}{
		"both":                  {[]adapters.Document{certificate, passport}, adapters.NotCompared},
		"the certificate alone": {[]adapters.Document{certificate}, adapters.Same},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, reply := spec(), match()
				s.Needs = append(s.Needs, adapters.Need{
					{Field: adapters.FieldDocument, Documents: adapters.IdentityDocuments()},
					{Field: adapters.FieldDocument, Documents: adapters.StandInDocuments()},
				})
				reply.Told.Document = certificate
				b := newBench(t, &driver{spec: s, fetch: []step{{reply: reply}}})
				answer, err := b.Lookup(within(t, time.Minute), query(func(s *adapters.Stated, _ *adapters.Query) { s.Documents = tc.stated }))
				if err != nil || answer.Fields[adapters.FieldDocument] != tc.want {
					t.Errorf("the document is %q, %v; want %q", answer.Fields[adapters.FieldDocument], err, tc.want)
				}
			})
		})
	}
}

func TestAnOutcomeOutsideTheSpecIsOurBug(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := spec()
		s.Outcomes = []adapters.Outcome{adapters.NotFound}
		_, err := newBench(t, &driver{spec: s, fetch: []step{{reply: match()}}}).Lookup(within(t, time.Minute), query())
		if !errors.Is(err, adapters.Internal) {
			t.Errorf("got %v, want internal", err)
		}
	})
}

func TestNothingIsAskedWithoutWhatTheSpecNeeds(t *testing.T) {
	noName := func(s *adapters.Stated, _ *adapters.Query) { s.FamilyName = adapters.Secret{} }
	onlyYear := func(s *adapters.Stated, _ *adapters.Query) { s.BirthDate, _ = adapters.ParseDate("1991") }
	complaint := func(_ *adapters.Stated, q *adapters.Query) { q.Purpose = adapters.Complaint }
	for _, tc := range []struct {
		name     string
		query    adapters.Query
		kind     adapters.Kind
		pointers string
	}{
		{"no family name", query(noName), adapters.InvalidQuery, "/subject/family_name required"},
		{"a birth year where a day is needed", query(onlyYear), adapters.InvalidQuery, "/subject/birth_date precision"},
		{"both", query(noName, onlyYear), adapters.InvalidQuery, "/subject/family_name required, /subject/birth_date precision"},
		{"a purpose that it does not serve", query(complaint), adapters.Forbidden, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &driver{spec: spec(), fetch: []step{{reply: match()}}}
				_, err := newBench(t, d).Lookup(within(t, time.Minute), tc.query)
				var f *adapters.Failure
				if !errors.As(err, &f) || f.Kind != tc.kind || f.LookupID == "" {
					t.Fatalf("got %v", err)
				}
				var pointers []string
				for _, e := range f.Errors {
					pointers = append(pointers, e.Pointer+" "+e.Code)
				}
				if got := strings.Join(pointers, ", "); got != tc.pointers {
					t.Errorf("got errors %q, want %q", got, tc.pointers)
				}
				if fetched, _ := d.calls(); fetched != 0 {
					t.Error("the registry was asked")
				}
			})
		})
	}
}

func TestEqualQuestionsShareAFlightAndKeepTheirIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{takes: time.Second, reply: match()}}}
		b := newBench(t, d)
		ids := make(chan string)
		askers := []adapters.Query{query(), query(), query(func(s *adapters.Stated, _ *adapters.Query) { s.FamilyName = adapters.NewSecret("каримов") })}
		for _, q := range askers {
			go func() {
				answer, err := b.Lookup(within(t, time.Minute), q)
				if err != nil || answer.Outcome != adapters.Match {
					t.Errorf("got %v, %v", answer.Outcome, err)
				}
				ids <- answer.LookupID
			}()
		}
		seen := map[string]bool{}
		for range askers {
			seen[<-ids] = true
		}
		if fetched, _ := d.calls(); fetched != 1 || len(seen) != 3 {
			t.Errorf("%d fetches and %d ids for three equal questions, want 1 and 3", fetched, len(seen))
		}
	})
}

func TestThoseWhoShareAFailureKeepTheirIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{takes: time.Second, err: adapters.Fail(adapters.Malformed, adapters.ReasonContract, "")}}}
		b := newBench(t, d)
		failures := make(chan *adapters.Failure)
		for range 2 {
			go func() {
				_, err := b.Lookup(within(t, time.Minute), query())
				failures <- adapters.AsFailure(err)
			}()
		}
		if one, other := <-failures, <-failures; one.LookupID == other.LookupID || one.Kind != adapters.Malformed || other.Kind != adapters.Malformed {
			t.Errorf("got %v with id %s and %v with id %s", one, one.LookupID, other, other.LookupID)
		}
	})
}

func TestNobodySharesWithAnotherCallerOrPurpose(t *testing.T) {
	s := spec()
	s.Purposes = append(s.Purposes, adapters.Complaint)
	for name, other := range map[string]func(*adapters.Stated, *adapters.Query){
		"caller":     func(_ *adapters.Stated, q *adapters.Query) { q.Caller = "another" },
		"purpose":    func(_ *adapters.Stated, q *adapters.Query) { q.Purpose = adapters.Complaint },
		"birth date": func(s *adapters.Stated, _ *adapters.Query) { s.BirthDate, _ = adapters.ParseDate("1991-04-18") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &driver{spec: s, fetch: []step{{takes: time.Second, reply: match()}}}
				b := newBench(t, d)
				for _, q := range []adapters.Query{query(), query(other)} {
					go func() { _, _ = b.Lookup(within(t, time.Minute), q) }()
				}
				time.Sleep(2 * time.Second)
				if fetched, _ := d.calls(); fetched != 2 {
					t.Errorf("%d fetches, want 2: another %s is another question", fetched, name)
				}
			})
		})
	}
}

func TestOnlyAMatchIsKeptAndNotPastItsEnd(t *testing.T) {
	moscow := time.FixedZone("MSK", 3*60*60)
	today := func() adapters.Date { return adapters.DateOf(time.Now().In(moscow)) }
	for _, tc := range []struct {
		name  string
		reply func() adapters.Reply[record]
		wait  time.Duration
		want  int
	}{
		{"a match", match, time.Minute, 1},
		{"a match, past its age", match, 61 * time.Minute, 2},
		{"a match that ends today, tomorrow", func() adapters.Reply[record] {
			r := match()
			r.ValidUntil = today()
			return r
		}, 59 * time.Minute, 2},
		{"not found", func() adapters.Reply[record] {
			return adapters.Reply[record]{Outcome: adapters.NotFound, Reason: adapters.NoRecord}
		}, time.Second, 2},
		{"a match that is a mismatch by comparison", func() adapters.Reply[record] {
			r := match()
			r.Told.BirthDate, _ = adapters.ParseDate("1980-01-01")
			return r
		}, time.Second, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2000, 1, 1, 23, 30, 0, 0, moscow))) // the bubble begins at 2000-01-01 00:00 UTC
				s := spec()
				s.MaxAge = time.Hour
				d := &driver{spec: s, fetch: []step{{reply: tc.reply()}}}
				b := newBench(t, d)
				defer b.Close()
				for range 2 {
					answer, err := b.Lookup(within(t, time.Minute), query())
					if err != nil {
						t.Fatal(err)
					}
					if fetched, _ := d.calls(); answer.Source.Cached != (fetched == 1 && answer.Source.AnsweredAt.Before(time.Now())) {
						t.Errorf("cached is %v after %d fetches", answer.Source.Cached, fetched)
					}
					time.Sleep(tc.wait)
				}
				if fetched, _ := d.calls(); fetched != tc.want {
					t.Errorf("%d fetches, want %d", fetched, tc.want)
				}
			})
		})
	}
}

func TestAPanicOfADriverIsAnInternalFailureAndNotQuoted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, &driver{spec: spec(), fetch: []step{{panic: "Каримов 1991-04-17"}}})
		_, err := b.Lookup(within(t, time.Minute), query())
		if !errors.Is(err, adapters.Internal) {
			t.Errorf("got %v, want internal", err)
		}
		if strings.Contains(b.log.String(), "Каримов") || !strings.Contains(b.log.String(), "stack") {
			t.Errorf("the log quotes the panic, or has no stack:\n%s", b.log)
		}
	})
}

func TestAHouseThatDrainsRefusesTheNewAndFinishesTheOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, &driver{spec: spec(), fetch: []step{{takes: 5 * time.Second, reply: match()}}})
		old := make(chan error, 1)
		go func() {
			_, err := b.Lookup(within(t, time.Minute), query())
			old <- err
		}()
		synctest.Wait()
		b.house.Drain()
		_, err := b.Lookup(within(t, time.Minute), query())
		var f *adapters.Failure
		if !errors.As(err, &f) || f.Kind != adapters.Refused || f.Reason != adapters.ReasonShutdown || f.RetryAfter <= 0 {
			t.Errorf("a new question got %v", err)
		}
		if err := <-old; err != nil {
			t.Errorf("the old question got %v", err)
		}
	})
}

func TestWaitingIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, &driver{spec: spec(), fetch: []step{{takes: 5 * time.Second, reply: match()}}},
			func(_ *lookup.House, c *resilience.Config) { c.Waiting = 2 })
		results := make(chan error, 3)
		for _, family := range []string{"Каримов", "Алиев", "Петросян"} {
			go func() {
				_, err := b.Lookup(within(t, time.Minute), query(func(s *adapters.Stated, _ *adapters.Query) { s.FamilyName = adapters.NewSecret(family) }))
				results <- err
			}()
			synctest.Wait()
		}
		var f *adapters.Failure
		if err := <-results; !errors.As(err, &f) || f.Kind != adapters.Refused || f.Reason != adapters.ReasonBusy {
			t.Errorf("the third at once got %v, want refused/busy", err)
		}
	})
}

func TestTheLogTellsHowItEndedAndNothingOfThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{{reply: match()}}}
		b := newBench(t, d)
		answer, _ := b.Lookup(within(t, time.Minute), query())
		log := b.log.String()
		for _, want := range []string{answer.LookupID, `"result":"answered"`, `"attempts":1`, `"caller":"portal"`} {
			if !strings.Contains(log, want) {
				t.Errorf("the log lacks %s: %s", want, log)
			}
		}
		for _, never := range []string{"Каримов", "КАРИМОВ", "1991", "match", "active", "crimson"} {
			if strings.Contains(log, never) {
				t.Errorf("the log has %s: %s", never, log)
			}
		}
		if n := strings.Count(log, "\n"); n != 1 {
			t.Errorf("%d events for one lookup", n)
		}
	})
}

func TestACallerThatGoesAwayEndsTheAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, &driver{spec: spec(), fetch: []step{{takes: time.Hour, reply: match()}}})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := b.Lookup(ctx, query()); !errors.Is(err, adapters.Canceled) {
			t.Errorf("got %v, want canceled", err)
		}
	})
}

// A registry's new word is told as other, and counted once: not for each who shares the answer.
func TestKindsThatNoContractListsAreCounted(t *testing.T) {
	s, reply := spec(), match()
	s.MaxAge = time.Hour
	reply.Unlisted = []adapters.KindOf{adapters.KindOfGround, adapters.KindOfGround}
	for name, d := range map[string]*driver{
		"at once":   {spec: s, fetch: []step{{reply: reply}}},
		"collected": {spec: s, fetch: []step{taken}, collect: []step{{reply: reply}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, d)
				for range 2 { // the second is given what was kept
					if _, err := b.Lookup(within(t, time.Minute), query()); err != nil {
						t.Fatal(err)
					}
				}
				if got := b.series(t, "sverka_unlisted_kinds_total", "of", "ground"); got != 2 {
					t.Errorf("%v kinds were counted, want 2", got)
				}
			})
		})
	}
}
