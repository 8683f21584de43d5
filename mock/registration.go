package mock

import (
	"net/http"
	"slices"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// A registration is what the mocks need to know of a registry. Another one is files of its own, what it keeps about people, and a line in
// registrations.
type registration struct {
	name     string
	protocol fault.Protocol
	open     func(r *registration, c Config, people []*persona, crowd *crowd) registry
	lookups  []offer
	// keptAs returns in what the registry has a person otherwise than he is, nil for nothing; known is false where it keeps nothing about him.
	keptAs  func(k *kept) (as *subject, known bool)
	anybody bool // it answers about people of whom it keeps nothing, too
	// keep puts down what the registry keeps about one of the population.
	keep func(l *life, k *kept)
	// prove puts into the header of a request who asks; nil where that stands in the body.
	prove func(m *Mock, space *namespace, now time.Time, header http.Header)
}

// An offer is a lookup as a registry answers it.
type offer struct {
	lookup string
	wire   func(i inquirer, s subject) wireQuestion // as somebody would ask who has read the contract only
	then   *further
	// What the portal may ask it for: a service by its code, else to open an account; and the basis of that, where it is not the service.
	service string
	basis   queryBasis
}

// A further exchange belongs to a lookup besides the question itself.
type further struct {
	operation string
	// wire returns the request that follows a question about somebody, and when it gets its final answer, if that is not at once; ok is false where
	// there is nothing to ask by.
	wire func(m *Mock, space *namespace, about subject) (q wireQuestion, due time.Time, ok bool)
}

//nolint:gochecknoglobals // a table, never written to
var registrations = [...]registration{
	{
		name: "migration", protocol: fault.SOAP11, lookups: migrationLookups(),
		open: newMigration,
		keptAs: func(k *kept) (*subject, bool) {
			return asOf(k.Migration, func(k *keptMigration) *subject { return k.As })
		},
		keep: func(l *life, k *kept) { k.Migration = l.migration() },
	},
	{
		name: "pension", protocol: fault.SOAP12, lookups: pensionLookups(),
		open:   newPension,
		keptAs: func(k *kept) (*subject, bool) { return asOf(k.Pension, func(k *keptPension) *subject { return k.As }) },
		keep:   func(l *life, k *kept) { k.Pension = l.pension() },
	},
	{
		name: "tax", protocol: fault.REST, anybody: true, lookups: taxLookups(), prove: proveToTax,
		open:   newTax,
		keptAs: func(k *kept) (*subject, bool) { return asOf(k.Tax, func(k *keptTax) *subject { return k.As }) },
		keep:   func(l *life, k *kept) { k.Tax = l.tax() },
	},
	{
		name: "mvd", protocol: fault.REST, lookups: mvdLookups(), prove: proveToMVD,
		open:   newMVD,
		keptAs: func(k *kept) (*subject, bool) { return asOf(k.MVD, func(k *keptMVD) *subject { return k.As }) },
		keep:   func(l *life, k *kept) { k.MVD = l.mvd() },
	},
}

func asOf[T any](k *T, as func(*T) *subject) (*subject, bool) {
	if k == nil {
		return nil, false
	}
	return as(k), true
}

// registrationOf returns that of a registry, or of a lookup's; nil where there is none.
func registrationOf(name string) *registration {
	registry, _ := registryOf(name)
	for i := range registrations {
		if registrations[i].name == registry {
			return &registrations[i]
		}
	}
	return nil
}

// offerOf returns a lookup as it is offered; nil where there is none.
func offerOf(lookup string) *offer {
	r := registrationOf(lookup)
	if r == nil {
		return nil
	}
	i := slices.IndexFunc(r.lookups, func(o offer) bool { return o.lookup == lookup })
	if i < 0 {
		return nil
	}
	return &r.lookups[i]
}

// Registries returns the names of the registries, in a fixed order. Each is served under /{name}.
func Registries() []string {
	names := make([]string, len(registrations))
	for i := range registrations {
		names[i] = registrations[i].name
	}
	return names
}

// Lookups returns the names of the lookups that the mocks answer, in a fixed order.
func Lookups() []string {
	var names []string
	for i := range registrations {
		for _, o := range registrations[i].lookups {
			names = append(names, o.lookup)
		}
	}
	return names
}

// operations returns what the exchanges of the lookup can be for.
func (o *offer) operations() []string {
	if o.then == nil {
		return []string{opAsk}
	}
	return []string{opAsk, o.then.operation}
}

// having returns the lookups that have an operation.
func having(operation string) []string {
	return slices.DeleteFunc(Lookups(), func(lookup string) bool { return !slices.Contains(offerOf(lookup).operations(), operation) })
}

// protocolOf returns how a registry speaks, or that of a lookup.
func protocolOf(name string) fault.Protocol {
	if r := registrationOf(name); r != nil {
		return r.protocol
	}
	return ""
}

func isSOAP(registry string) bool {
	p := protocolOf(registry)
	return p == fault.SOAP11 || p == fault.SOAP12
}
