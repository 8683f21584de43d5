package classify

import (
	"errors"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/soap"
)

// SOAP returns the failure of a reply that soap.Operation.Reply did not accept with err, an *soap.Error or a *soap.Fault. Of a fault it
// reads the standard codes only: its typed details are the driver's to read first.
func SOAP(r adapters.Response, err error) *adapters.Failure {
	var fault *soap.Fault
	if errors.As(err, &fault) {
		return faulted(r, fault).Because(err)
	}
	var e *soap.Error
	if errors.As(err, &e) {
		return message(r, e).Because(err)
	}
	return adapters.Fail(adapters.Internal, "", "a reply was refused without a reason").Because(err)
}

// message classifies what is no proper answer. Where nothing spoke SOAP something stands before the registry, and its HTTP
// status is what can be known; but a page with status 200 is no answer to anybody.
func message(r adapters.Response, e *soap.Error) *adapters.Failure {
	if ok := r.Status >= 200 && r.Status <= 299; !ok && !e.SpokeSOAP() {
		return Status(r)
	}
	switch e.Code {
	case soap.CodeTooLarge, soap.CodeTooDeep, soap.CodeTooManyTokens, soap.CodeTooManyAttrs:
		return adapters.Fail(adapters.Malformed, adapters.ReasonSize, e.Error())
	case soap.CodeEmpty, soap.CodeCharset, soap.CodeMultipart, soap.CodeNotXML, soap.CodeTruncated, soap.CodeHTML, soap.CodeDoctype,
		soap.CodeInstruction, soap.CodeTrailing, soap.CodeNotSOAP:
		return adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, e.Error())
	case soap.CodeDecode, soap.CodeEncode:
		return adapters.Fail(adapters.Internal, "", e.Error())
	default:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, e.Error()+valueOf(e))
	}
}

// valueOf gives the value that breaks the contract where soap says that it is harmless: an unlisted state is easier to
// understand by its word.
func valueOf(e *soap.Error) string {
	if e.Value == "" {
		return ""
	}
	return ", value " + e.Value
}

// faulted classifies a fault by its standard codes, and by the HTTP status where that says more.
func faulted(r adapters.Response, f *soap.Fault) *adapters.Failure {
	switch {
	case unauthenticated(f):
		return adapters.Fail(adapters.Denied, adapters.ReasonToken, f.Error())
	case r.Status == 401 || r.Status == 403 || r.Status == 429:
		return Status(r)
	case f.Class == soap.ClassSender, f.Class == soap.ClassVersionMismatch, f.Class == soap.ClassMustUnderstand:
		return adapters.Fail(adapters.Rejected, adapters.ReasonSchema, f.Error())
	default:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonFault, f.Error()).After(RetryAfter(r.Header))
	}
}

// unauthenticated reports whether the fault is about who asks: a code of WS-Security 1.1.1, section 12, or the example of
// SOAP 1.1, section 4.4.1, which stacks took for a standard.
func unauthenticated(f *soap.Fault) bool {
	for _, code := range append(f.Subcodes, f.Code) {
		if code.Space == soap.SecurityNamespace || strings.HasPrefix(code.Local, "Client.Auth") {
			return true
		}
	}
	return false
}

// Unsent returns the failure of a request that soap.Operation.Request would not write: what was stated passed every check of ours, so
// the checks have a hole.
func Unsent(err error) *adapters.Failure {
	detail := "the request was not written"
	var e *soap.Error
	if errors.As(err, &e) {
		detail = e.Error()
	}
	return adapters.Fail(adapters.Internal, "", detail).Because(err)
}
