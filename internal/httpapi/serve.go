package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/fair"
)

// reserve is kept of a caller's wait for the reply to be written and to travel.
const reserve = 50 * time.Millisecond

// serve is the way of a question: who asks, what is asked, until when; then the lookup, and what came of it.
func (s *server) serve(v *visit, r *http.Request) {
	started := time.Now()
	caller, place, err := s.admit(r)
	if err != nil {
		v.refuse(r.Context(), err)
		return
	}
	defer place.Leave()
	query, err := s.question(v, r)
	if err != nil {
		v.refuse(r.Context(), err)
		return
	}
	r = v.unnamed(r, &query)
	query.Caller, query.Grant = caller.Name, caller.Grant
	ctx, cancel := context.WithDeadline(s.traced(fair.WithPlace(r.Context(), place), r.Header, &query), s.until(v, r.Header, started))
	defer cancel()
	answer, err := v.lookup.ask(ctx, query)
	v.answer(answer, err)
}

// resume is the way of a question that was pending: any of the lookups may know its id.
func (s *server) resume(v *visit, r *http.Request, id string) {
	started := time.Now()
	caller, place, err := s.admit(r)
	if err != nil {
		v.refuse(r.Context(), err)
		return
	}
	defer place.Leave()
	ctx, cancel := context.WithDeadline(r.Context(), s.until(v, r.Header, started))
	defer cancel()
	for i := range s.lookups {
		answer, err := s.lookups[i].resume(ctx, caller, id)
		if errors.Is(err, adapters.ErrNoSuchLookup) {
			continue
		}
		v.lookup = &s.lookups[i]
		v.answer(answer, err)
		return
	}
	v.refuse(r.Context(), noSuchLookup())
}

// admit lets in who may come in and can read what we write, if there is a place for him: all of it before the body is read. The
// place is to be left.
func (s *server) admit(r *http.Request) (Caller, *fair.Place, error) {
	caller, err := s.deps.Access.Authenticate(r)
	if err == nil {
		err = accepts(r.Header.Values("Accept"))
	}
	if err != nil {
		return caller, nil, err
	}
	place, ok := s.room.Enter(caller.Name)
	if !ok {
		return caller, nil, shed()
	}
	return caller, place, nil
}

// shed is the refusal of a request for which there is no room. Requests take seconds at most, so that soon there is.
func shed() error {
	return adapters.Fail(adapters.Refused, adapters.ReasonShed, "as many requests are in hand as may").After(time.Second)
}

// until returns when a request that has been here since started has to be answered: what the caller prefers, within the
// ceiling, less the reserve. It tells him what holds.
func (s *server) until(v *visit, asked http.Header, started time.Time) time.Time {
	wait := s.deps.Wait
	if preferred, ok := preferredWait(asked.Values("Prefer")); ok {
		wait = min(max(preferred, time.Second), s.deps.Ceiling)
		v.Header().Set("Preference-Applied", "wait="+seconds(wait))
	}
	return started.Add(wait - reserve)
}
