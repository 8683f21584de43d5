package adapters

import "context"

type operationKey struct{}

// WithOperation names the exchanges made under ctx, for the house's quotas and metrics: "token" for a token request. An
// exchange without a name has that of its lookup. Names are few and fixed; they are metric labels.
func WithOperation(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, operationKey{}, name)
}

// Operation returns the name that WithOperation gave, or "".
func Operation(ctx context.Context) string {
	name, _ := ctx.Value(operationKey{}).(string)
	return name
}

type messageKey struct{}

// WithMessage names the message that is sent by the exchange made under ctx: the id by which the registry can find it again. It is
// fresh for each request, and tells nothing of a person.
func WithMessage(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, messageKey{}, id)
}

// Message returns the id that WithMessage gave, or "".
func Message(ctx context.Context) string {
	id, _ := ctx.Value(messageKey{}).(string)
	return id
}
