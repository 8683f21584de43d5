// Package adapterstest holds every driver to the same promises, over a real socket of loopback.
//
// [Goldens] runs files in txtar: the question, each request that the driver must send, each reply that it gets, and what it must make
// of them. [Conform] runs the catalogue of bad replies (mock/fault) against a driver: each must end as failures.md says, within the
// exchange, and with nothing personal in its text.
//
// It is imported by tests only.
package adapterstest
