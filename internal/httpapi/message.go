package httpapi

import (
	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
	"github.com/sverka/sverka/internal/message"
)

// The texts and what comes to which of them stand in internal/message/citizen.yaml, of all twelve lookups.

// said returns a text of the catalogue as the contract has it.
func said(t message.Text) (api.Message, api.Action) {
	return api.Message{Code: api.MessageCode(t.Code), Ru: t.Ru, En: t.En}, api.Action(t.Action)
}

// titleOf says a kind in a few words for the caller's engineer; it is the same for every failure of the kind (RFC 9457,
// 3.1.3).
func titleOf(k adapters.Kind) string {
	switch k {
	case adapters.InvalidQuery:
		return "The request is not right"
	case adapters.Unauthenticated:
		return "The caller is not known"
	case adapters.Forbidden:
		return "The caller may not ask this"
	case adapters.Limited:
		return "The caller asks too often"
	case adapters.Canceled:
		return "The caller went away"
	case adapters.DeadlineEnded:
		return "The caller's deadline ended first"
	case adapters.Rejected:
		return "The registry refused what the gateway had checked"
	case adapters.Refused:
		return "The registry was not asked"
	case adapters.Denied:
		return "The registry refuses the gateway"
	case adapters.Throttled:
		return "The registry is asked too often"
	case adapters.Unavailable:
		return "The registry cannot be reached"
	case adapters.TimedOut:
		return "The registry did not answer in time"
	case adapters.Malformed:
		return "The registry's reply is not what its contract says"
	case adapters.Internal:
	}
	return "An error of the gateway"
}
