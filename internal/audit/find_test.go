package audit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// seek returns the findings about s, and fails the test unless each search left its record.
func (in *installation) seek(t *testing.T, d disk, note Notary, s adapters.Subject) []Finding {
	t.Helper()
	var all []Finding
	missing, err := findOn(t.Context(), d, Search{Officer: in.officer, Operator: "Officer 7", Why: "request 12", Subject: s.Stated(), Note: note},
		func(f Finding) error { all = append(all, f); return nil })
	if err != nil || len(missing) > 0 {
		t.Fatal(err, missing)
	}
	return all
}

func TestAnOfficerFindsWhoAskedAboutAPersonAndItIsWrittenDown(t *testing.T) {
	in, d := install(t), newMemory()
	at := now()
	l, err := openOn(d, in.cfg, func() time.Time { return at })
	fatal(t, err)
	q := question(t)
	q.Query.Subject = person(t, "Каримов", "112-233-445 95")
	a, err := l.Intend(t.Context(), q)
	fatal(t, err)
	fatal(t, l.Conclude(t.Context(), a, result()))
	l.order(func() { at = at.AddDate(0, 1, 0); l.keepHouse() }) // another month, another key
	other := question(t)
	other.Query.Subject = person(t, "Ёлкин", "")
	_, err = l.Intend(t.Context(), other)
	fatal(t, err)

	for name, c := range map[string]struct {
		subject *adapters.Stated
		want    []string
		by      string
	}{
		"by SNILS":             {&adapters.Stated{SNILS: q.Query.Subject.Stated().SNILS}, []string{q.LookupID}, "snils"},
		"by name":              {&adapters.Stated{FamilyName: adapters.NewSecret("КАРИМОВ"), GivenName: adapters.NewSecret("азиз"), BirthDate: q.Query.Subject.Stated().BirthDate}, []string{q.LookupID}, "name"},
		"by name with е for ё": {&adapters.Stated{FamilyName: adapters.NewSecret("Елкин"), GivenName: adapters.NewSecret("Азиз"), BirthDate: q.Query.Subject.Stated().BirthDate}, []string{other.LookupID}, "name"},
		"by document in both months": {&adapters.Stated{Documents: []adapters.Document{adapters.NewDocument(&adapters.Paper{Type: adapters.NationalPassport, Number: adapters.NewSecret("FA1234567")})}},
			[]string{q.LookupID, other.LookupID}, "document national_passport"},
		"nobody": {&adapters.Stated{ENP: adapters.NewSecret("1234567890123456")}, nil, ""},
	} {
		all := in.seek(t, d, l, adapters.NewSubject(c.subject))
		var ids []string
		for _, f := range all {
			ids = append(ids, f.Intent.LookupID)
			if !slices.Contains(f.By, c.by) {
				t.Errorf("%s: found by %v", name, f.By)
			}
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s: found %v, want %v", name, ids, c.want)
		}
		if name == "by SNILS" && (len(all) != 1 || all[0].Outcome == nil || all[0].Outcome.Outcome != "match" || all[0].Intent.Purpose != "account_registration" || all[0].Intent.Caller != "portal") {
			t.Errorf("it does not say why and what came of it: %+v", all)
		}
	}
	mustClose(t, l)
	finds := 0
	for _, r := range records(t, d) {
		if r.Kind == KindFind {
			finds++
			if r.Operator != "Officer 7" || r.Why != "request 12" || len(r.Subject) == 0 {
				t.Errorf("the search says %+v", r)
			}
		}
	}
	if finds != 5 {
		t.Errorf("5 searches left %d records", finds)
	}
}

// A year alone may have been stated then; it is found by the whole date too.
func TestAPersonIsFoundByACoarserDate(t *testing.T) {
	in, d := install(t), newMemory()
	l := in.on(t, d)
	q := question(t)
	year, _ := adapters.ParseDate("1991")
	whole, _ := adapters.ParseDate("1991-04-17")
	stated := adapters.Stated{FamilyName: adapters.NewSecret("Каримов"), GivenName: adapters.NewSecret("Азиз"), BirthDate: year}
	q.Query.Subject = adapters.NewSubject(&stated)
	_, err := l.Intend(t.Context(), q)
	fatal(t, err)
	asked := stated
	asked.BirthDate = whole
	if all := in.seek(t, d, l, adapters.NewSubject(&asked)); len(all) != 1 {
		t.Errorf("found %d", len(all))
	}
	mustClose(t, l)
}

type deaf struct{}

func (deaf) found(context.Context, *Record) (int64, error) { return 0, errors.New("no") }

func TestWhoCannotBeWrittenDownIsShownNothing(t *testing.T) {
	in, d := install(t), newMemory()
	l := in.on(t, d)
	ask(t, l)
	shown := 0
	_, err := findOn(t.Context(), d, Search{Officer: in.officer, Operator: "o", Why: "w", Subject: person(t, "Каримов", "").Stated(), Note: deaf{}},
		func(Finding) error { shown++; return nil })
	if err == nil || shown > 0 {
		t.Errorf("%d were shown, %v", shown, err)
	}
	if _, err := l.found(t.Context(), &Record{Kind: KindIntent, Operator: "o", Why: "w", Subject: []Term{{1}}}); err == nil {
		t.Error("something else than a search is written down for it")
	}
	other := install(t)
	if _, err := findOn(t.Context(), d, Search{Officer: other.officer, Operator: "o", Why: "w", Subject: person(t, "Каримов", "").Stated(), Note: l},
		func(Finding) error { shown++; return nil }); err == nil || shown > 0 {
		t.Error("somebody else's private key finds something")
	}
	mustClose(t, l)
}

// While a gateway has the log open, a search is written down through its socket, also where the directory's name is long.
func TestASearchIsWrittenDownThroughTheGatewayThatHasTheLog(t *testing.T) {
	in := install(t)
	in.cfg.Directory = filepath.Join(t.TempDir(), strings.Repeat("long", 30), "audit")
	in.cfg.Reserve = Reserve{}
	l, err := Open(in.cfg)
	fatal(t, err)
	fatal(t, l.Serve())
	id := ask(t, l)
	if _, err := Open(in.cfg); !errors.Is(err, ErrLocked) {
		t.Errorf("two have it open: %v", err)
	}
	all := in.seek(t, local{in.cfg.Directory}, Attach(in.cfg.Directory), person(t, "Каримов", ""))
	if len(all) != 1 || all[0].Intent.LookupID != id {
		t.Errorf("found %+v", all)
	}
	mustClose(t, l)
	if got := records(t, local{in.cfg.Directory}); got[len(got)-1].Kind != KindFind {
		t.Error("the search is not in the log")
	}
	if _, err := os.Lstat(filepath.Join(in.cfg.Directory, socketName)); err == nil {
		t.Error("the socket is left behind")
	}
	if _, err := Attach(in.cfg.Directory).found(t.Context(), &Record{Kind: KindFind}); err == nil {
		t.Error("a search is written down by nobody")
	}
}
