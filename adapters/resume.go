package adapters

import (
	"context"
	"errors"
)

// ErrNoSuchLookup says that no pending lookup of this caller has the id: it never had one, was answered at once, was
// collected too long ago, or somebody else asked.
var ErrNoSuchLookup = errors.New("no such pending lookup")

// A Resumer answers a question that was pending. *lookup.Lookup is one.
type Resumer[R any] interface {
	// Resume returns what became of the question that who asked and that was given lookupID, as far as his grant tells him now. It
	// asks no registry anew. The error is ErrNoSuchLookup, or a *Failure or a *Pending, with its LookupID set.
	Resume(ctx context.Context, who Caller, lookupID string) (Answer[R], error)
}
