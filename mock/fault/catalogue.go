package fault

import (
	"net/http"
	"slices"
	"sync"

	"github.com/sverka/sverka/adapters"
)

// Catalogue returns all faults there are, in the order of failures.md.
func Catalogue() []Fault { return slices.Clone(catalogue()) }

//nolint:gochecknoglobals // made once, never written to
var catalogue = sync.OnceValue(func() []Fault {
	return slices.Concat(bodyFaults(), sizeFaults(), soapFaultRows(), restFaults(), wireFaults())
})

func everySecond(exchange int) bool { return exchange%2 == 0 }

func bodyFaults() []Fault {
	soap, all := []Protocol{SOAP11, SOAP12}, Protocols()
	contract := ends(adapters.Malformed, adapters.ReasonContract)
	syntax := ends(adapters.Malformed, adapters.ReasonSyntax)
	person := ends(adapters.Malformed, adapters.ReasonOtherPerson)
	request := ends(adapters.Malformed, adapters.ReasonOtherRequest)
	return []Fault{
		{"wrong_namespace", "right local names, all in another namespace", InBody, soap, contract, nil, wrongNamespace},
		{"child_wrong_namespace", "one required element is in another namespace", InBody, soap, contract, nil, childWrongNamespace},
		{"missing_required", "one required element is left out", InBody, all, contract, nil, missingRequired},
		{"duplicate_element", "a single element comes twice, with another value", InBody, soap, contract, nil, duplicateElement},
		{"both_choices", "two branches of a choice", InBody, all, contract, nil, bothChoices},
		{"no_choice", "no branch of a required choice", InBody, all, contract, nil, noChoice},
		{"xsi_nil", "xsi:nil on an element that is not nillable", InBody, soap, contract, nil, xsiNil},
		{"empty_body", "an envelope with an empty Body", InBody, soap, contract, nil, inEnvelope(emptyBody)},
		{"empty_element", "a response element without children", InBody, all, contract, nil, emptyElement},
		{"empty_200", "status 200 and no bytes at all", InBody, all, syntax, nil, emptyReply},
		{"truncated_http", "the connection ends before Content-Length", OnWire, all,
			ends(adapters.Unavailable, adapters.ReasonReset), nil, onWire(truncatedHTTP)},
		{"truncated_xml", "complete HTTP around half an XML document", InBody, soap, syntax, nil, cutInTheMiddle},
		{"html_200", "a web page with status 200", InBody, all, syntax, nil, htmlPage(http.StatusOK)},
		{"html_502", "a proxy's web page with status 502", InBody, all,
			ends(adapters.Unavailable, adapters.ReasonStatus), nil, htmlPage(http.StatusBadGateway)},
		{"unknown_state", "a state that the contract does not list", InBody, all, contract, nil, unknownState},
		{"unknown_kind", "a new kind of ground, payment or document", InBody, all, End{}, nil, setting(Kind, "NEW_KIND_2027")},
		{"date_zone", "a date with a time zone", InBody, all, End{}, nil, dated(withZone)},
		{"date_local", "a date as 01.11.1990", InBody, all, contract, nil, dated(asPeopleDo)},
		{"date_empty", "an empty date", InBody, all, contract, nil, setting(Date, "")},
		{"date_time", "a dateTime where a date is due", InBody, all, contract, nil, dated(withTime)},
		{"decimal_comma", "a decimal number with a comma", InBody, all, contract, nil, setting(Decimal, "1,5")},
		{"int_overflow", "2147483648 in an integer of 32 bits", InBody, all, contract, nil, setting(Int, "2147483648")},
		{"extra_element", "an unknown element inside a known one", InBody, all, End{}, nil, extraElement},
		{"second_body_child", "two children of Body", InBody, soap, contract, nil, inEnvelope(secondChild)},
		{"other_person", "a valid reply about somebody else", InBody, all, person, nil, otherPerson},
		{"other_request", "a valid reply with another request's identifier", InBody, all, request, nil, otherRequest},
		{"replayed_reply", "an old valid reply again", InBody, all, request, nil, replayedReply},
		{"doctype", "a DOCTYPE: bare, an entity bomb, an external entity", InBody, soap, syntax, nil, doctype},
	}
}

