// Package migration asks МВД ГУВМ (formerly ФМС) what it keeps about foreign citizens: SOAP 1.1 with a WS-Security UsernameToken,
// in the style of the ГИСМУ kinds. The contract is wsdl/migration; its generated types never leave this package.
//
// One file is one lookup. A driver turns a query into the wire type, has it exchanged, checks the reply against the contract,
// checks that it answers this question about this person, and classifies what came. It decides nothing.
package migration
