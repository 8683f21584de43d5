package operate

import "github.com/sverka/sverka/adapters"

// changing is a token that a test changes.
type changing struct{ word string }

func (c *changing) Current() adapters.Secret { return adapters.NewSecret(c.word) }
