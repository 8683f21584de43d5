// Package mvd asks МВД's information centres (ГИАЦ) about their lists: REST/JSON with a system key, by ticket and poll where the
// answer takes days. The contract is wsdl/mvd; its generated types never leave this package.
//
// One file is one lookup. A driver turns a query into the wire type, has it exchanged, checks the reply against the contract,
// checks that it answers this question about this person, and classifies what came. It decides nothing.
package mvd
