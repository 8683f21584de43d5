package mvd

import (
	"net/http"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// refusals says what the registry's codes mean (the contract's Error).
//
//nolint:gochecknoglobals // a table, never written to
var refusals = [...]struct {
	code   string
	kind   adapters.Kind
	reason adapters.Reason
}{
	{"VALIDATION_FAILED", adapters.Rejected, adapters.ReasonSchema},
	{"ACCESS_DENIED", adapters.Denied, adapters.ReasonAccess},
	{"INVALID_REQUEST_ID", adapters.Unavailable, adapters.ReasonTicketLost}, // of a poll
	{"RATE_LIMIT", adapters.Throttled, adapters.ReasonPolls},                // of a poll: too many of one ticket
	{"QUOTA_EXCEEDED", adapters.Throttled, adapters.ReasonQuota},
	{"FAILURE", adapters.Unavailable, adapters.ReasonFault},
	{"INTERNAL_ERROR", adapters.Unavailable, adapters.ReasonFault},
}

// refusal classifies a reply that is no answer: by the code of its error document where it has one, else by its HTTP status. doc is the
// body after the strict pass; err says that it did not pass.
func refusal(r adapters.Response, doc []byte, err error, a asking) *adapters.Failure {
	var e wire.Error
	if err != nil || classify.JSON(doc, &e) != nil {
		return withoutDocument(r)
	}
	for _, known := range refusals {
		if known.code == e.Code {
			f := adapters.Fail(known.kind, known.reason, "error "+known.code).After(classify.RetryAfter(r.Header))
			return atHand(f, a)
		}
	}
	return withoutDocument(r)
}

// atHand corrects a failure about a ticket where there is none yet.
func atHand(f *adapters.Failure, a asking) *adapters.Failure {
	switch {
	case a.isPoll():
		return f
	case f.Reason == adapters.ReasonTicketLost:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, f.Detail+", and there is no ticket")
	case f.Reason == adapters.ReasonPolls:
		f.Reason = adapters.ReasonRate
	}
	return f
}

// withoutDocument is what the status alone says. With 422 the code is the whole meaning: without a known one the contract is broken.
func withoutDocument(r adapters.Response) *adapters.Failure {
	if r.Status == http.StatusUnprocessableEntity {
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "an error with a code that the contract does not list")
	}
	return classify.Status(r)
}
