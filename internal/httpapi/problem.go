package httpapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
	"github.com/sverka/sverka/internal/message"
)

// answer writes what a lookup came to.
func (v *visit) answer(d document, err error) {
	var pending *adapters.Pending
	switch {
	case err == nil:
		v.send(http.StatusOK, "application/json", d)
	case errors.As(err, &pending):
		v.pending(pending)
	default:
		v.problem(err)
	}
}

// problem writes the problem document of err (RFC 9457) and returns its status and reason.
func (v *visit) problem(err error) (status int, reason string) {
	p := problemOf(v.server.texts, err)
	if v.lookup != nil {
		p.Lookup.SetTo(api.LookupName(v.lookup.name))
		p.Registry.SetTo(api.RegistryName(v.lookup.registry()))
	}
	if after, ok := p.RetryAfter.Get(); ok {
		v.Header().Set("Retry-After", strconv.Itoa(after))
	}
	if p.Kind == api.KindUnauthenticated {
		v.Header().Set("WWW-Authenticate", challenge(adapters.Reason(p.Reason.Value)))
	}
	v.send(p.Status, "application/problem+json", &p)
	return p.Status, string(p.Reason.Value)
}

func problemOf(texts *message.Citizen, err error) api.Problem {
	var r *refusal
	if errors.As(err, &r) {
		f := adapters.Fail(adapters.InvalidQuery, r.reason, "")
		f.Errors = r.errors
		p := problemOfFailure(texts, f)
		p.Status = r.status
		if r.detail != "" {
			p.Detail.SetTo(r.detail)
		}
		return p
	}
	return problemOfFailure(texts, adapters.AsFailure(err))
}

// problemOfFailure tells a caller what f lets him know: f's own Detail is for the log.
func problemOfFailure(texts *message.Citizen, f *adapters.Failure) api.Problem {
	rule := f.Kind.Rule()
	text, action := said(texts.OfFailure(f))
	p := api.Problem{
		Type: "/docs#" + string(rule.Kind), Title: titleOf(rule.Kind), Status: f.Status(),
		Kind: api.Kind(rule.Kind), Origin: api.Origin(f.Origin()), Retryable: rule.Retryable,
		Errors: fieldErrors(f.Errors), Message: text, Action: action,
	}
	if wrong := summary(f.Errors); wrong != "" {
		p.Detail.SetTo(wrong)
	}
	if f.Reason != "" {
		p.Reason.SetTo(api.Reason(f.Reason))
	}
	if rule.HasAfter {
		p.RetryAfter.SetTo(wholeUp(f.RetryAfter))
	}
	if f.LookupID != "" {
		p.LookupID.SetTo(lookupID(f.LookupID))
	}
	return p
}

// challenge says by which scheme a caller makes himself known (RFC 6750, section 3); a certificate is asked for by TLS.
func challenge(why adapters.Reason) string {
	const scheme = `Bearer realm="sverka"`
	switch why {
	case adapters.ReasonNoCredential, "":
		return scheme
	case adapters.ReasonConflict:
		return scheme + `, error="invalid_request"`
	default:
		return scheme + `, error="invalid_token"`
	}
}

// summary says in a sentence what is wrong with single fields, or "".
func summary(errs []adapters.FieldError) string {
	switch len(errs) {
	case 0:
		return ""
	case 1:
		return cmp.Or(errs[0].Pointer, "The body") + ": " + errs[0].Detail
	default:
		return strconv.Itoa(len(errs)) + " fields are wrong, see errors."
	}
}

// fieldErrors returns errs as the contract has them, at most mostErrors.
func fieldErrors(errs []adapters.FieldError) []api.FieldError {
	var all []api.FieldError
	for _, e := range errs[:min(len(errs), mostErrors)] {
		all = append(all, api.FieldError{Pointer: e.Pointer, Code: api.FieldErrorCode(e.Code), Detail: e.Detail})
	}
	return all
}

// recovered ends a request that panicked: a problem for the caller, and for the log where it was. What was panicked with
// may hold anything, so of all but the runtime's own errors just the type is logged, and of the stack no arguments.
func (v *visit) recovered(ctx context.Context) {
	what := recover()
	if what == nil {
		return
	}
	if err, ok := what.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(what)
	}
	said := fmt.Sprintf("%T", what)
	if e, ok := what.(runtime.Error); ok {
		said = e.Error()
	}
	v.server.deps.Log.LogAttrs(ctx, slog.LevelError, "panic", slog.String("correlation_id", v.correlation),
		slog.String("panic", said), slog.String("stack", frames()))
	if v.wrote {
		panic(http.ErrAbortHandler) // half an answer must not look like a whole one
	}
	v.problem(adapters.Fail(adapters.Internal, "", "panic"))
}

// frames returns the functions and lines of the stack of a panic, innermost first.
func frames() string {
	const most, ownFrames = 32, 4
	callers := make([]uintptr, most)
	stack := runtime.CallersFrames(callers[:runtime.Callers(ownFrames, callers)])
	var b strings.Builder
	for {
		frame, more := stack.Next()
		fmt.Fprintf(&b, "%s:%d\n", frame.Function, frame.Line)
		if !more {
			return b.String()
		}
	}
}
