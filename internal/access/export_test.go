package access

import (
	"context"
	"errors"

	"golang.org/x/time/rate"
)

// Refetch fetches the issuer's keys now.
func Refetch(ctx context.Context, g *Gate) error {
	if !g.tokens.keys.fetch(ctx) {
		return errors.New("they cannot be fetched")
	}
	return nil
}

// LiftRates lets every caller ask as often as he likes.
func LiftRates(g *Gate) {
	for _, m := range g.meters {
		m.requests.SetLimit(rate.Inf)
	}
}

// ForgetTokens forgets the tokens that were verified.
func ForgetTokens(g *Gate) { clear(g.tokens.kept.of) }
