package trace

import (
	"slices"

	"github.com/sverka/sverka/adapters"
)

// A Key is the name of an attribute.
type Key string

// The attributes.
const (
	Registry  Key = "sverka.registry"
	Lookup    Key = "sverka.lookup"
	Caller    Key = "sverka.caller"
	Operation Key = "sverka.operation"
	Result    Key = "sverka.result"
	Reason    Key = "sverka.reason"
	Origin    Key = "sverka.origin"
	Attempts  Key = "sverka.attempts"
	Number    Key = "sverka.attempt"
	Cached    Key = "sverka.cached"
	Shared    Key = "sverka.shared"
	Breaker   Key = "sverka.breaker"
	Probe     Key = "sverka.probe"
	Slow      Key = "sverka.slow"
	Reused    Key = "sverka.reused"
	Decision  Key = "sverka.decision"
)

// Words of Result that are no kind of failure. What a registry answered is not among them: it is personal data.
const (
	ResultAnswered = "answered"
	ResultPending  = string(adapters.InProgress)
)

// other is a word that no closed list foresaw: our bug.
const other = "other"

// EventRetry is the name of the event that says what was decided on asking again.
const EventRetry = "retry"

// What the names of spans begin with.
const (
	nameLookup   = "lookup "
	nameResume   = "resume "
	nameAttempt  = "attempt "
	namePoll     = "poll "
	nameExchange = "exchange "
)

// A Kind is what a span is about.
type Kind string

// The kinds, with what their names are.
const (
	OfLookup   Kind = "lookup"
	OfAttempt  Kind = "attempt"
	OfExchange Kind = "exchange"
)

// A Description is all that is to be known of one kind of span: internal/docs/traces.md is made of it, and a test holds what is
// exported to it.
type Description struct {
	Kind       Kind
	Prefixes   []string // a name is one of them and, after a space, what Names says
	Names      string
	Means      string
	Attributes []Attribute
	Events     []Event
}

// An Attribute is one that spans of a kind may have.
type Attribute struct {
	Key    Key
	Values []string // the closed list; nil: what Of says
	Of     Set
	Means  string
}

// A Set is what closes the values of an attribute that are not written in code.
type Set string

// The sets.
const (
	SetRegistries Set = "the registries"
	SetLookups    Set = "the lookups of the registry"
	SetCallers    Set = "the callers that the configuration names"
	SetOperations Set = "the operations of the registry's quotas"
	SetNumber     Set = "a small number"
	SetBool       Set = "true or false"
)

// An Event is one that spans of a kind may have.
type Event struct {
	Name       string
	Means      string
	Attributes []Attribute
}

// Vocabulary returns the whole of it. breakers, decisions and phases are the words of internal/resilience and of the wire, which stand
// above this package.
func Vocabulary(breakers, decisions, phases []string) []Description {
	return []Description{ofLookup(decisions), ofAttempt(breakers), ofExchange(phases)}
}

func ofLookup(decisions []string) Description {
	return Description{
		Kind: OfLookup, Prefixes: []string{"lookup", "resume"}, Names: "registry/lookup",
		Means: "One asking of a caller's, from its audit intent to its outcome; a resume asks for the answer of one that was pending. " +
			"Who waits for an equal question's flight has a link to the lookup that began it, whose attempts are not repeated under him.",
		Attributes: append(named(), ended("of the lookup")...).and(
			Attribute{Key: Caller, Of: SetCallers, Means: "who asks"},
			Attribute{Key: Attempts, Of: SetNumber, Means: "attempts that were made for it"},
			Attribute{Key: Cached, Of: SetBool, Means: "met by a kept answer"},
			Attribute{Key: Shared, Of: SetBool, Means: "met by an equal question's flight"},
		),
		Events: []Event{{Name: EventRetry, Means: "a failed attempt could have been made again: was it?", Attributes: attributes{
			{Key: Decision, Values: decisions, Means: "granted, or what forbade it"},
		}}},
	}
}

func ofAttempt(breakers []string) Description {
	return Description{
		Kind: OfAttempt, Prefixes: []string{"attempt", "poll"}, Names: "registry/lookup",
		Means: "One call of a driver; a poll asks for the answer to a ticket. What no exchange covers is ours: making the request, checking and decoding the reply.",
		Attributes: append(named(), ended("of the attempt")...).and(
			Attribute{Key: Number, Of: SetNumber, Means: "1: the first of its question; a poll has none"},
			Attribute{Key: Breaker, Values: breakers, Means: "the lookup's breaker when it let the attempt through"},
			Attribute{Key: Probe, Of: SetBool, Means: "the gate let it through as its probe"},
			Attribute{Key: Slow, Of: SetBool, Means: "counted against the breaker for its time alone"},
		),
	}
}

func ofExchange(phases []string) Description {
	d := Description{
		Kind: OfExchange, Prefixes: []string{"exchange"}, Names: "registry",
		Means: "One HTTP exchange, from its waiting for a place in flight on. Its status and size are not told: a fault that says \"no such person\" is a 500.",
		Attributes: append(named(), ended("of the exchange: answered is any response")...).and(
			Attribute{Key: Operation, Of: SetOperations, Means: "what quotas count it as"},
			Attribute{Key: Reused, Of: SetBool, Means: "over a connection that was open already"},
		),
	}
	for _, p := range phases {
		d.Events = append(d.Events, Event{Name: p, Means: "the phase begins"})
	}
	return d
}

type attributes []Attribute

func (a attributes) and(more ...Attribute) attributes { return append(a, more...) }

func named() attributes {
	return attributes{
		{Key: Registry, Of: SetRegistries, Means: "which registry"},
		{Key: Lookup, Of: SetLookups, Means: "which of its lookups"},
	}
}

// ended are the attributes that say how something ended.
func ended(what string) attributes {
	results, reasons, origins := []string{ResultAnswered, ResultPending}, []string(nil), []string(nil)
	for _, rule := range adapters.Rules() {
		results = append(results, string(rule.Kind))
		for _, r := range rule.Reasons {
			if !slices.Contains(reasons, string(r)) {
				reasons = append(reasons, string(r))
			}
		}
	}
	for _, o := range adapters.Origins() {
		origins = append(origins, string(o))
	}
	return attributes{
		{Key: Result, Values: append(results, other), Means: "how it ended, " + what + "; never what was answered"},
		{Key: Reason, Values: append(reasons, other), Means: "of a failure: why"},
		{Key: Origin, Values: origins, Means: "of a failure: whose doing; what is not the caller's is an error of the span"},
	}
}
