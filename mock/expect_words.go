package mock

// words says for a reader what is expected of a lookup, "" where the word of the answer says all.
func (e Expect) words(lookup string) string {
	switch {
	case e.Kind != "":
		return failureWords(e.Kind)
	case e.Verdict != "":
		return verdictWords(lookup, e.Verdict)
	case e.Reason != "":
		return reasonWords(e.Reason)
	default:
		return outcomeWords(e.Outcome)
	}
}

func outcomeWords(outcome string) string {
	return map[string]string{
		"match":     "found, and all that was stated is right",
		"mismatch":  "found, but something stated is otherwise there",
		"ambiguous": "several people fit",
		"clear":     "searched, and nothing is there",
		"possible":  "somebody is there who may be this person",
		"listed":    "this person is there",
		"pending":   "taken, with a ticket; the answer comes later",
	}[outcome]
}

func reasonWords(reason string) string {
	return map[string]string{
		"no_record":   "nothing is there",
		"not_kept":    "this registry does not keep such things",
		"weak_search": "nothing found, by too little to be sure",
		"not_yet":     "the record may still be on its way",
	}[reason]
}

// verdictWords says what the record of a match means.
func verdictWords(lookup, verdict string) string {
	return map[string]string{
		lookupStatus + " lawful":                     "the person is known, and may be in the country today",
		lookupStatus + " lapsed":                     "the person is known; there was a right to be in the country, and none holds today",
		lookupStatus + " none":                       "the person is known, and no right to be in the country is on record",
		lookupRegistration + " registered":           "registered at an address today",
		lookupRegistration + " lapsed":               "was registered, and is not today",
		lookupRegistration + " none":                 "the person is known, and was registered nowhere",
		lookupDocument + " valid":                    "the document holds today",
		lookupDocument + " invalid":                  "the document is known, and does not hold",
		lookupIdentityDocument + " known":            "the document is known, and nothing was heard against it",
		lookupIdentityDocument + " reported_lost":    "the document was reported lost",
		lookupIdentityDocument + " reported_invalid": "the document was reported invalid",
		lookupSNILSFind + " active":                  "a number was found, and is in use",
		lookupSNILSFind + " merged":                  "the account went into another, whose number is told",
		lookupSNILSFind + " annulled":                "the account is closed",
		lookupPayments + " receives":                 "something is paid",
		lookupPayments + " none":                     "the person is known, and nothing is paid",
		lookupINN + " active":                        "a number was found, and holds",
		lookupINN + " invalid":                       "a number was found that does not hold any more",
		lookupTaxpayer + " active":                   "the number is this person's, and holds",
		lookupTaxpayer + " invalid":                  "the number is this person's, and does not hold any more",
		lookupObligations + " debt":                  "something is owed",
		lookupObligations + " no_debt":               "nothing is owed",
	}[lookup+" "+verdict]
}

func failureWords(kind string) string {
	return map[string]string{
		"invalid":     "not asked: the question itself is refused",
		"rejected":    "the registry says that the question breaks its contract",
		"denied":      "the registry does not admit who asks",
		"throttled":   "the registry says that too much was asked",
		"unavailable": "the registry cannot answer now",
		"timeout":     "the registry does not answer in time",
		"malformed":   "the reply is not what the contract says, or about somebody else",
	}[kind]
}
