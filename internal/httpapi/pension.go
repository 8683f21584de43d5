package httpapi

import (
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/internal/gen/api"
)

// pensionSNILSCheck maps an answer of pension/snils-check. Its record is empty, so the contract has none.
func pensionSNILSCheck(h head, _ *pension.SNILSCheck) document {
	return &api.PensionSnilsCheckAnswer{
		Lookup: api.PensionSnilsCheckAnswerLookupPensionSnilsCheck, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source,
	}
}
