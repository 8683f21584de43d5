package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sverka/sverka/adapters"
)

// A Search is who looks for what.
type Search struct {
	Officer  OfficerPrivate
	Operator string // who looks: an officer's name or number
	Why      string // the case or order that he looks for
	Subject  *adapters.Stated
	Note     Notary
}

// A Notary writes down that somebody looks, before he is told anything. *Log is one, and so is what Attach returns.
type Notary interface {
	found(ctx context.Context, r *Record) (int64, error)
}

// A Finding is one lookup about the person.
type Finding struct {
	By      []string `json:"found_by"` // name, snils, document national_passport, …
	Intent  Shown    `json:"intent"`
	Outcome *Shown   `json:"outcome,omitempty"` // nil: it has none yet
}

// Find calls f for each lookup about a person, in the order in which they were asked. Who looks, and for what, is made to last in the
// log before the first call. months are those whose records could not be searched, with the reason: their keys are not this officer's.
func Find(ctx context.Context, directory string, s Search, f func(Finding) error) (months map[string]error, err error) {
	return findOn(ctx, local{directory}, s, f)
}

func findOn(ctx context.Context, d disk, s Search, f func(Finding) error) (map[string]error, error) {
	stated := labels(s.Subject)
	if len(stated) == 0 {
		return nil, errors.New("the subject has nothing that it could be found by: an identifier, a document, or a name with the birth date")
	}
	if err := s.tell(ctx, d, stated); err != nil {
		return nil, err
	}
	l := &looking{disk: d, officer: s.Officer, stated: coarser(stated), months: make(map[Month]map[Term]string), missing: make(map[string]error)}
	if err := l.gather(ctx); err != nil {
		return nil, err
	}
	for _, found := range l.found {
		if err := f(*found); err != nil {
			return nil, err
		}
	}
	return l.missing, nil
}

// tell lets it be written down who looks for whom.
func (s *Search) tell(ctx context.Context, d disk, stated []labelled) error {
	month, err := newestMonth(d)
	if err != nil {
		return err
	}
	key, err := unsealed(d, month, s.Officer)
	if err != nil {
		return err
	}
	_, err = s.Note.found(ctx, &Record{
		Kind: KindFind, Operator: s.Operator, Act: "find", Why: s.Why, Month: month, Subject: key.terms(stated),
	})
	if err != nil {
		return fmt.Errorf("the search could not be written down, so that nothing is shown: %w", err)
	}
	return nil
}

// newestMonth returns the last month that has a sealed key.
func newestMonth(d disk) (newest Month, err error) {
	names, err := d.list(sealedDirectory)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		if m, ok := sealedMonth(name); ok {
			newest = max(newest, m)
		}
	}
	if newest == 0 {
		return 0, errors.New("the log has no key of a month: it was never opened")
	}
	return newest, nil
}

// looking is a search under way.
type looking struct {
	disk    disk
	officer OfficerPrivate
	stated  []labelled
	months  map[Month]map[Term]string // what to find the person by
	missing map[string]error
	found   []*Finding
	open    map[int64]*Finding
}

func (l *looking) gather(ctx context.Context) error {
	l.open = make(map[int64]*Finding)
	return scan(ctx, l.disk, time.Time{}, func(e entry) error {
		switch r := &e.record; {
		case r.Kind == KindIntent:
			if by := l.by(r); len(by) > 0 {
				found := &Finding{By: by, Intent: show(e.index, r)}
				l.found, l.open[e.index] = append(l.found, found), found
			}
		case r.Kind.ends():
			if found := l.open[r.Intent]; found != nil {
				outcome := show(e.index, r)
				found.Outcome = &outcome
				delete(l.open, r.Intent)
			}
		}
		return nil
	})
}

// by returns what of the subject stands in a record.
func (l *looking) by(r *Record) (by []string) {
	known, ok := l.months[r.Month]
	if !ok {
		known = l.terms(r.Month)
		l.months[r.Month] = known
	}
	for _, t := range r.Subject {
		if label, ok := known[t]; ok {
			by = append(by, label)
		}
	}
	return by
}

// terms returns the terms of the person in a month; none if its key cannot be opened.
func (l *looking) terms(m Month) map[Term]string {
	key, err := unsealed(l.disk, m, l.officer)
	if err != nil {
		l.missing[m.String()] = err
		return nil
	}
	terms := make(map[Term]string, len(l.stated))
	for _, s := range l.stated {
		terms[key.term(s.label, s.text)] = s.label
	}
	return terms
}
