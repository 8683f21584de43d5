// Package mock is the four registries as a developer needs them: each speaks its contract as published in wsdl, checks what it is
// asked against it, keeps the state that the real one keeps (nonces, tokens, tickets), and knows a small set of fictional
// people, the personas, who are the same people in all four.
//
// Who is asked about selects what happens. A persona's lookup may carry a fault of mock/fault; so may a header of a direct
// client, and a rule that was put through the admin API, for everybody or for one namespace. A namespace is a prefix of the path,
// /ns/{name}: everything below it is the same tree with faults, tickets, tokens and nonces of its own.
//
// Replies are rendered from templates that were held to the contracts by other means than those that the gateway reads them
// with. What the mocks do otherwise than the real registries stands in each contract's SOURCE.
package mock
