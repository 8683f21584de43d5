package fault

import "slices"

// AppliesTo reports whether a contract of s's protocol and shape gives f anything to act on. What applies to a contract acts on a
// reply that has everything the contract has; it is for those who must not leave a fault out to see to that.
func (f Fault) AppliesTo(s Shape) bool {
	if !f.In(s.Protocol) {
		return false
	}
	switch f.Name {
	case "unknown_kind":
		return len(s.those(Kind)) > 0
	case "unknown_state":
		return len(s.those(State)) > 0
	case "date_zone", "date_local", "date_empty", "date_time":
		return len(s.those(Date)) > 0
	case "decimal_comma":
		return len(s.those(Decimal)) > 0
	case "int_overflow":
		return len(s.those(Int)) > 0
	case "both_choices", "no_choice":
		return len(s.Choices) > 0
	case "fault_business":
		return s.refuses(Business)
	case "fault_validation", "422_validation":
		return s.refuses(Validation)
	case "fault_access":
		return s.refuses(Access)
	case "fault_quota", "422_limit":
		return s.refuses(Quota)
	case "ticket_lost":
		return s.refuses(Ticket)
	case "ticket_slow":
		return s.refuses(InWork)
	case "ticket_limit":
		return s.refuses(Polls)
	default:
		return true
	}
}

func (s *Shape) refuses(r Refusal) bool {
	return slices.ContainsFunc(s.Documents, func(d Document) bool { return d.Refusal == r })
}
