// Package classify says what a reply means by the rules of its protocol alone: an HTTP status without a document, a SOAP message
// that is none, a fault without a typed detail, JSON that is not what its contract says. What a registry says in its own words, in
// a typed detail or an error code, its driver reads first.
//
// Every failure that it returns has a detail fit for a log: names of the contract, codes, offsets and lengths, and never a piece
// of what was read.
package classify
