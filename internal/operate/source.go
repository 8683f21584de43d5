package operate

import "github.com/sverka/sverka/internal/telemetry"

// Sources are what the console shows besides the registries' policies. Each is read anew for each look, and is safe for concurrent
// use; nil: there is nothing to show of it. None of them has personal data.
type Sources struct {
	Recent func() []telemetry.Recent       // what each lookup did in the last minutes
	Failed func() []telemetry.FailedLookup // the latest first
	Stock  func() []telemetry.Shelf        // what each lookup keeps for others
	// Strangers are the requests of the last minutes whose caller is not known. Their address is not one of a person about whom is asked.
	Strangers func() telemetry.Strangers
	Facts     func() []Fact // what there is to say of the gateway itself
}

// A Fact is something about the gateway that who runs it should know.
type Fact struct {
	Name  string
	Text  string
	Wrong bool // somebody should do something about it
}

func read[T any](source func() []T) []T {
	if source == nil {
		return nil
	}
	return source()
}
