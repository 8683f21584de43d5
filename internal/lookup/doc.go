// Package lookup is the one way every question goes. A Lookup checks a query against its Spec, shares equal questions,
// asks through internal/resilience, compares what the registry told with what was stated, and writes down what came of
// it. A Registry is what the lookups of one authority share, a House what all of them share.
package lookup
