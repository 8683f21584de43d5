// Package otlp sends spans to a collector by OTLP/HTTP (binary protobuf), without holding up or failing whatever they are about: a
// bounded queue, one request at a time, and a count of each span that was sent or dropped.
package otlp
