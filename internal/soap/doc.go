// Package soap reads and writes SOAP 1.1 and 1.2 document/literal messages, for a client and for a server, and holds each
// message to its contract. It knows no registry.
//
// A message is scanned once. A strict scanner (UTF-8, well-formedness, namespaces, bounds) feeds the contract's checker, and what
// the checker has accepted is put into the fields of a struct by a plan made once for its type, where encoding/xml would put it.
// Unknown elements, attributes and nil elements never reach a struct. What is accepted decodes without loss, which [Contract.Fits]
// proves of a Go type when the program starts. Requests are written by the same plans and checked before they are sent.
//
// Three referees that share nothing with this package hold it to its word in the tests: encoding/xml for tokens and decoding,
// regular expressions for content models, and, with -tags xmllint, libxml2 for validation.
//
// Errors are [*Error] (the message is not what its contract says) and [*Fault] (the peer answered with a SOAP fault). Neither
// text holds a value of the message, so both may be logged.
package soap
