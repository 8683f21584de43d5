package soap

import (
	"encoding/xml"
	"mime"
	"net/http"
	"strings"
)

// A Receiver reads requests, as a service does. It may be used by several goroutines at once.
type Receiver struct {
	Contract *Contract
	// Understood are header blocks that may be mandatory. The WS-Security header is one always: whoever reads requests must verify
	// Request.Token, or refuse what has none.
	Understood []xml.Name
	Limits     Limits
}

// A Request is a request as it was received, its Body checked against the contract.
type Request struct {
	Version   Version // in which to answer
	MediaType string  // of the Content-Type, in small letters and without parameters; "" where there is none that can be read
	Action    string  // SOAPAction of 1.1, action parameter of 1.2, without quotes
	Element   string  // local name of the Body's child, one of the contract's elements
	Token     *PresentedToken
}

// Read reads a request. into is called with the local name of the Body's child, one of the contract's elements, when it begins, and gives what
// it is decoded into while it is checked; with nil it is checked alone.
//
// The error is an *Error, whose Class says which fault to answer with; the Request is not nil then either, and holds what had been read: Version
// is always one to answer in, Element is empty if it was not reached or is not declared. What into gave may hold a part of what was sent then.
func (c *Receiver) Read(header http.Header, body []byte, into func(element string) any) (*Request, error) {
	request := &Request{}
	request.transported(header)
	limits := c.Limits.withDefaults()
	text, err := plainText(header, body, limits)
	if err != nil {
		return request, err
	}
	r := c.Contract.pool.get()
	defer c.Contract.pool.put(r)
	r.scanner.reset(text, limits, c.Contract.known)
	envelope := envelopeReader{scanner: &r.scanner, tokens: true, understood: c.Understood}
	err = envelope.open()
	if envelope.version != 0 {
		request.Version = envelope.version
	}
	if err != nil {
		return request, err
	}
	request.Token = envelope.token
	return request, c.content(request, r, &envelope, into)
}

// content checks the Body's child, and decodes it where that is wanted.
func (c *Receiver) content(request *Request, r *contentReader, envelope *envelopeReader, into func(element string) any) error {
	s := &r.scanner
	decl := c.Contract.element(s.space, s.local)
	if decl == nil {
		return at(s.fail(CodeUnexpectedBody, ""), "Envelope/Body")
	}
	request.Element = decl.local
	var v any
	if into != nil {
		v = into(decl.local)
	}
	if err := r.decode(c.Contract, decl, v); err != nil {
		return err
	}
	return envelope.close()
}

// transported reads what the HTTP header says of the message; the version, too, until the envelope says it.
func (r *Request) transported(header http.Header) {
	mediaType, params, _ := mime.ParseMediaType(header.Get("Content-Type"))
	r.Version, r.MediaType, r.Action = V11, mediaType, strings.Trim(header.Get("SOAPAction"), `"`)
	if mediaType == mediaType12 {
		r.Version, r.Action = V12, params["action"]
	}
}
