package mock

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/fault"
)

// soapSide is what the two SOAP registries share.
type soapSide struct {
	version   soap.Version
	protocol  fault.Protocol
	receiver  soap.Receiver
	templates *renderer
	opening   string      // of every reply
	header    http.Header // of every reply; nobody writes to it
}

func newSOAPSide(version soap.Version, contract *soap.Contract, templates *renderer) soapSide {
	s := soapSide{
		version: version, protocol: fault.SOAP11, receiver: soap.Receiver{Contract: contract}, templates: templates,
		opening: `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="` + version.Namespace() + `"><soap:Body>`,
		header:  http.Header{"Content-Type": {version.ContentType("")}},
	}
	if version == soap.V12 {
		s.protocol = fault.SOAP12
	}
	return s
}

// open reads a request, whose element is decoded into what into gives for it if an operation takes it, and holds it to the contract. What is wrong
// with it, if anything, comes as a text for the sender with the element and its position. The request is never nil; its Element is empty when it
// was not reached.
func (s *soapSide) open(ex *exchange, into func(element string) (v any, taken bool)) (request *soap.Request, wrong, code string) {
	taken := false
	request, err := s.receiver.Read(ex.request.Header, ex.body, func(element string) (v any) {
		v, taken = into(element)
		return v
	})
	media := s.media()
	switch {
	case err == nil && request.Version != s.version:
		wrong, code = fmt.Sprintf("SOAP %s is spoken here", s.version), "VersionMismatch"
	case err == nil && request.MediaType != media:
		wrong = "expected Content-Type: " + media
	case err == nil && !taken:
		wrong = "no operation takes the element " + request.Element
	case err == nil && request.Action != "" && request.Action != actionOf(request.Element):
		wrong = fmt.Sprintf("expected %q as the action, or none", actionOf(request.Element))
	default:
		wrong, code = violation(err)
	}
	ex.violation = wrong
	return request, wrong, code
}

// actionOf returns the action of the operation that takes an element, as both contracts have it.
func actionOf(element string) string { return "urn:" + strings.TrimSuffix(element, "Request") }

// media is the type of a message (SOAP 1.1, section 6; SOAP 1.2 part 2, section 7.1.4).
func (s *soapSide) media() string {
	if s.version == soap.V12 {
		return "application/soap+xml"
	}
	return "text/xml"
}

// violation words an error of the contract's checker. It names elements and positions, and no values: the checker keeps them out.
func violation(err error) (text, code string) {
	var e *soap.Error
	switch {
	case err == nil:
		return "", ""
	case !errors.As(err, &e):
		return "the request cannot be read", ""
	case e.Code == soap.CodeVersion:
		return e.Error(), "VersionMismatch"
	case e.Code == soap.CodeMustUnderstand:
		return e.Error(), "MustUnderstand"
	default:
		return e.Error(), ""
	}
}

// render returns a reply in an envelope.
func (s *soapSide) render(name string, data any) fault.Reply {
	body, err := s.templates.render(s.opening, name+".xml", data, "</soap:Body></soap:Envelope>")
	if err != nil {
		return fault.SOAPFault(s.protocol, fault.Document{Text: "the mock could not render its reply"})
	}
	return fault.Reply{Status: http.StatusOK, Header: s.header, Body: body}
}

// detail renders the detail of a fault.
func (s *soapSide) detail(name string, data any) string {
	text, err := s.templates.render("", name+".xml", data, "")
	if err != nil {
		return ""
	}
	return string(text)
}
