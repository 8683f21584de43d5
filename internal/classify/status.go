package classify

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
)

// Status returns the failure of a reply whose HTTP status says all that can be known: the body is no document of the registry's.
func Status(r adapters.Response) *adapters.Failure {
	detail := "HTTP status " + strconv.Itoa(r.Status)
	switch {
	case r.Status == http.StatusUnauthorized || r.Status == http.StatusProxyAuthRequired:
		return adapters.Fail(adapters.Denied, adapters.ReasonToken, detail)
	case r.Status == http.StatusForbidden:
		return adapters.Fail(adapters.Denied, adapters.ReasonAccess, detail)
	case r.Status == http.StatusTooManyRequests:
		return adapters.Fail(adapters.Throttled, adapters.ReasonRate, detail).After(RetryAfter(r.Header))
	case r.Status == http.StatusRequestTimeout, r.Status >= 500:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonStatus, detail).After(RetryAfter(r.Header))
	case r.Status == http.StatusBadRequest, r.Status == http.StatusRequestEntityTooLarge,
		r.Status == http.StatusUnsupportedMediaType, r.Status == http.StatusUnprocessableEntity:
		return adapters.Fail(adapters.Rejected, adapters.ReasonSchema, detail)
	default:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, detail)
	}
}

// RetryAfter reads the header (RFC 9110, 10.2.3): seconds, or a date counted from the reply's own Date, so that the two clocks need
// not agree. What is neither, or lies in the past, is 0; an absurd time is the Failure's to clamp.
func RetryAfter(h http.Header) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if d, ok := seconds(value); ok {
		return d
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(until.Sub(now), 0)
}

// seconds reads delay-seconds. A number with more digits than a year of seconds has is a very long time, whatever it is.
func seconds(value string) (time.Duration, bool) {
	const longest = 9
	n := 0
	for i := range len(value) {
		c := value[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		if i < longest {
			n = n*10 + int(c-'0')
		}
	}
	return time.Duration(n) * time.Second, true
}
