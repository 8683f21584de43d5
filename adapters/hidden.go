package adapters

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what stands wherever a hidden value is printed, logged or encoded.
const Redacted = "[redacted]"

// Hidden keeps a value that tells something about a person out of everything that prints. Every fmt verb, slog handler,
// encoding/json, encoding.TextMarshaler user and panic shows [Redacted] for it.
//
// Methods alone would not be enough: fmt and other printers walk into unexported fields by reflection and call no
// method there. So the value stands behind a pointer to a pointer, and such a walk ends at an address. There is no String
// method, for it would be called by mistake for the value itself.
//
// The zero Hidden holds nothing. A Hidden is immutable and safe for concurrent use. It is not comparable with ==, which
// would compare addresses; compare what Reveal gives, or use the Equal method of the type around it.
type Hidden[T any] struct {
	redacting
	_ [0]func()
	p **T
}

// Hide returns a Hidden that holds v.
func Hide[T any](v T) Hidden[T] {
	box := struct { // one allocation for the value and the pointer to it
		p *T
		v T
	}{v: v}
	held := &box
	held.p = &held.v
	return Hidden[T]{p: &held.p}
}

// Reveal returns what is hidden, or the zero T when there is nothing. Its callers are those who send the value to a
// registry, compare it, or answer with it; nobody formats it.
func (h Hidden[T]) Reveal() T {
	if h.p == nil {
		var zero T
		return zero
	}
	return **h.p
}

// IsZero reports whether nothing is held. encoding/json's omitzero honours it.
func (h Hidden[T]) IsZero() bool { return h.p == nil }

// redacting, embedded in a struct, makes it print as [Redacted], whole: also the plain words in it (a sex, a country, how
// many documents) tell something about a person. Where a printer calls no methods (an unexported field, %p, a verb that
// does not fit) those plain words are seen; what is Hidden never is.
type redacting struct{}

// Format implements fmt.Formatter: whatever the verb and flags, it writes [Redacted].
func (redacting) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, Redacted) }

// LogValue implements slog.LogValuer.
func (redacting) LogValue() slog.Value { return slog.StringValue(Redacted) }

// MarshalJSON implements json.Marshaler. Answers are encoded from the API's own types, never from hidden values.
func (redacting) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalText implements encoding.TextMarshaler, for XML, YAML and whoever else asks.
func (redacting) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// Secret is a hidden string: a name, a number, an address, a password.
type Secret struct{ Hidden[string] }

// NewSecret hides s. The empty string gives the zero Secret, so that IsZero means "not stated".
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{Hide(s)}
}

// Equal reports whether both hold the same string, byte for byte.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// Current implements SecretSource: s is one that never changes.
func (s Secret) Current() Secret { return s }

// A SecretSource gives a password, token or key as it is now: it may be changed while the program runs. A driver asks at each
// exchange, and never gets a zero Secret of a source that had one when the driver was made. It is safe for concurrent use.
type SecretSource interface{ Current() Secret }
