package httpapi

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// ReadQuery reads a question as the body of POST /v1/lookups/… has it, of at most maxBytes, for those parts of the program that ask
// without a caller. The error says what is wrong with it by pointer and code, and quotes nothing of it.
func ReadQuery(document []byte, maxBytes int) (adapters.Query, error) {
	checked, err := newChecker(maxBytes).Check(document)
	if err != nil {
		return adapters.Query{}, err
	}
	q, err := newContract().query(checked)
	var wrong *refusal
	if !errors.As(err, &wrong) {
		return q, err
	}
	if len(wrong.errors) == 0 {
		return q, errors.New(wrong.detail)
	}
	all := make([]string, len(wrong.errors))
	for i, e := range wrong.errors {
		all[i] = fmt.Sprintf("%s: %s", e.Pointer, e.Code)
	}
	return q, errors.New(strings.Join(all, "; "))
}
