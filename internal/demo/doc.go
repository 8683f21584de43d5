// Package demo runs the mock registries and a gateway on them in one process: what "make run" starts, and what the
// end-to-end tests stand on.
package demo
