package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// A script gives responses one after the other, the last one for ever, and notes when it was asked for what.
type script struct {
	responses []any // adapters.Response or error
	began     time.Time
	asked     []time.Duration
	requests  []*http.Request
}

// Do implements exchanger.
func (s *script) Do(ctx context.Context, r *http.Request) (adapters.Response, transport.Wire, error) {
	s.asked, s.requests = append(s.asked, time.Since(s.began)), append(s.requests, r.WithContext(ctx))
	next := s.responses[min(len(s.asked), len(s.responses))-1]
	if err, ok := next.(error); ok {
		return adapters.Response{}, transport.Wire{}, err
	}
	return next.(adapters.Response), transport.Wire{}, nil
}

// followed follows a pending answer for so long, through the responses.
func followed(t *testing.T, ctx context.Context, wait time.Duration, responses ...any) (reply, *script, error) {
	t.Helper()
	first, err := readReply(response(202, somePending), expected{lookup: "tax/inn"})
	if err != nil {
		t.Fatal(err)
	}
	s := &script{responses: responses, began: time.Now()}
	r, err := (&gateway{wire: s, base: "http://gateway"}).follow(ctx, first, time.Now().Add(wait))
	return r, s, err
}

func seconds(all ...int) (out []time.Duration) {
	for _, n := range all {
		out = append(out, time.Duration(n)*time.Second)
	}
	return out
}

func equal(a, b []time.Duration) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestAPendingAnswerIsAskedForAtTheGatewaysPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pending := response(202, strings.Replace(somePending, "60", "5", 1), "Retry-After", "5")
		r, s, err := followed(t, t.Context(), 5*time.Minute, pending, response(503, someProblem), response(200, someAnswer))
		if err != nil || r.outcome != "mismatch" {
			t.Errorf("%+v, %v", r, err)
		}
		if want := seconds(60, 65, 67); !equal(s.asked, want) {
			t.Errorf("asked at %v, want %v", s.asked, want)
		}
		for _, request := range s.requests {
			if request.Method != http.MethodGet || request.URL.Path != lookupsPath+someID {
				t.Errorf("%s %s", request.Method, request.URL)
			}
		}
		if wait := s.requests[0].Header.Get("Prefer"); wait != "wait=240" {
			t.Errorf("it prefers %s: four minutes were left", wait)
		}
	})
}

// The time is over before the answer may be asked for again: what stands is said at once.
func TestFollowingEndsWithTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r, s, err := followed(t, t.Context(), 150*time.Second, response(202, somePending))
		if err != nil || r.pending == nil || !equal(s.asked, seconds(60, 120)) || time.Since(began) != 2*time.Minute {
			t.Errorf("%+v, %v, asked at %v, ended after %v", r, err, s.asked, time.Since(began))
		}
	})
}

func TestALostTicketEndsFollowing(t *testing.T) {
	for _, last := range []adapters.Response{
		response(503, strings.Replace(someProblem, `"status",`, `"ticket_lost",`, 1)),
		response(502, strings.NewReplacer(`503`, `502`, `unavailable`, `denied`, `"reason":"status",`, ``, `true`, `false`).Replace(someProblem)),
	} {
		synctest.Test(t, func(t *testing.T) {
			r, s, err := followed(t, t.Context(), time.Hour, last)
			if err != nil || r.problem == nil || len(s.asked) != 1 {
				t.Errorf("%+v, %v, asked at %v", r, err, s.asked)
			}
		})
	}
}

// The id is not lost with the connection: the question can be resumed.
func TestWhatIsKnownSurvivesAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, err := followed(t, t.Context(), time.Hour, adapters.Fail(adapters.Unavailable, adapters.ReasonConnect, "connecting"))
		if trouble := new(trouble); !errors.As(err, trouble) || trouble.code != ExitUnreachable || r.lookupID != someID {
			t.Errorf("%+v, %v", r, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, s, err := followed(t, ctx, time.Hour, response(200, someAnswer))
		if trouble := new(trouble); !errors.As(err, trouble) || trouble.code != ExitInterrupted || r.lookupID != someID || len(s.asked) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// The gateway has the wait that it is asked for, and a little for the way; then it is given up.
func TestAnExchangeIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{responses: []any{response(200, someAnswer)}}
		if _, err := (&gateway{wire: s, base: "http://gateway"}).ask(t.Context(), "tax/inn", question{body: []byte("{}")}, 1500*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		r := s.requests[0]
		if until, ok := r.Context().Deadline(); !ok || time.Until(until) != 6500*time.Millisecond {
			t.Errorf("until %v, %t", until, ok)
		}
		if r.Header.Get("Prefer") != "wait=1" || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Authorization") != "" {
			t.Errorf("%v", r.Header)
		}
	})
}

// Each way in which no reply came has its exit code and its words, and none is the registry's doing.
func TestWhatKeptAReplyFromComing(t *testing.T) {
	for _, c := range []struct {
		err  error
		want trouble
	}{
		{adapters.Fail(adapters.Canceled, "", "in phase wait"), trouble{ExitInterrupted, "interrupted"}},
		{adapters.Fail(adapters.TimedOut, "", "in phase wait"), trouble{ExitUnreachable, "the gateway does not reply in time, in phase wait"}},
		{adapters.Fail(adapters.Unavailable, "", "connecting"), trouble{ExitUnreachable, "the gateway cannot be reached: connecting"}},
		{adapters.Fail(adapters.Denied, "", "a certificate"), trouble{ExitUnreachable, "the gateway cannot be reached: a certificate"}},
		{adapters.Fail(adapters.Malformed, "", "a redirect"), trouble{ExitNotTheAPI, "what replies is not the gateway's API: a redirect"}},
		{errors.New("КАНАРЕЙКИН"), trouble{ExitUnreachable, "the gateway cannot be reached"}},
	} {
		if got := troubled(c.err); got != c.want {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
}
