package soap

// Limits bound what reading one message may cost. A zero field takes its default.
type Limits struct {
	Bytes      int // of the message as it came, 1 MiB by default
	Depth      int // of nested elements, the Envelope included, 32 by default
	Tokens     int // tags, texts and comments, 65,536 by default
	Attributes int // of one element, and namespace declarations in force at one place, 64 by default
}

const (
	defaultBytes      = 1 << 20
	defaultDepth      = 32
	defaultTokens     = 1 << 16
	defaultAttributes = 64
)

// withDefaults gives l with its zero fields filled.
func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		field    *int
		standard int
	}{
		{&l.Bytes, defaultBytes}, {&l.Depth, defaultDepth},
		{&l.Tokens, defaultTokens}, {&l.Attributes, defaultAttributes},
	} {
		if *f.field <= 0 {
			*f.field = f.standard
		}
	}
	return l
}
