// Package soap reads and writes SOAP 1.1 and 1.2 document/literal messages, for a client and for a server, and holds each
// message to its contract. It knows no registry.
//
// A message is scanned once. A strict scanner (UTF-8, well-formedness, namespaces, bounds) feeds the contract's checker, and
// the checker feeds encoding/xml with what the contract declares and nothing else: unknown elements, attributes and nil
// elements never reach a struct. What the checker has accepted decodes without loss, which [Contract.Fits] proves of a Go
// type when the program starts.
//
// Errors are [*Error] (the message is not what its contract says) and [*Fault] (the peer answered with a SOAP fault). Neither
// text holds a value of the message, so both may be logged.
package soap
