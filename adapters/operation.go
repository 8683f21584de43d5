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
