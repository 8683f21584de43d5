package pension

import (
	"errors"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/soap"
)

// isNoData reports whether the registry answers with a fault that it has no such data: an answer, whatever its status, of a lookup
// that can find nothing.
func isNoData(err error) bool {
	var fault *soap.Fault
	if !errors.As(err, &fault) {
		return false
	}
	detail := fault.Detail("RequestRejected")
	var typed wire.RequestRejected
	return detail != nil && detail.Decode(&typed) == nil &&
		text(typed.RejectionReasonCode) == string(wire.RejectionReasonCodeTypeNO_DATA)
}

// failure classifies a reply that is no answer: by its typed detail where the registry gives one, by the protocol otherwise.
func failure(r adapters.Response, err error) *adapters.Failure {
	var fault *soap.Fault
	if !errors.As(err, &fault) {
		return classify.SOAP(r, err)
	}
	if detail := fault.Detail("PFR_FAULT"); detail != nil {
		var typed wire.PFR_FAULT
		if err := detail.Decode(&typed); err != nil {
			return classify.SOAP(r, err)
		}
		return pfrFault(text(typed.Code)).After(classify.RetryAfter(r.Header)).Because(fault)
	}
	if detail := fault.Detail("RequestRejected"); detail != nil {
		var typed wire.RequestRejected
		if err := detail.Decode(&typed); err != nil {
			return classify.SOAP(r, err)
		}
		return rejected(text(typed.RejectionReasonCode)).Because(fault)
	}
	return classify.SOAP(r, err)
}

// pfrFault classifies the codes of PFR_FAULT, a closed list of the contract.
func pfrFault(code string) *adapters.Failure {
	detail := "PFR_FAULT " + code
	switch wire.PfrFaultCodeType(code) {
	case wire.PfrFaultCodeTypeACCESS_DENIED, wire.PfrFaultCodeTypeCERTIFICATE_EXPIRED, wire.PfrFaultCodeTypeSIGNATURE_INVALID:
		return adapters.Fail(adapters.Denied, adapters.ReasonAccess, detail)
	case wire.PfrFaultCodeTypeVALIDATION_FAILED:
		return adapters.Fail(adapters.Rejected, adapters.ReasonSchema, detail)
	case wire.PfrFaultCodeTypeQUOTA_EXCEEDED:
		return adapters.Fail(adapters.Throttled, adapters.ReasonQuota, detail)
	case wire.PfrFaultCodeTypeOVERLOADED:
		return adapters.Fail(adapters.Throttled, adapters.ReasonRate, detail)
	case wire.PfrFaultCodeTypeINTERNAL_ERROR, wire.PfrFaultCodeTypeMAINTENANCE:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonFault, detail)
	default:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "PFR_FAULT with a code that the contract does not list")
	}
}

// rejected classifies a rejection by content. NO_DATA comes here only from a lookup that has no such answer: the check says true or
// false.
func rejected(code string) *adapters.Failure {
	detail := "RequestRejected " + code
	switch wire.RejectionReasonCodeType(code) {
	case wire.RejectionReasonCodeTypeACCESS_DENIED:
		return adapters.Fail(adapters.Denied, adapters.ReasonAccess, detail)
	case wire.RejectionReasonCodeTypeUNKNOWN_REQUEST_DESCRIPTION:
		return adapters.Fail(adapters.Rejected, adapters.ReasonSchema, detail)
	case wire.RejectionReasonCodeTypeFAILURE:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonFault, detail)
	case wire.RejectionReasonCodeTypeNO_DATA:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, detail+", which is no answer to a check")
	default:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "RequestRejected with a code that the contract does not list")
	}
}
