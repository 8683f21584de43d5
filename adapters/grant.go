package adapters

import "slices"

// A Disclosure says how much of an answer a caller is told. Each tells what those before it tell.
type Disclosure string

// The disclosures. The zero Disclosure is nothing at all: the lookup is not granted.
const (
	DiscloseVerdict Disclosure = "verdict" // how the registry answered (outcome and the reason of not_found), and the verdict
	DiscloseFields  Disclosure = "fields"  // besides, how each stated field stands to what the registry told, and what else to state
	DiscloseRecord  Disclosure = "record"  // besides, the record and until when it holds
)

// Disclosures returns the closed list, from the least to the most.
func Disclosures() []Disclosure {
	return []Disclosure{DiscloseVerdict, DiscloseFields, DiscloseRecord}
}

// Tells reports whether d tells all that other does.
func (d Disclosure) Tells(other Disclosure) bool {
	return slices.Index(Disclosures(), d) >= slices.Index(Disclosures(), other)
}

// A Grant says what a caller may ask, and what he is told. The zero Grant, and none at all, grant nothing. It is immutable and
// safe for concurrent use.
type Grant struct {
	everything bool
	lookups    map[string]Disclosure
	purposes   []Purpose
	bases      []BasisKind
}

// NewGrant grants the lookups, by registry/lookup and each with how much of its answers is told, for the purposes, on the
// bases. The caller must not change them afterwards.
func NewGrant(lookups map[string]Disclosure, purposes []Purpose, bases []BasisKind) *Grant {
	return &Grant{lookups: lookups, purposes: purposes, bases: bases}
}

// GrantEverything is the grant of who asks where callers are not told apart: all lookups, whole records.
func GrantEverything() *Grant { return &Grant{everything: true} }

// Discloses returns how much of the answers of the lookup, registry/lookup, is told; "" if it may not be asked.
func (g *Grant) Discloses(lookup string) Disclosure {
	switch {
	case g == nil:
		return ""
	case g.everything:
		return DiscloseRecord
	default:
		return g.lookups[lookup]
	}
}

// HasPurpose reports whether questions may be asked for p.
func (g *Grant) HasPurpose(p Purpose) bool {
	return g != nil && (g.everything || slices.Contains(g.purposes, p))
}

// HasBasis reports whether questions may be asked on a basis of this kind.
func (g *Grant) HasBasis(k BasisKind) bool {
	return g != nil && (g.everything || slices.Contains(g.bases, k))
}

// A Caller is who asks, as internal/access established.
type Caller struct {
	Name  string // by the configuration; never what stands in a certificate or token
	Grant *Grant // nil: nothing is granted
}
