package secret

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// A Word is a watched secret of one file: a password, a token, a key that is sent as it is. It is an adapters.SecretSource.
type Word struct{ *Watched[adapters.Secret] }

var _ adapters.SecretSource = Word{}

// Standin returns a word that is in no file, for who looks at all but the secret itself.
func Standin() Word {
	w, _ := Watch(func([][]byte, adapters.Secret) (adapters.Secret, error) { // without files it cannot fail
		return adapters.NewSecret("not handed over"), nil
	}, nil)
	return Word{w}
}

// Open reads the secret that written leads to; the white space around it does not count. notice is Watch's. The error begins with
// the place. What accept, if there is one, returns an error for is not used: an error in words that do not quote the secret.
func Open(written string, notice func(Notice), accept ...func(word string) error) (Word, error) {
	place, err := Find(written)
	if err != nil {
		return Word{}, err
	}
	w, err := Watch(func(contents [][]byte, _ adapters.Secret) (adapters.Secret, error) {
		s := strings.TrimSpace(string(contents[0]))
		if s == "" {
			return adapters.Secret{}, errors.New(place.String() + ": the file is empty")
		}
		for _, test := range accept {
			if err := test(s); err != nil {
				return adapters.Secret{}, fmt.Errorf("%s: %w", place, err)
			}
		}
		return adapters.NewSecret(s), nil
	}, notice, File{Written: written})
	if err != nil {
		return Word{}, err
	}
	return Word{w}, nil
}
