package access

import "context"

// Run keeps the issuer's keys fresh until ctx ends. Without tokens it just waits for that.
func (g *Gate) Run(ctx context.Context) {
	if g.tokens == nil {
		<-ctx.Done()
		return
	}
	g.tokens.keys.run(ctx)
}
