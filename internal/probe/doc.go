// Package probe has the running gateway ask each registry about a test subject now and then, so that nights are watched too, and
// so that of a breaker or gate that is due for its probe the test subject is asked about, and no citizen, where that can be had.
package probe
