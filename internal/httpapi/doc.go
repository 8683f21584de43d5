// Package httpapi is the front door: it turns an HTTP request into an adapters.Query, puts it to the lookup that the path
// names, and writes what comes of it, an answer, a pending or a problem document. It holds no policy of its own.
//
// The contract is openapi.yaml beside this file. The types of internal/gen/api are generated from it, requests are
// checked against it, and /openapi.yaml and /docs serve it. No text that is written here, to a caller or to the log,
// repeats what was stated about a person.
package httpapi
