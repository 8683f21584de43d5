// Package auditcmd is "gateway audit": what officers and those who run the gateway do with the audit log. It makes keys, verifies a log,
// proves a lookup, checks a proof, and finds who asked about a person.
package auditcmd
