package adapters

import (
	"net/http"
	"slices"
	"time"
)

// A Kind says why a question was not answered. It is itself an error, so that errors.Is(err, adapters.Throttled) works
// on any error that wraps a *Failure.
type Kind string

// Error returns the kind's word.
func (k Kind) Error() string { return string(k) }

// The kinds of failure; Kind.Rule gives what follows from each.
const (
	InvalidQuery    Kind = "invalid"         // we checked: missing, malformed, a wrong check digit
	Unauthenticated Kind = "unauthenticated" // unknown caller
	Forbidden       Kind = "forbidden"       // may not ask this (lookup, purpose or basis)
	Limited         Kind = "limited"         // the caller's own rate, or too many guesses about one person
	Canceled        Kind = "canceled"        // the caller went away
	DeadlineEnded   Kind = "deadline"        // the caller's own deadline ended first
	Rejected        Kind = "rejected"        // our check passed, the registry's schema refused
	Refused         Kind = "refused"         // not asked; the reason says what held it back
	Internal        Kind = "internal"        // a bug; details in the log only
	Denied          Kind = "denied"          // the registry refuses this gateway, or shows a bad certificate
	Throttled       Kind = "throttled"       // the registry says "too many"
	Unavailable     Kind = "unavailable"     // cannot be reached, 5xx, Server fault, ticket lost
	TimedOut        Kind = "timeout"         // an exchange outlived our limit
	Malformed       Kind = "malformed"       // not what the contract says, or about somebody else
)

// A Reason refines a Kind; Rule.Reasons lists the closed set of each.
type Reason string

// The reasons, grouped by the kind that carries them.
const (
	// invalid
	ReasonBody  Reason = "body"  // not one well-formed JSON document: HTTP 400
	ReasonField Reason = "field" // a field is missing or wrong: HTTP 422, Failure.Errors names it
	// unauthenticated
	ReasonNoCredential  Reason = "no_credential"  //nolint:gosec // a word: none was shown
	ReasonBadCredential Reason = "bad_credential" //nolint:gosec // a word: what was shown is nobody's, or does not hold
	ReasonExpired       Reason = "expired"        // it was somebody's
	ReasonConflict      Reason = "conflict"       // two were shown that do not name one caller
	// forbidden: what is not granted
	ReasonLookup  Reason = "lookup"
	ReasonPurpose Reason = "purpose" // or the lookup does not serve it
	ReasonBasis   Reason = "basis"
	// limited, besides ReasonRate
	ReasonDay     Reason = "day"     // as many questions as the caller has a day
	ReasonGuesses Reason = "guesses" // too many answers other than match about one identifier
	// refused
	ReasonBreaker     Reason = "breaker"
	ReasonGate        Reason = "gate"
	ReasonBusy        Reason = "busy"
	ReasonQuota       Reason = "quota" // also of throttled: the registry's own quota is spent
	ReasonMaintenance Reason = "maintenance"
	ReasonForced      Reason = "forced"
	ReasonShed        Reason = "shed"
	ReasonShutdown    Reason = "shutdown"
	ReasonAudit       Reason = "audit"
	ReasonKeys        Reason = "keys" // those that tokens are verified by cannot be had
	// denied
	ReasonTLS    Reason = "tls"    // the registry's certificate does not hold
	ReasonAccess Reason = "access" // it knows us and says no: contract, certificate, signature, 403
	ReasonToken  Reason = "token"  // our token or password is refused, after a refresh where there is one
	// throttled
	ReasonRate  Reason = "rate"  // too many at once, or of one kind; of limited: more than the caller's own
	ReasonPolls Reason = "polls" // too many polls of one ticket: says nothing about other questions
	// unavailable
	ReasonDNS        Reason = "dns"
	ReasonConnect    Reason = "connect"
	ReasonHandshake  Reason = "handshake" // TLS could not be spoken at all
	ReasonReset      Reason = "reset"     // the connection broke, or what came is not HTTP
	ReasonStatus     Reason = "status"    // 5xx without a document that says more
	ReasonFault      Reason = "fault"     // a Server/Receiver fault, or a document that says "our failure"
	ReasonTicketLost Reason = "ticket_lost"
	// timeout
	ReasonExchange Reason = "exchange" // one exchange outlived its limit
	// malformed
	ReasonSyntax       Reason = "syntax"        // not well-formed, or not the expected format
	ReasonContract     Reason = "contract"      // well-formed, and not what the contract says
	ReasonSize         Reason = "size"          // longer, deeper or with more parts than the bounds
	ReasonRedirect     Reason = "redirect"      // sends us elsewhere; never followed
	ReasonOtherPerson  Reason = "other_person"  // a valid reply about somebody else
	ReasonOtherRequest Reason = "other_request" // a valid reply to another request
	// rejected
	ReasonSchema Reason = "schema"
)

// Origin says whose doing a failure is.
type Origin string

// The origins.
const (
	OriginCaller   Origin = "caller"
	OriginGateway  Origin = "gateway"
	OriginRegistry Origin = "registry"
)

// Origins returns the closed list, in a fixed order.
func Origins() []Origin { return []Origin{OriginCaller, OriginGateway, OriginRegistry} }

// A Charge says what a failure counts against.
type Charge string

