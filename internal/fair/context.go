package fair

import "context"

type (
	callerKey struct{}
	placeKey  struct{}
)

// WithCaller returns a context under which everything is done for caller.
func WithCaller(ctx context.Context, caller string) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

// Caller returns the caller that WithCaller named, or "".
func Caller(ctx context.Context) string {
	caller, _ := ctx.Value(callerKey{}).(string)
	return caller
}

// WithPlace returns a context under which Hold keeps p.
func WithPlace(ctx context.Context, p *Place) context.Context {
	return context.WithValue(ctx, placeKey{}, p)
}

// Hold keeps the place of the request that ctx is of, for something that goes on when the request is gone: a caller who
// resets his streams must not be rid of the work that they began. release may be called more than once; without a place it
// does nothing.
func Hold(ctx context.Context) (release func()) {
	p, ok := ctx.Value(placeKey{}).(*Place)
	if !ok {
		return func() {}
	}
	return p.hold()
}
