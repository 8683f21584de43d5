package httpapi

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/internal/gen/api"
)

// resuming is a set of lookups of which mvd/criminal-record knows someID, of the caller anonymous only.
func resuming(a adapters.Answer[mvd.CriminalRecord], err error) Lookups {
	l := all()
	l.MVDCriminalRecord = fake[mvd.CriminalRecord]{resume: func(_ context.Context, who adapters.Caller, id string) (adapters.Answer[mvd.CriminalRecord], error) {
		if who.Name != Anonymous || id != someID {
			return adapters.Answer[mvd.CriminalRecord]{}, adapters.ErrNoSuchLookup
		}
		return a, err
	}}
	return l
}

// TestAPendingAnswerIsReadByItsID: whichever lookup knows it gives its own document.
func TestAPendingAnswerIsReadByItsID(t *testing.T) {
	d := open(t, Deps{Lookups: resuming(adapters.Answer[mvd.CriminalRecord]{LookupID: someID, Outcome: adapters.Clear, Source: adapters.Source{Registry: "mvd"}}, nil)})
	g := d.do(http.MethodGet, lookupsPath+someID, "")
	if g.status != http.StatusOK || g.member(t, "lookup") != "mvd/criminal-record" || g.member(t, "outcome") != "clear" || g.member(t, "lookup_id") != someID {
		t.Errorf("%d %s", g.status, g.body)
	}
	always(t, g)
}

func TestAPendingAnswerMayStillBePending(t *testing.T) {
	d := open(t, Deps{Lookups: resuming(adapters.Answer[mvd.CriminalRecord]{}, &adapters.Pending{LookupID: someID, RetryAfter: time.Minute})})
	g := d.do(http.MethodGet, lookupsPath+someID, "")
	if g.status != http.StatusAccepted || g.header.Get("Retry-After") != "60" || g.header.Get("Location") != lookupsPath+someID {
		t.Errorf("%d %v %s", g.status, g.header, g.body)
	}
	if g.member(t, "expected_by") != nil || g.member(t, "retry_after") != 60.0 {
		t.Errorf("%s", g.body)
	}
}

func TestAPendingAnswerMayHaveFailed(t *testing.T) {
	f := adapters.Fail(adapters.Unavailable, adapters.ReasonTicketLost, "secret")
	f.LookupID = someID
	d := open(t, Deps{Lookups: resuming(adapters.Answer[mvd.CriminalRecord]{}, f)})
	p := problem(t, d.do(http.MethodGet, lookupsPath+someID, ""))
	if p.Kind != api.KindUnavailable || p.Lookup.Value != "mvd/criminal-record" || p.Reason.Value != "ticket_lost" {
		t.Errorf("%+v", p)
	}
}

// callerNamed lets everybody in under one name.
type callerNamed string

func (n callerNamed) Authenticate(*http.Request) (Caller, error) { return Caller{Name: string(n)}, nil }

// TestAPendingAnswerIsItsCallersOnly: to anybody else the id is as unknown as one that never was.
func TestAPendingAnswerIsItsCallersOnly(t *testing.T) {
	l := resuming(adapters.Answer[mvd.CriminalRecord]{LookupID: someID, Outcome: adapters.Clear}, nil)
	const other = "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e8"
	stranger := open(t, Deps{Lookups: l, Access: callerNamed("stranger")}).do(http.MethodGet, lookupsPath+someID, "")
	never := open(t, Deps{Lookups: l}).do(http.MethodGet, lookupsPath+other, "")
	for _, g := range []got{stranger, never} {
		if p := problem(t, g); g.status != http.StatusNotFound || string(p.Reason.Value) != string(reasonLookupID) {
			t.Errorf("%d %s", g.status, g.body)
		}
	}
	if stranger.body != never.body {
		t.Errorf("they can be told apart:\n%s\n%s", stranger.body, never.body)
	}
}
