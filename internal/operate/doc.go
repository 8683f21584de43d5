// Package operate serves those who run the gateway: Observe for what may be read (metrics, health), Operate for the
// console and what may be done (overrides of gates and breakers), which always wants a credential and writes down who did what.
package operate

import "github.com/sverka/sverka/internal/resilience"

// A Gateway is what the listeners show and steer.
type Gateway interface {
	// Registries returns the policies of all registries, in a fixed order.
	Registries() []*resilience.Registry
	// Ready reports whether new questions are welcome, and why not.
	Ready() (ok bool, why string)
}
