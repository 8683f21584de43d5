package tax

import (
	"net/http"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// refusals says what the registry's codes mean (the contract's Error).
//
//nolint:gochecknoglobals // a table, never written to
var refusals = [...]struct {
	code   string
	kind   adapters.Kind
	reason adapters.Reason
}{
	{"validation.failed", adapters.Rejected, adapters.ReasonSchema},
	{"taxpayer.status.service.limited.error", adapters.Throttled, adapters.ReasonRate},
	{"taxpayer.status.service.unavailable.error", adapters.Unavailable, adapters.ReasonFault},
	{"access.denied", adapters.Denied, adapters.ReasonAccess},
	{"token.expired", adapters.Denied, adapters.ReasonToken},
}

// refusal classifies a reply that is no answer: by the code of its error document where it has one, else by its HTTP status. doc is the
// body after the strict pass; err says that it did not pass.
func refusal(r adapters.Response, doc []byte, err error) *adapters.Failure {
	var e wire.Error
	if err != nil || classify.JSON(doc, &e) != nil {
		return withoutDocument(r)
	}
	for _, known := range refusals {
		if known.code == e.Code {
			return adapters.Fail(known.kind, known.reason, "error "+known.code).After(classify.RetryAfter(r.Header))
		}
	}
	return withoutDocument(r)
}

// withoutDocument is what the status alone says. With 422 the code is the whole meaning: without a known one the contract is broken.
func withoutDocument(r adapters.Response) *adapters.Failure {
	if r.Status == http.StatusUnprocessableEntity {
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "an error with a code that the contract does not list")
	}
	return classify.Status(r)
}
