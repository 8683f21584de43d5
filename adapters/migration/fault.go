package migration

import (
	"errors"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
	wire "github.com/sverka/sverka/internal/gen/migration"
	"github.com/sverka/sverka/internal/soap"
)

// isNoData reports whether the registry answers with a fault that there is no such person: an answer, whatever its status.
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
	for _, name := range details() {
		detail := fault.Detail(name)
		if detail == nil {
			continue
		}
		f, err := typed(name, detail)
		if err != nil {
			return classify.SOAP(r, err)
		}
		if f.RetryAfter == 0 {
			f = f.After(classify.RetryAfter(r.Header))
		}
		return f.Because(fault)
	}
	return classify.SOAP(r, err)
}

// details are the elements that the contract has for a fault.
func details() []string {
	return []string{"RequestRejected", "ValidationFault", "SignatureVerificationFault", "QuotaLimitExceeded", "SystemFault"}
}

// typed classifies one typed detail. The error is an *soap.Error: the detail is not what the contract says.
func typed(name string, detail *soap.Detail) (*adapters.Failure, error) {
	switch name {
	case "RequestRejected":
		var d wire.RequestRejected
		err := detail.Decode(&d)
		return rejected(text(d.RejectionReasonCode)), err
	case "ValidationFault":
		var d wire.ValidationFault
		err := detail.Decode(&d)
		return adapters.Fail(adapters.Rejected, adapters.ReasonSchema, name+coded(d.Code)), err
	case "SignatureVerificationFault":
		var d wire.SignatureVerificationFault
		err := detail.Decode(&d)
		return adapters.Fail(adapters.Denied, adapters.ReasonToken, name+coded(d.Code)), err
	case "QuotaLimitExceeded":
		var d wire.QuotaLimitExceeded
		err := detail.Decode(&d)
		return adapters.Fail(adapters.Throttled, adapters.ReasonQuota, name).After(pause(d.RetryAfter)), err
	default:
		var d wire.SystemFault
		err := detail.Decode(&d)
		return adapters.Fail(adapters.Unavailable, adapters.ReasonFault, name+coded(d.Code)), err
	}
}

// rejected classifies a rejection by content.
func rejected(code string) *adapters.Failure {
	detail := "RequestRejected " + code
	switch wire.RejectionReasonCodeType(code) {
	case wire.RejectionReasonCodeTypeACCESS_DENIED:
		return adapters.Fail(adapters.Denied, adapters.ReasonAccess, detail)
	case wire.RejectionReasonCodeTypeUNKNOWN_REQUEST_DESCRIPTION:
		return adapters.Fail(adapters.Rejected, adapters.ReasonSchema, detail)
	case wire.RejectionReasonCodeTypeFAILURE:
		return adapters.Fail(adapters.Unavailable, adapters.ReasonFault, detail)
	default:
		return adapters.Fail(adapters.Malformed, adapters.ReasonContract, "RequestRejected with a code that is no reason here")
	}
}

// coded gives the registry's own code where it is harmless to log.
func coded(code *wire.FaultCodeType) string {
	if c := harmless(text(code)); c != "" {
		return " " + c
	}
	return ""
}

func pause(s *wire.SecondsType) time.Duration {
	if s == nil {
		return 0
	}
	return time.Duration(*s) * time.Second
}
