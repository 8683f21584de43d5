// Package e2e runs the whole program and the mocks in one process, on port 0, and asks over real sockets what a caller, an
// operator and a monitor would ask.
package e2e
