package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/sverka/sverka/adapters"
)

// classify names what ended an exchange in phase. The error itself is kept as the cause and never printed: net/http
// quotes status lines and headers of the reply in it.
//
//	ctx ended                      as Client.Do says
//	a certificate does not hold    denied/tls, the registry's or ours
//	name look-up                   unavailable/dns
//	no connection                  unavailable/connect
//	other trouble with TLS         unavailable/handshake
//	headers beyond the bound       malformed/size
//	anything else on a connection  unavailable/reset: broken off, or not HTTP
//	nothing begun                  internal: net/http does not take the request
func classify(ctx context.Context, phase Phase, err error, us *identity) *adapters.Failure {
	if ctx.Err() != nil {
		return ended(ctx, phase, err)
	}
	var named *adapters.Failure
	if errors.As(err, &named) {
		return named
	}
	return broken(phase, err, us.missing()).Because(err)
}

// broken names err in phase; bare says that a certificate of ours was asked for and is not there.
func broken(phase Phase, err error, bare bool) *adapters.Failure {
	if detail, ok := untrusted(err, bare); ok {
		return adapters.Fail(adapters.Denied, adapters.ReasonTLS, detail)
	}
	var lookup *net.DNSError
	switch {
	case phase == PhaseNone:
		return adapters.Fail(adapters.Internal, "", "net/http does not take the request")
	case phase < PhaseWait && errors.As(err, &lookup):
		return adapters.Fail(adapters.Unavailable, adapters.ReasonDNS, "looking up the name: "+what(err))
	case phase == PhaseHandshake:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonHandshake, "TLS handshake: "+what(err))
	case phase < PhaseHandshake:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonConnect, "connecting"+to(err)+": "+what(err))
	case headersTooLong(err):
		return adapters.Fail(adapters.Malformed, adapters.ReasonSize, "headers longer than the bound")
	default:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonReset, fmt.Sprintf("in phase %s: %s", phase, what(err)))
	}
}

// ended names the end of ctx, which err came of.
func ended(ctx context.Context, phase Phase, err error) *adapters.Failure {
	cause := context.Cause(ctx)
	var given *adapters.Failure
	if errors.As(cause, &given) {
		return given
	}
	detail := "in phase " + phase.String()
	switch {
	case errors.Is(cause, adapters.DeadlineEnded), errors.Is(cause, context.DeadlineExceeded):
		return adapters.Fail(adapters.DeadlineEnded, "", detail).Because(err)
	case errors.Is(cause, adapters.Canceled), errors.Is(cause, context.Canceled):
		return adapters.Fail(adapters.Canceled, "", detail).Because(err)
	case errors.Is(cause, adapters.TimedOut), errors.Is(ctx.Err(), context.DeadlineExceeded):
		return adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, detail).Because(err)
	default:
		return adapters.Fail(adapters.Canceled, "", detail).Because(err)
	}
}

// headersTooLong knows net/http's error by its words: it has no type.
func headersTooLong(err error) bool {
	return strings.Contains(err.Error(), "server response headers exceeded")
}

// what says in fixed words what err is: its own text may quote what came.
func what(err error) string {
	var errno syscall.Errno
	var lookup *net.DNSError
	var timeout net.Error
	var proxy proxyError
	switch {
	case errors.As(err, &proxy):
		return proxy.Error()
	case errors.As(err, &errno):
		return errno.Error()
	case errors.As(err, &lookup) && lookup.IsNotFound:
		return "no such name"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "broken off before the end"
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed):
		return "closed by the other side"
	}
	if text, ok := alertText(err); ok {
		return text
	}
	return "not what the protocol says"
}

// to says which address could not be connected to: of several behind a name one may be down.
func to(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Addr != nil {
		return " to " + op.Addr.String()
	}
	return ""
}
