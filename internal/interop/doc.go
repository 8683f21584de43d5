// Command interop tries the contracts, the mocks and the gateway's drivers with SOAP stacks that this project did not write: zeep,
// php-soap, npm's soap and gSOAP. It prints a matrix of stack, direction and operation, and fails if anything in it is wrong.
//
// As clients, the stacks load the contract from the running mock's ?wsdl and put the same questions as the gateway's drivers do, about
// every persona, and again for each typed fault. What a stack says that it read must be, value by value, what the mock sent.
//
// As servers, they are made from the same contract and told what to answer; the person they repeat from the question as they decoded
// it. What a driver makes of the answer must be what it makes of the mock's.
//
// internal/docs/interop.md says what was learnt about each stack.
package main