// The charges.
const (
	ChargeNone    Charge = "none"    // says nothing about the registry: excluded, and a probe is given back
	ChargeSlow    Charge = "slow"    // the breaker, if it had been on the wire for slow_after; else nothing
	ChargeBreaker Charge = "breaker" // the lookup's breaker
	ChargeGate    Charge = "gate"    // the registry's gate
)

// A Rule is one row of the one table of failures: what follows from a kind. HTTP status, retrying, gate, breaker,
// metric labels and the API's document are derived from it or tested against it.
type Rule struct {
	Kind      Kind
	Status    int      // HTTP status of the problem document
	Retried   bool     // the house asks again, within deadline and budget
	Retryable bool     // the same question may succeed later: said to the caller
	HasAfter  bool     // the answer carries Retry-After
	Charge    Charge   // before Failure.Charge refines it by reason
	Origin    Origin   // before Failure.Origin refines it
	Reasons   []Reason // closed; empty: the kind has none
}

// StatusClientClosedRequest is nginx's 499: nobody reads it, logs and metrics do.
const StatusClientClosedRequest = 499

// table is the one table, in the design's order (section 4). It is never written to.
var table = [...]Rule{ //nolint:gochecknoglobals // the closed table; a function would make it anew for each failure
	{Kind: InvalidQuery, Status: http.StatusUnprocessableEntity, Charge: ChargeNone, Origin: OriginCaller,
		Reasons: []Reason{ReasonBody, ReasonField}},
	{Kind: Unauthenticated, Status: http.StatusUnauthorized, Charge: ChargeNone, Origin: OriginCaller,
		Reasons: []Reason{ReasonNoCredential, ReasonBadCredential, ReasonExpired, ReasonConflict}},
	{Kind: Forbidden, Status: http.StatusForbidden, Charge: ChargeNone, Origin: OriginCaller,
		Reasons: []Reason{ReasonLookup, ReasonPurpose, ReasonBasis}},
	{Kind: Limited, Status: http.StatusTooManyRequests, Retryable: true, HasAfter: true, Charge: ChargeNone, Origin: OriginCaller,
		Reasons: []Reason{ReasonRate, ReasonDay, ReasonGuesses}},
	{Kind: Canceled, Status: StatusClientClosedRequest, Charge: ChargeSlow, Origin: OriginCaller},
	{Kind: DeadlineEnded, Status: http.StatusGatewayTimeout, Retryable: true, Charge: ChargeSlow, Origin: OriginCaller},
	{Kind: Rejected, Status: http.StatusBadGateway, Charge: ChargeNone, Origin: OriginGateway,
		Reasons: []Reason{ReasonSchema}},
	{Kind: Refused, Status: http.StatusServiceUnavailable, Retryable: true, HasAfter: true, Charge: ChargeNone, Origin: OriginGateway,
		Reasons: []Reason{ReasonBreaker, ReasonGate, ReasonBusy, ReasonQuota, ReasonMaintenance, ReasonForced,
			ReasonShed, ReasonShutdown, ReasonAudit, ReasonKeys}},
	{Kind: Internal, Status: http.StatusInternalServerError, Charge: ChargeNone, Origin: OriginGateway},
	{Kind: Denied, Status: http.StatusBadGateway, Charge: ChargeGate, Origin: OriginRegistry,
		Reasons: []Reason{ReasonTLS, ReasonAccess, ReasonToken}},
	{Kind: Throttled, Status: http.StatusServiceUnavailable, Retried: true, Retryable: true, HasAfter: true, Charge: ChargeGate,
		Origin: OriginRegistry, Reasons: []Reason{ReasonRate, ReasonQuota, ReasonPolls}},
	{Kind: Unavailable, Status: http.StatusServiceUnavailable, Retried: true, Retryable: true, HasAfter: true, Charge: ChargeBreaker,
		Origin: OriginRegistry, Reasons: []Reason{ReasonDNS, ReasonConnect, ReasonHandshake, ReasonReset,
			ReasonStatus, ReasonFault, ReasonTicketLost}},
	{Kind: TimedOut, Status: http.StatusGatewayTimeout, Retried: true, Retryable: true, Charge: ChargeBreaker, Origin: OriginRegistry,
		Reasons: []Reason{ReasonExchange}},
	{Kind: Malformed, Status: http.StatusBadGateway, Charge: ChargeBreaker, Origin: OriginRegistry,
		Reasons: []Reason{ReasonSyntax, ReasonContract, ReasonSize, ReasonRedirect, ReasonOtherPerson, ReasonOtherRequest}},
}

// Rules returns a copy of the whole table, in the design's order.
func Rules() []Rule { return slices.Clone(table[:]) }

// Kinds returns the closed list of kinds, in the table's order.
func Kinds() []Kind {
	kinds := make([]Kind, len(table))
	for i, r := range table {
		kinds[i] = r.Kind
	}
	return kinds
}

// Rule returns k's row of the table. A word that is no kind has the row of internal: an unknown failure is our bug.
func (k Kind) Rule() Rule {
	i := slices.IndexFunc(table[:], func(r Rule) bool { return r.Kind == k })
	if i < 0 {
		return Internal.Rule()
	}
	return table[i]
}

// MaxRetryAfter bounds every Retry-After that a registry asks for: an absurd one holds nobody back for longer.
const MaxRetryAfter = 5 * time.Minute
