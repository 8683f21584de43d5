package audit

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
)

// An installation is what a log needs besides a disk.
type installation struct {
	cfg             Config
	officer         OfficerPrivate
	private, public string // the officer's
	verifier        Verifier
	said            *strings.Builder
}

func install(t testing.TB) *installation {
	t.Helper()
	private, _, err := NewSigner("gateway.test/1")
	if err != nil {
		t.Fatal(err)
	}
	in := &installation{cfg: Default(), said: new(strings.Builder)}
	if in.cfg.Signer, err = ParseSigner(private); err != nil {
		t.Fatal(err)
	}
	in.verifier = in.cfg.Signer.Verifier()
	if in.private, in.public, err = NewOfficer(); err != nil {
		t.Fatal(err)
	}
	if in.officer, err = ParseOfficerPrivate(in.private); err != nil {
		t.Fatal(err)
	}
	if in.cfg.Officers, err = ParseOfficerPublic(in.public); err != nil {
		t.Fatal(err)
	}
	in.cfg.Log = slog.New(slog.NewTextHandler(in.said, nil))
	return in
}

// on opens the log on a disk.
func (in *installation) on(t testing.TB, d disk) *Log {
	t.Helper()
	l, err := openOn(d, in.cfg, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustClose(t testing.TB, l *Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// person returns a person with this SNILS, which passes its check digits or is nobody's.
func person(t testing.TB, family, snils string) adapters.Subject {
	t.Helper()
	s := &adapters.Stated{FamilyName: adapters.NewSecret(family), GivenName: adapters.NewSecret("Азиз"), Patronymic: adapters.NewSecret("Рустамович")}
	var err error
	if s.BirthDate, err = adapters.ParseDate("1991-04-17"); err != nil {
		t.Fatal(err)
	}
	if snils != "" {
		if s.SNILS, err = adapters.ParseSNILS(snils); err != nil {
			t.Fatal(err)
		}
	}
	s.Documents = []adapters.Document{adapters.NewDocument(&adapters.Paper{
		Type: adapters.NationalPassport, Country: "UZB", Series: adapters.NewSecret("FA"), Number: adapters.NewSecret("1234567"),
	})}
	return adapters.NewSubject(s)
}

func question(t testing.TB) Question {
	return Question{LookupID: newID(), Lookup: "pension/snils-check", Query: adapters.Query{
		Subject: person(t, "Каримов", ""), Purpose: adapters.AccountRegistration, Basis: adapters.Basis{Kind: adapters.PublicService},
		Actor: adapters.Actor{Kind: adapters.Citizen, ID: adapters.NewSecret("84120375")}, CaseID: "2026-000123", Caller: "portal",
		Digest: adapters.Hide([32]byte{1}),
	}}
}

func result() Result {
	return Result{Outcome: adapters.Match, Disclosed: "record", Attempts: 1, Evidence: Evidence{heard: true, reply: [32]byte{2}, message: newID()}}
}

// ask writes a whole lookup, and returns its id.
func ask(t testing.TB, l *Log) string {
	t.Helper()
	q := question(t)
	a, err := l.Intend(t.Context(), q)
	if err == nil {
		err = l.Conclude(t.Context(), a, result())
	}
	if err != nil {
		t.Fatal(err)
	}
	return q.LookupID
}

// records returns all records of the journal.
func records(t testing.TB, d disk) []Record {
	t.Helper()
	numbers, err := segments(d)
	if err != nil {
		t.Fatal(err)
	}
	var all []Record
	for i, n := range numbers {
		s, err := read(d, n)
		if err != nil {
			t.Fatal(err)
		}
		end := s.size
		if i < len(numbers)-1 {
			next, err := read(d, n+1)
			if err != nil {
				t.Fatal(err)
			}
			end = next.header.Previous.Bytes
		}
		for s.at < end {
			payload, err := s.next()
			if err != nil {
				t.Fatalf("segment %d, record %d: %v", n, s.index, err)
			}
			r, err := recordOf(payload)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
		}
		_ = s.close()
	}
	return all
}

// clean fails the test unless the log on d verifies.
func clean(t testing.TB, in *installation, d disk) *Report {
	t.Helper()
	r, err := verifyOn(t.Context(), d, in.verifier, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Damage {
		t.Errorf("damage where there is none: %v", d)
	}
	return r
}

// order lets the writer do something between two batches, and waits until it is done; of a closed log it does nothing.
func (l *Log) order(do func()) {
	o := order{do, make(chan struct{})}
	select {
	case l.orders <- o:
		<-o.done
	case <-l.closed:
	}
}