func sizeFaults() []Fault {
	soap, all := []Protocol{SOAP11, SOAP12}, Protocols()
	size := ends(adapters.Malformed, adapters.ReasonSize)
	contract := ends(adapters.Malformed, adapters.ReasonContract)
	syntax := ends(adapters.Malformed, adapters.ReasonSyntax)
	return []Fault{
		{"deep", "100,000 nested elements", InBody, all, size, nil, deep},
		{"huge", "50 MiB of white space in a valid reply", InBody, all, size, nil, padded(false)},
		{"gzip_bomb", "the same from a small gzip", InBody, all, size, nil, padded(true)},
		{"gzip_unasked", "gzip that was not asked for", InBody, all, End{}, nil, gzipUnasked},
		{"windows_1251", "windows-1251, said in the prolog or in Content-Type", InBody, soap, End{}, nil, windows1251},
		{"bom", "a byte order mark before the document", InBody, all, End{}, nil, byteOrderMark},
		{"no_content_type", "no Content-Type", InBody, all, End{}, nil, noContentType},
		{"trailing", "bytes behind the document element", InBody, soap, syntax, nil, inEnvelope(trailingXML)},
		{"must_understand", "a header block with mustUnderstand that nobody knows", InBody, soap, contract, nil, inEnvelope(mustUnderstand)},
		{"attachments_child", "a stray <attachments/> in the envelope", InBody, soap, End{}, nil, inEnvelope(attachmentsChild)},
		{"multipart", "multipart/related around the envelope, with no attachment", InBody, soap, End{}, nil, multipart},
	}
}

func soapFaultRows() []Fault {
	soap := []Protocol{SOAP11, SOAP12}
	unavailable := ends(adapters.Unavailable, adapters.ReasonFault)
	rejected := ends(adapters.Rejected, adapters.ReasonSchema)
	return []Fault{
		{"fault_business", "a typed fault: no such person", InRefusal, soap, End{Outcome: adapters.NotFound}, nil, soapFaults(Business)},
		{"fault_validation", "a Client or Sender fault: the schema is violated", InRefusal, soap, rejected, nil, soapFaults(Validation)},
		{"fault_access", "a fault: access denied, certificate expired, signature invalid", InRefusal, soap,
			ends(adapters.Denied, adapters.ReasonAccess), nil, soapFaults(Access)},
		{"fault_quota", "a fault: quota or overload", InRefusal, soap,
			ends(adapters.Throttled, adapters.ReasonQuota), nil, soapFaults(Quota)},
		{"fault_server", "a Server or Receiver fault without detail", InRefusal, soap, unavailable, nil, soapFaultBare},
		{"fault_200", "a fault with status 200", InRefusal, soap, unavailable, nil, soapFault200},
		{"fault_mixed", "an envelope of 1.1 with a fault of 1.2, status 400", InRefusal, soap, unavailable, nil, soapFaultMixed},
		{"fault_untyped_server", "a fault with a text only, the server's doing", InRefusal, soap, unavailable, nil, soapFaultUntyped(false)},
		{"fault_untyped_client", "a fault with a text only, the client's doing", InRefusal, soap, rejected, nil, soapFaultUntyped(true)},
	}
}

