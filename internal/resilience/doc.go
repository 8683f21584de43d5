// Package resilience is the policy between a question and its registry. It acts on classified results, above decoding:
// it knows no registry, no wire format and no metrics library.
//
// The way of a question, in the order of the design's section 5:
//
//	Lookup.Enter   waiting: the registry holds so many lookups at most
//	Lookup.Do      retry(budget) -> gate -> breaker -> op
//	Exchange       quota -> in-flight -> timeout -> wire, for each HTTP exchange that op makes
//
// Waiting, budget, gate, quota and in-flight belong to a [Registry] and are shared by its lookups; the breaker and the
// share of waiting and in-flight belong to a [Lookup]. All of it is per process, starts no goroutine, reads the time by
// time.Now (so that testing/synctest can move it), and is safe for concurrent use.
package resilience
