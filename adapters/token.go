package adapters

import "time"

// A WorkingToken says how the token stands that a registry gives for a while, and that its drivers ask for by themselves: never what it is.
// Whoever shows it knows no driver, and a driver nobody who shows it.
type WorkingToken struct {
	// Until is when the registry takes it no longer, by the registry's word; zero: none is held, and the next question asks for one. It
	// may lie in the past: nobody has asked since.
	Until time.Time
	// Failing is when the first of the requests for one failed, by the registry's doing, that have failed in a row; zero: the last was
	// granted, or none was asked for. A request that we did not put, for want of quota or room, changes nothing.
	Failing time.Time
}
