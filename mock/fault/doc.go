// Package fault does to a registry's reply everything that is known to go wrong with one: bytes that break the contract,
// SOAP faults and HTTP statuses, broken connections and bad certificates. Each fault stands here once; the mock registries,
// the drivers' conformance suite and the program's own tests all take it from [Catalogue].
//
// The package knows no registry. It is given a valid [Reply], the [Protocol] it is written in and a [Shape], which says
// which elements the contract requires and how the registry words its refusals; [Fault.Cases] gives the bad replies that
// can be made of it. A [Case] is served over HTTP as it stands, resets and hangs on the real socket included.
//
// What is random comes from a seed and is the same for the same seed. The list and the ends of its rows are those of
// testdata/failures.md; a test holds the two together.
package fault
