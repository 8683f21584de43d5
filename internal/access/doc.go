// Package access establishes who calls, by a client certificate, a token (JWT) or an API key, and what he was granted: which
// lookups and how much of their answers, for which purposes, on which basis, how often. Whoever is not known stays outside.
//
// No credential, nor anything that stands in one, is ever written into a log, a metric or an error: a caller is known by the name
// that the configuration gives him.
package access
