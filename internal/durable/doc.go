// Package durable writes files that are whole and last, or are as they were, whatever ends the process; and gives a file to one
// process at a time.
package durable
