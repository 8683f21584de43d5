// Package trace makes the spans of a lookup, its attempts and its exchanges, by OpenTelemetry. Names, attributes and their values
// come from closed lists (see Vocabulary), and a span says no more of a person than the log does: that a registry answered, never
// what.
//
// A nil *Tracer and a nil *Span are those of a gateway that does not trace, or of a lookup that is not traced: all methods may be
// called, do nothing, and allocate nothing. Which lookup something belongs to is in the context, as New's Tracer puts it there; no
// header of a registry's request ever comes of it.
package trace