func restFaults() []Fault {
	rest, all := []Protocol{REST}, Protocols()
	syntax := ends(adapters.Malformed, adapters.ReasonSyntax)
	contract := ends(adapters.Malformed, adapters.ReasonContract)
	throttled := ends(adapters.Throttled, adapters.ReasonRate)
	token := ends(adapters.Denied, adapters.ReasonToken)
	return []Fault{
		{"429", "status 429 with Retry-After, sane or absurd", InRefusal, all, throttled, nil, retryAfter(http.StatusTooManyRequests)},
		{"503_retry_after", "status 503 with Retry-After, sane or absurd", InRefusal, all,
			ends(adapters.Unavailable, adapters.ReasonStatus), nil, retryAfter(http.StatusServiceUnavailable)},
		{"422_limit", "status 422 with the code for: limit exceeded", InRefusal, rest, throttled, nil,
			byStatus(http.StatusUnprocessableEntity, Quota)},
		{"422_validation", "status 422 with the code for: validation failed", InRefusal, rest,
			ends(adapters.Rejected, adapters.ReasonSchema), nil, byStatus(http.StatusUnprocessableEntity, Validation)},
		{"401_once", "the token is refused, and a fresh one is not", InRefusal, rest, End{}, everySecond, refusedOnce},
		{"401_always", "every token is refused", InRefusal, rest, token, nil, byStatus(http.StatusUnauthorized, Token)},
		{"403", "forbidden", InRefusal, all, ends(adapters.Denied, adapters.ReasonAccess), nil, byStatus(http.StatusForbidden, Access)},
		{"200_error", "status 200 with an error object", InRefusal, rest,
			ends(adapters.Unavailable, adapters.ReasonFault), nil, status200Error},
		{"json_wrong_type", "a member of another type, or null", InBody, rest, contract, nil, jsonWrongType},
		{"json_truncated", "complete HTTP around half a JSON document", InBody, rest, syntax, nil, cutInTheMiddle},
		{"json_duplicate_key", "a member twice, with another value", InBody, rest, syntax, nil, jsonDuplicateKey},
		{"json_nan", "NaN", InBody, rest, syntax, nil, jsonNaN},
		{"json_bad_utf8", "bytes that are no UTF-8", InBody, rest, syntax, nil, jsonBadUTF8},
		{"json_trailing", "bytes behind the document", InBody, rest, syntax, nil, jsonTrailing},
		{"ticket_lost", "the poll says: no such request identifier", InRefusal, rest,
			ends(adapters.Unavailable, adapters.ReasonTicketLost), nil, ticket(Ticket)},
		{"ticket_slow", "still processing", InRefusal, rest, End{Outcome: adapters.InProgress}, nil, ticket(InWork)},
		{"ticket_limit", "too many polls of this identifier, every second time", InRefusal, rest, End{}, everySecond, ticket(Polls)},
		{"redirect", "a redirect to elsewhere", InRefusal, all, ends(adapters.Malformed, adapters.ReasonRedirect), nil, redirect},
	}
}

func wireFaults() []Fault {
	all := Protocols()
	broken := ends(adapters.Unavailable, adapters.ReasonReset)
	timeout := ends(adapters.TimedOut, adapters.ReasonExchange)
	bad := ends(adapters.Denied, adapters.ReasonTLS)
	return []Fault{
		{"refuse", "the connection is refused", AtListener, all, ends(adapters.Unavailable, adapters.ReasonConnect), nil, nil},
		{"reset_before", "RST after the request", OnWire, all, broken, nil, onWire(resetBefore)},
		{"reset_during", "RST in the middle of the reply", OnWire, all, broken, nil, onWire(resetDuring)},
		{"hang", "the request is read and never answered", OnWire, all, timeout, nil, onWire(hang)},
		{"drip", "one byte a second", OnWire, all, timeout, nil, drip},
		{"slow", "a delay before the reply, log-normal", OnWire, all, End{}, nil, slow},
		{"garbage", "random bytes in place of HTTP", OnWire, all, broken, nil, onWire(garbage)},
		{"flap", "every second exchange fails", OnWire, all, End{}, everySecond, onWire(resetBefore)},
		{"tls_expired", "the server's certificate has expired", InHandshake, all, bad, nil, nil},
		{"tls_wrong_host", "the server's certificate is for another host", InHandshake, all, bad, nil, nil},
		{"tls_unknown_ca", "the server's certificate is by an unknown authority", InHandshake, all, bad, nil, nil},
	}
}
