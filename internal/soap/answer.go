package soap

import (
	"encoding/xml"
	"net/http"
	"strconv"
)

// An Answer is what a service sends: an HTTP status, a content type and an envelope.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
}

// ServeHTTP writes the answer, to whatever request. It implements http.Handler.
func (a Answer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", a.ContentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a client that has gone away is no error of the service
}

// NewAnswer wraps body, a rendered element that declares its namespaces, in an envelope. The error is that of a block.
func NewAnswer(v Version, body []byte, blocks ...HeaderBlock) (Answer, error) {
	message, err := appendOpening(nil, v, blocks)
	if err != nil {
		return Answer{}, err
	}
	message = append(append(message, body...), closing...)
	return Answer{Status: http.StatusOK, ContentType: v.ContentType(""), Body: message}, nil
}

// A FaultAnswer is a fault that a service sends.
type FaultAnswer struct {
	Version Version
	Mixed   bool  // a fault of 1.2 in an envelope of 1.1 with the media type of 1.2, as a common stack sends; Version is ignored
	Class   Class // ClassOther needs a Code
	// Code is a code of the service's own: the faultcode itself in 1.1, the Subcode in 1.2. It may be zero.
	Code   xml.Name
	Reason string
	Detail []byte // rendered elements that declare their namespaces; may be empty
}

// Answer renders the fault. Its status is 500, but 400 for Sender in 1.2 (the HTTP binding of SOAP 1.2 part 2) and for mixed ones.
func (f FaultAnswer) Answer() Answer {
	if f.Mixed {
		return f.answer(V11, V12)
	}
	return f.answer(f.Version, f.Version)
}

// answer renders a fault of one version in an envelope of another.
func (f FaultAnswer) answer(envelope, fault Version) Answer {
	message, _ := appendOpening(nil, envelope, nil) // it fails by a block only
	message = append(message, "<"+envelopePrefix+":Fault>"...)
	if fault == V12 {
		message = f.append12(message)
	} else {
		message = f.append11(message)
	}
	message = append(message, "</"+envelopePrefix+":Fault>"+closing...)
	a := Answer{Status: http.StatusInternalServerError, ContentType: fault.ContentType(""), Body: message}
	if fault == V12 && (f.Mixed || f.Class == ClassSender) {
		a.Status = http.StatusBadRequest
	}
	return a
}

// append11 appends the children of a fault of 1.1, which stand in no namespace.
func (f FaultAnswer) append11(dst []byte) []byte {
	dst = appendCode(dst, "faultcode", V11, f.Class, f.Code)
	dst = append(dst, "<faultstring>"...)
	dst = appendEscaped(dst, f.Reason)
	dst = append(dst, "</faultstring>"...)
	if len(f.Detail) > 0 {
		dst = append(append(append(dst, "<detail>"...), f.Detail...), "</detail>"...)
	}
	return dst
}

// append12 appends the children of a fault of 1.2.
func (f FaultAnswer) append12(dst []byte) []byte {
	const p = envelopePrefix + ":"
	dst = append(dst, "<"+p+"Code>"...)
	dst = appendCode(dst, p+"Value", V12, f.Class, xml.Name{})
	if f.Code.Local != "" {
		dst = append(dst, "<"+p+"Subcode>"...)
		dst = appendCode(dst, p+"Value", V12, f.Class, f.Code)
		dst = append(dst, "</"+p+"Subcode>"...)
	}
	dst = append(dst, "</"+p+"Code><"+p+`Reason><`+p+`Text xml:lang="ru">`...)
	dst = appendEscaped(dst, f.Reason)
	dst = append(dst, "</"+p+"Text></"+p+"Reason>"...)
	if len(f.Detail) > 0 {
		dst = append(append(append(dst, "<"+p+"Detail>"...), f.Detail...), "</"+p+"Detail>"...)
	}
	return dst
}

// appendCode appends an element whose text is a code: the service's own, or the standard one of the class.
func appendCode(dst []byte, element string, v Version, class Class, own xml.Name) []byte {
	dst = append(dst, "<"+element...)
	text := envelopePrefix + ":" + class.standardCode(v)
	if own.Local != "" {
		text = own.Local
		if own.Space != "" {
			dst = append(dst, ` xmlns:code="`...)
			dst = append(appendEscaped(dst, own.Space), '"')
			text = "code:" + own.Local
		}
	}
	dst = append(dst, '>')
	dst = appendEscaped(dst, text)
	return append(dst, "</"+element+">"...)
}

// standardCode gives the local name of the class's code in a version. ClassOther has none, and gives that of the receiver.
func (c Class) standardCode(v Version) string {
	switch {
	case c == ClassVersionMismatch:
		return "VersionMismatch"
	case c == ClassMustUnderstand:
		return "MustUnderstand"
	case c == ClassSender && v == V12:
		return "Sender"
	case c == ClassSender:
		return "Client"
	case v == V12:
		return "Receiver"
	default:
		return "Server"
	}
}
