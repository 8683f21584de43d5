package operate

import (
	"crypto/sha256"
	"crypto/subtle"

	"github.com/sverka/sverka/adapters"
)

// An Operator is somebody who may steer the gateway. His token may change while it runs.
type Operator struct {
	Name  string
	Token adapters.SecretSource
}

// digest stands for a token in every comparison: equal in length, and no secret.
type digest = [sha256.Size]byte

func digestOf(token string) digest { return sha256.Sum256([]byte(token)) }

// whose returns whose the token is. It takes as long whoever's it is, and whether it is anybody's. A token that two operators
// have is nobody's: it could not be said who did it.
func (d Deps) whose(given digest) (Operator, bool) {
	var found Operator
	count := 0
	for _, o := range d.Operators {
		same := subtle.ConstantTimeCompare(given[:], o.digest())
		if count += same; same == 1 {
			found = o
		}
	}
	return found, count == 1
}

func (o Operator) digest() []byte {
	d := digestOf(o.Token.Current().Reveal())
	return d[:]
}
