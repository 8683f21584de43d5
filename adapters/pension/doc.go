// Package pension asks СФР (formerly ПФР) about insured persons: SOAP 1.2, with mutual TLS where that is agreed. The contract is
// wsdl/pension; its generated types never leave this package.
//
// One file is one lookup. A driver turns a query into the wire type, has it exchanged, checks the reply against the contract,
// checks that it answers this question about this person, and classifies what came. It decides nothing.
package pension
