package operate

import (
	"context"
	"time"

	"github.com/sverka/sverka/internal/resilience"
)

// A Ledger is where it is written down what operators do. It is safe for concurrent use.
type Ledger interface {
	// Record returns nil once the deed cannot be lost any more. What cannot be written down is not done.
	Record(ctx context.Context, d Deed) error
}

// A Deed is what an operator is about to do.
type Deed struct {
	At       time.Time
	Operator string // by the name that the configuration gives him
	Action   Action
	Of       string          // a registry, registry/lookup, or "all"
	Mode     resilience.Mode // of an override
	Reason   string          // of an override; the operator's words
	Until    time.Time       // of an override: when it ends by itself
}

// An Action is a kind of Deed.
type Action string

// The actions. SignIn begins a browser's session; the others steer gates and breakers.
const (
	SignIn   Action = "sign_in"
	Overrode Action = "override"
	Lifted   Action = "lift"
	Armed    Action = "arm"    // all overrides were lifted, the configured ones too
	Undone   Action = "undone" // an override that was written down was refused at the last moment
)

// Actions returns the closed list.
func Actions() []Action { return []Action{SignIn, Overrode, Lifted, Armed, Undone} }
