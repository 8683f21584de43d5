// Package adapterstest holds every driver to the same promises.
//
// [Goldens] runs files in txtar: the question, each request that the driver must send, each reply that it gets, and what it must make
// of them. [Mutants], which it runs too, spoils each of these replies at every element. [Conform] runs the catalogue of bad replies
// (mock/fault) against a driver behind transport and policy as in the program: each must end as failures.md says, be counted as the
// one table says, within the bounds, with nothing left behind and nothing personal in its text.
//
// It is imported by tests only.
package adapterstest
