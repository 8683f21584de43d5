// Package adapters holds the public words of Sverka: what is asked (Query, Subject and their value types), what is
// answered (Outcome, Verdict, Reply, Answer), how a question fails (Kind, Failure), and what a driver is (Spec, Driver,
// Collector, Exchanger). It is a leaf: it imports nothing of the program, and every other package imports it.
//
// Values that tell something about a person are kept in a [Hidden], which no formatting verb, logger, encoder or panic
// prints; see that type for the promise.
package adapters
