package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/trace"
)

// Deps is what the front door stands on. Zero members mean the defaults.
type Deps struct {
	Lookups Lookups
	Access  Access // who may come in; nil means AccessOff

	Wait    time.Duration // for a request that prefers no wait; 10 s
	Ceiling time.Duration // the longest that a request may prefer; 30 s
	MaxBody int           // bytes of a request's body; 64 KiB

	MaxRequests int // in hand at a time, fairly between callers (fair.Room); one more is shed; 1000

	// Refused is told of each request that never became a lookup, for the metrics: internal/lookup counts the others. lookup
	// is "" where the path names none; status and reason are of closed lists. It must not block. nil: nobody is told.
	Refused func(ctx context.Context, lookup string, status int, reason string)
	Log     *slog.Logger  // nil: slog.Default
	Traces  *trace.Tracer // reads what trace a request is within; nil: nobody traces
}

// Lookups are the lookups that are served. The path of one that is nil is unknown: 404.
type Lookups struct {
	MigrationStatus           Lookup[migration.Status]
	MigrationRegistration     Lookup[migration.Registration]
	MigrationDocument         Lookup[migration.Document]
	MigrationIdentityDocument Lookup[migration.IdentityDocument]
	PensionSNILS              Lookup[pension.SNILS]
	PensionSNILSCheck         Lookup[pension.SNILSCheck]
	PensionPayments           Lookup[pension.Payments]
	TaxINN                    Lookup[tax.INN]
	TaxTaxpayer               Lookup[tax.Taxpayer]
	TaxObligations            Lookup[tax.Obligations]
	MVDRestrictions           Lookup[mvd.Restrictions]
	MVDCriminalRecord         Lookup[mvd.CriminalRecord]
}

// A Lookup answers one kind of question, at once or later, and says what one would take. *lookup.Lookup is one.
type Lookup[R any] interface {
	adapters.Lookuper[R]
	adapters.Resumer[R]
	adapters.Planner
}

// Access says who a caller is.
type Access interface {
	// Authenticate returns who sends r, before its body is read. The error is a *adapters.Failure: unauthenticated, limited, or
	// refused where it cannot be told now.
	Authenticate(r *http.Request) (Caller, error)
}

// A Caller is somebody who may ask, by the name that the audit, the log and the metrics know him by.
type Caller = adapters.Caller

// AccessOff lets everybody in as the caller Anonymous, who may ask everything. It is for loopback only, and only where the config says so.
type AccessOff struct{}

// Authenticate implements Access.
func (AccessOff) Authenticate(*http.Request) (Caller, error) {
	return Caller{Name: Anonymous, Grant: adapters.GrantEverything()}, nil
}

// Anonymous is everybody's name where callers are not told apart.
const Anonymous = "anonymous"

func (d Deps) orDefaults() Deps {
	if d.Access == nil {
		d.Access = AccessOff{}
	}
	if d.Wait <= 0 {
		d.Wait = 10 * time.Second
	}
	if d.Ceiling <= 0 {
		d.Ceiling = 30 * time.Second
	}
	d.Wait = min(d.Wait, d.Ceiling)
	if d.MaxBody <= 0 {
		d.MaxBody = 64 << 10
	}
	if d.MaxRequests <= 0 {
		d.MaxRequests = 1000
	}
	if d.Refused == nil {
		d.Refused = func(context.Context, string, int, string) {}
	}
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return d
}
