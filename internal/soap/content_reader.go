package soap

import (
	"encoding/xml"
	"errors"
	"io"
	"sync"
)

// A contentReader gives the tokens of one element to encoding/xml as the checker accepts them: declared elements and attributes
// with normalized values, in the contract's namespace. What is unknown or nil is left out. It implements xml.TokenReader.
type contentReader struct {
	checker checker
	scanner scanner
	decoder *xml.Decoder
	err     error // why it stopped
	done    bool
	pending xml.Token // an end that follows a text
	first   bool      // the start of the element has not been given yet
}

// readers keeps content readers with their stacks and decoders.
type readers struct{ pool sync.Pool }

// get gives a reader that may hold anything of its last message.
func (r *readers) get() *contentReader {
	if c, ok := r.pool.Get().(*contentReader); ok {
		return c
	}
	return &contentReader{}
}

// put takes a reader back. It forgets the message.
func (r *readers) put(c *contentReader) {
	c.scanner.forget()
	c.checker.forget()
	c.err, c.pending = nil, nil
	r.pool.Put(c)
}

// maxKept bounds the buffers that pools keep: one huge message must not be paid for ever.
const maxKept = 64 << 10

// decode checks the element whose start tag the scanner has just given and decodes it into v; a nil v only checks it.
func (r *contentReader) decode(contract *Contract, decl *elementDecl, v any) error {
	r.done, r.first, r.err, r.pending = false, true, nil, nil
	if err := r.checker.begin(contract, &r.scanner, decl); err != nil {
		return err
	}
	if v == nil {
		return r.drain()
	}
	if r.decoder == nil {
		r.decoder = xml.NewTokenDecoder(r)
	}
	err := r.decoder.Decode(v)
	if r.err == nil && err == nil && r.done {
		return nil
	}
	r.decoder = nil // it has stopped half-way
	if r.err != nil {
		return r.err
	}
	// The text of err may quote a value.
	return &Error{Code: CodeDecode, Path: decl.local, Note: "the Go type does not fit the contract"}
}

// drain checks the rest of the element.
func (r *contentReader) drain() error {
	for {
		_, done, err := r.checker.next()
		if err != nil || done {
			return err
		}
	}
}

// Token gives the next token. It implements xml.TokenReader.
func (r *contentReader) Token() (xml.Token, error) {
	switch {
	case r.err != nil:
		return nil, r.err
	case r.first:
		r.first = false
		return r.startToken(), nil
	case r.pending != nil:
		token := r.pending
		r.pending = nil
		return token, nil
	case r.done:
		return nil, io.EOF
	}
	for {
		decl := r.checker.top().decl
		did, done, err := r.checker.next()
		if r.done = done; err != nil {
			r.err = err
			return nil, err
		}
		switch did {
		case stepStart:
			return r.startToken(), nil
		case stepEnd:
			return r.endTokens(decl), nil
		}
	}
}

// startToken makes the token of the element that has just begun.
func (r *contentReader) startToken() xml.Token {
	decl := r.checker.top().decl
	if decl.complex == nil || len(decl.complex.attrs) == 0 || len(r.scanner.attrs) == 0 {
		return decl.start
	}
	start := decl.start.(xml.StartElement)
	for _, declared := range decl.complex.attrs {
		for _, a := range r.scanner.attrs {
			if a.space == "" && string(a.local) == declared.local {
				start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: declared.local}, Value: string(a.value)})
			}
		}
	}
	return start
}

// endTokens gives the text of a simple element, to be followed by its end, or the end.
func (r *contentReader) endTokens(decl *elementDecl) xml.Token {
	if decl.simple == nil || len(r.checker.text) == 0 {
		return decl.end
	}
	r.pending = decl.end
	return xml.CharData(r.checker.text)
}

// fragment is an element of a message that has been read, to be decoded when its type is known.
type fragment struct {
	contract *Contract
	src      []byte // the whole message
	at, end  int
	scope    []binding // in force around it
	limits   Limits
}

// decode checks the element against the contract, whose global element it must be, and decodes it into v.
func (f *fragment) decode(v any) error {
	r := f.contract.pool.get()
	defer f.contract.pool.put(r)
	s := &r.scanner
	s.reset(f.src[:f.end], f.limits, f.contract.known)
	s.pos = f.at
	s.bindings = append(s.bindings, f.scope...)
	if _, err := s.next(); err != nil {
		return err
	}
	decl := f.contract.element(s.space, s.local)
	if decl == nil {
		return f.contract.undeclared(s)
	}
	return r.decode(f.contract, decl, v)
}

// asError gives err as an *Error, if it is one.
func asError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}
