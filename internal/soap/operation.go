package soap

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
)

// OperationConfig says what one operation of a service is.
type OperationConfig struct {
	Contract *Contract
	Version  Version // in which to ask; answers are read in either
	Endpoint string  // absolute URL, http or https
	Action   string  // SOAPAction of 1.1, action parameter of 1.2; may be empty
	Request  string  // local name of the request's element in the contract
	Reply    string  // and of the reply's
	// Understood are the header blocks of replies that may be mandatory because the driver heeds them, or need not.
	Understood []xml.Name
	Limits     Limits
}

// An Operation puts one document/literal operation: it writes requests of type Req and reads replies of type Resp. It is made once
// and is safe for concurrent use.
type Operation[Req, Resp any] struct {
	config   OperationConfig
	request  *elementDecl
	reply    *elementDecl
	template *http.Request
	header   http.Header
	root     slot // how a request is written
}

// NewOperation checks the configuration, and that both Go types hold what the contract allows (see [Contract.Fits]).
func NewOperation[Req, Resp any](config OperationConfig) (*Operation[Req, Resp], error) {
	config.Limits = config.Limits.withDefaults()
	o := &Operation[Req, Resp]{config: config}
	if err := o.names(); err != nil {
		return nil, err
	}
	if config.Version.Namespace() == "" {
		return nil, errors.New("soap: an operation without a version")
	}
	endpoint, err := url.Parse(config.Endpoint)
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "http" && endpoint.Scheme != "https" {
		return nil, errors.New("soap: the endpoint is no absolute http or https URL")
	}
	o.template = &http.Request{
		Method: http.MethodPost, URL: endpoint, Host: endpoint.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	o.header = requestHeader(config.Version, config.Action)
	o.root = slot{local: o.request.local}
	if o.request.complex != nil {
		o.root.inner = config.Contract.plans.of(o.request.complex, reflect.TypeFor[Req]())
	}
	return o, nil
}

// names finds the elements of request and reply in the contract and fits the Go types to them.
func (o *Operation[Req, Resp]) names() error {
	for _, side := range []struct {
		local  string
		target **elementDecl
		typ    reflect.Type
	}{
		{o.config.Request, &o.request, reflect.TypeFor[Req]()},
		{o.config.Reply, &o.reply, reflect.TypeFor[Resp]()},
	} {
		decl := o.config.Contract.local([]byte(side.local))
		if decl == nil {
			return fmt.Errorf("soap: the contract has no element %q", side.local)
		}
		if err := o.config.Contract.Fits(side.local, side.typ); err != nil {
			return err
		}
		*side.target = decl
	}
	return nil
}

// requestHeader makes the HTTP header of a request.
func requestHeader(version Version, action string) http.Header {
	h := http.Header{
		"Content-Type": {version.ContentType(action)},
		"Accept":       {mediaType11 + ", " + mediaType12},
	}
	if version == V11 {
		h["Soapaction"] = []string{quoted(action)} // required, even if empty
	}
	return h
}

// Request writes the HTTP request that asks in, with the header blocks given. The body is held to the contract before anything is
// sent: an *Error with CodeContract says where in does not follow it.
func (o *Operation[Req, Resp]) Request(ctx context.Context, in *Req, blocks ...HeaderBlock) (*http.Request, error) {
	message, err := o.write(make([]byte, 0, (1+len(blocks))*usualPart), in, blocks)
	if err != nil {
		return nil, err
	}
	r := o.template.WithContext(ctx)
	r.Header = o.header.Clone()
	r.ContentLength = int64(len(message))
	r.Body = io.NopCloser(bytes.NewReader(message))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(message)), nil }
	return r, nil
}

// usualPart is a size in bytes that most bodies and most header blocks stay below.
const usualPart = 1 << 10

// write appends the envelope and checks the body in it.
func (o *Operation[Req, Resp]) write(dst []byte, in *Req, blocks []HeaderBlock) ([]byte, error) {
	if in == nil {
		return nil, &Error{Code: CodeEncode, Path: o.request.local, Note: "there is no value"}
	}
	dst, err := appendOpening(dst, o.config.Version, blocks)
	if err != nil {
		return nil, err
	}
	contract, from := o.config.Contract, len(dst)
	dst = o.root.appendElement(dst, contract.namespace, reflect.ValueOf(in))
	if err := contract.check(o.request, dst[from:], o.config.Limits); err != nil {
		return nil, err
	}
	return append(dst, closing...), nil
}

// Reply reads the answer to a request: the status, header and body of the HTTP response, the body as it is after any content
// encoding has been undone.
//
// The reply is not nil if and only if err is nil. Otherwise err is a *Fault, with which the peer has answered, or an *Error: the message
// is no proper answer. body must not be changed while a Fault is in use.
func (o *Operation[Req, Resp]) Reply(status int, header http.Header, body []byte) (*Resp, error) {
	text, err := plainText(header, body, o.config.Limits)
	if err != nil {
		return nil, err
	}
	r := o.config.Contract.pool.get()
	defer o.config.Contract.pool.put(r)
	r.scanner.reset(text, o.config.Limits, o.config.Contract.known)
	envelope := envelopeReader{scanner: &r.scanner, understood: o.config.Understood}
	if err := envelope.open(); err != nil {
		return nil, err
	}
	if envelope.isFault() {
		return nil, readFault(&envelope, o.config.Contract, status)
	}
	resp := new(Resp)
	if err := r.body(&envelope, o.config.Contract, o.reply, resp); err != nil {
		return nil, err
	}
	if status < 200 || status > 299 {
		return nil, &Error{Code: CodeStatus, Path: "Envelope/Body", Note: "a proper reply with an HTTP status of failure"}
	}
	return resp, nil
}

// body decodes the Body's child, which must be the one that decl declares, and reads to the end of the message.
func (r *contentReader) body(envelope *envelopeReader, contract *Contract, decl *elementDecl, v any) error {
	s := &r.scanner
	if s.space != contract.namespace || string(s.local) != decl.local {
		e := s.fail(CodeUnexpectedBody, "")
		e.Path, e.Expected, e.Value = "Envelope/Body", []string{decl.local}, harmless(s.local)
		return e
	}
	if err := r.decode(contract, decl, v); err != nil {
		return err
	}
	return envelope.close()
}

// readFault reads the fault that has just begun, to the end of the message. It never gives nil.
func readFault(envelope *envelopeReader, contract *Contract, status int) error {
	s := envelope.scanner
	reader := nodeReader{scanner: s, budget: maxNodes}
	n, err := reader.read(nil)
	if err != nil {
		return at(err, "Envelope/Body/Fault")
	}
	if err := envelope.close(); err != nil {
		return err
	}
	fault := &Fault{Version: envelope.version, Status: status}
	faults := faultReader{fault: fault, contract: contract, src: s.src, limits: s.limits, seen: map[string]bool{}}
	if err := faults.read(n); err != nil {
		return err
	}
	return fault
}
