// Package client asks a running gateway from the command line: "gateway lookup". It is a caller like any other, knows the
// API by its contract alone, and is strict about what comes: a question about a person is sent to the gateway that was
// named and nowhere else, and an answer that the contract does not have is not shown.
package client
