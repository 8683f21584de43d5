package httpapi

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
)

// correlationID returns the caller's own id of the request, or makes one where there is none that can be logged and
// echoed as it is; made says which. Whom the request is about is not known yet, and never is of one that is refused: no person's number may stand in it.
func correlationID(h http.Header) (id string, made bool) {
	if id := h.Get("X-Correlation-Id"); plainID(id) && !adapters.HoldsNumber(id) {
		return id, false
	}
	return uuid.NewString(), true
}

// plainID reports whether s is 1 to 64 of A-Z a-z 0-9 . _ -, none of which means anything to a log, a shell or a page.
func plainID(s string) bool {
	const most = 64
	if s == "" || len(s) > most {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
