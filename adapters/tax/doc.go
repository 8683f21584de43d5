// Package tax asks ФНС about foreign citizens as taxpayers: REST/JSON with a token that is refreshed. The contract is wsdl/tax;
// its generated types never leave this package.
//
// One file is one lookup. A driver turns a query into the wire type, has it exchanged, checks the reply against the contract,
// checks that it answers this question about this person, and classifies what came. It decides nothing.
package tax
