// Package strictjson is the one strict pass over JSON that came from outside, a registry's reply or a caller's request,
// before any decoder sees it. Decoders are lenient where a gateway may not be: of a doubled key they take the last value,
// bad UTF-8 becomes U+FFFD, and their error texts quote what they read.
//
// A [Checker] accepts a document of RFC 8259 that is UTF-8, has no lone surrogate and no object with a doubled name (the
// interoperable subset, RFC 7493), nothing but white space behind it, and stays within [Limits]. Its errors hold a code,
// an offset and a path of contract names: never a value.
package strictjson
