package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// A refusal is a request that the front door itself turns away, before it is a lookup. In the table of failures it is
// of kind invalid; its status and its reason say more, for HTTP has more words than the table.
type refusal struct {
	status int
	reason adapters.Reason
	detail string // a sentence for the caller's engineer; never what was sent
	errors []adapters.FieldError
}

// The front door's own reasons of kind invalid, besides adapters.ReasonBody and adapters.ReasonField.
const (
	reasonPath      adapters.Reason = "path"
	reasonLookupID  adapters.Reason = "lookup_id"
	reasonMethod    adapters.Reason = "method"
	reasonAccept    adapters.Reason = "accept"
	reasonMediaType adapters.Reason = "media_type"
	reasonLength    adapters.Reason = "length"
	reasonSize      adapters.Reason = "size"
)

// ownReasons returns the closed list of them, in a fixed order.
func ownReasons() []adapters.Reason {
	return []adapters.Reason{reasonPath, reasonLookupID, reasonMethod, reasonAccept, reasonMediaType, reasonLength, reasonSize}
}

// Error implements error. It is fit for a log.
func (r *refusal) Error() string { return string(adapters.InvalidQuery) + "/" + string(r.reason) }

func noSuchPath() error {
	return &refusal{status: http.StatusNotFound, reason: reasonPath,
		detail: "There is nothing at this path. Lookups are at /v1/lookups/{registry}/{lookup}; /docs lists them."}
}

func noSuchLookup() error {
	return &refusal{status: http.StatusNotFound, reason: reasonLookupID,
		detail: "No pending lookup of this caller has this lookup_id: it never had, or its answer has been forgotten."}
}

func wrongMethod(methods []string) error {
	return &refusal{status: http.StatusMethodNotAllowed, reason: reasonMethod,
		detail: "This path is for " + strings.Join(methods, " and ") + "."}
}

func notAcceptable() error {
	return &refusal{status: http.StatusNotAcceptable, reason: reasonAccept,
		detail: "Answers are application/json, and the Accept header does not allow that."}
}

func wrongMediaType(detail string) error {
	return &refusal{status: http.StatusUnsupportedMediaType, reason: reasonMediaType, detail: detail}
}

func noLength() error {
	return &refusal{status: http.StatusLengthRequired, reason: reasonLength,
		detail: "The body must come with its Content-Length, and without Transfer-Encoding."}
}

func tooLarge(limit int) error {
	return &refusal{status: http.StatusRequestEntityTooLarge, reason: reasonSize,
		detail: "The body is longer than " + strconv.Itoa(limit) + " bytes."}
}

func tooSlow() error {
	return &refusal{status: http.StatusRequestTimeout, reason: adapters.ReasonBody, detail: "The body did not arrive in time."}
}

func badBody(detail string) error {
	return &refusal{status: http.StatusBadRequest, reason: adapters.ReasonBody, detail: detail}
}

// notOneDocument says what the strict pass found.
func notOneDocument(err error) error {
	var e *strictjson.Error
	if !errors.As(err, &e) {
		return badBody("The body is not one well-formed JSON document.")
	}
	where := " at byte " + strconv.Itoa(e.Offset)
	if e.Pointer != "" {
		where += ", in " + e.Pointer
	}
	return badBody("The body is not one well-formed JSON document: " + saidOf(e.Code) + where + ".")
}

// saidOf completes "the body is not one well-formed JSON document: ... at byte 7".
func saidOf(code strictjson.Code) string {
	switch code {
	case strictjson.CodeSyntax:
		return "this is not JSON"
	case strictjson.CodeTruncated:
		return "it ends too early"
	case strictjson.CodeTrailing:
		return "something stands behind it"
	case strictjson.CodeDuplicateKey:
		return "a name stands twice in one object"
	case strictjson.CodeUTF8:
		return "this is not UTF-8"
	case strictjson.CodeSurrogate:
		return "this is half of a surrogate pair"
	case strictjson.CodeBOM:
		return "a byte order mark stands in front"
	case strictjson.CodeBytes:
		return "it is too long"
	case strictjson.CodeDepth:
		return "it is nested too deeply"
	case strictjson.CodeValues:
		return "it holds too many values"
	case strictjson.CodeMembers:
		return "an object has too many members"
	case strictjson.CodeKeyBytes:
		return "a name is too long"
	}
	return "it is wrong"
}

// wrongFields says what is wrong with single fields.
func wrongFields(errs []adapters.FieldError) error {
	return &refusal{status: http.StatusUnprocessableEntity, reason: adapters.ReasonField, errors: errs}
}
