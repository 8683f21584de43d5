package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/internal/transport"
	"github.com/sverka/sverka/mock"
)

// A sample is a question that a driver has put to the mocks, with what came: all that is tried is tried against it.
type sample struct {
	operation
	about string // the persona, or the fault
	fault bool   // the reply is a fault
	space string // the mock's namespace
	query adapters.Query

	question element
	reply    element // what stands in the Body
	// want is what the driver makes of the reply when the person in it is repeated from the question, letter by letter.
	want outcome
}

// faultPersona is whom questions are about that meet a fault.
const faultPersona = "patent-worker"

// takeSamples asks the mocks about every persona of whom the registry answers by the contract, and once for each fault.
func takeSamples(ctx context.Context, r *registries) ([]sample, error) {
	_, password := credentials()
	drivers, err1 := fetches(password)
	people, err2 := r.mock.Personas()
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	var all []sample
	for _, o := range operations() {
		for _, p := range people {
			some, err := o.samples(p)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
	}
	for i := range all {
		if err := all[i].take(ctx, r, drivers[all[i].lookup]); err != nil {
			return nil, fmt.Errorf("%s of %s: %w", all[i].name, all[i].about, err)
		}
	}
	return all, nil
}

// samples returns what is to be asked about a persona, nothing where the mock makes trouble.
func (o operation) samples(p mock.Entry) ([]sample, error) {
	asked, ok := p.Lookups[o.lookup]
	if !ok || asked.Fault != "" || asked.Expect.Outcome == "" {
		return nil, nil
	}
	query, err := adapterstest.ParseQuery(subjectOf(asked.Query))
	if err != nil {
		return nil, err
	}
	s := sample{operation: o, about: p.ID, query: query}
	all := []sample{s}
	if p.ID == faultPersona {
		for _, fault := range o.faults {
			s.about, s.space = fault, spaceOf(o, fault)
			all = append(all, s)
		}
	}
	return all, nil
}

// take puts the question by the driver and keeps what was said.
func (s *sample) take(ctx context.Context, r *registries, ask fetch) error {
	to, err := newRoute(r.address(s.registry, s.space))
	if err != nil {
		return err
	}
	defer to.close()
	to.changed = func(response adapters.Response) (adapters.Response, error) {
		e, ok := r.take(requestID(to.sent))
		if !ok {
			return response, errors.New("the mock does not remember the exchange")
		}
		if s.question, err = body(e.request); err != nil {
			return response, err
		}
		if s.reply, err = body(e.reply); err != nil {
			return response, err
		}
		s.fault = s.reply.name == "Fault"
		if !s.fault {
			s.repeat()
			response.Body = s.said()
		}
		return response, nil
	}
	s.want = outcomeOf(ask(ctx, s.query, to))
	return to.failed
}

// repeat marks what of the reply says again what the question said: a server shall take it from there.
func (s *sample) repeat() {
	for i := range s.reply.children {
		c := &s.reply.children[i]
		c.repeated = s.question.child(c.name) != nil
	}
}

// said is the reply in an envelope, with the repeated as they were asked.
func (s *sample) said() []byte {
	whole := element{name: s.reply.name}
	for _, c := range s.reply.children {
		if c.repeated {
			c = *s.question.child(c.name)
		}
		whole.children = append(whole.children, c)
	}
	envelope := "http://schemas.xmlsoap.org/soap/envelope/"
	if version(s.registry) == "1.2" {
		envelope = "http://www.w3.org/2003/05/soap-envelope"
	}
	var b bytes.Buffer
	b.WriteString(`<s:Envelope xmlns:s="` + envelope + `"><s:Body>`)
	whole.appendXML(&b, namespace(s.registry))
	b.WriteString(`</s:Body></s:Envelope>`)
	return b.Bytes()
}

// An outcome is what a driver makes of a reply.
type outcome struct {
	reply   any
	failure *adapters.Failure
}

func outcomeOf(reply any, err error) outcome {
	return outcome{reply: reply, failure: adapters.AsFailure(err)}
}

// String names no person.
func (o outcome) String() string {
	if o.failure != nil {
		return o.failure.Error()
	}
	v := reflect.ValueOf(o.reply)
	return fmt.Sprint(v.FieldByName("Outcome"), " ", v.FieldByName("Verdict"), " ", v.FieldByName("Reason"))
}

// refusal says what is wrong with o as what becomes of a question with a wrong password: a fault that says whose doing it is.
func (o outcome) refusal() string {
	if o.failure == nil || o.failure.Kind != adapters.Denied && o.failure.Kind != adapters.Rejected {
		return fmt.Sprintf("it was not refused: %v", o)
	}
	return ""
}

// same says how o differs from want; "" when it does not.
func (o outcome) same(want outcome) string {
	switch {
	case o.failure != nil && want.failure != nil:
		if o.failure.Error() != want.failure.Error() || o.failure.RetryAfter != want.failure.RetryAfter {
			return fmt.Sprintf("%v, expected %v", o, want)
		}
	case o.failure != nil || want.failure != nil || o.String() != want.String():
		return fmt.Sprintf("%v, expected %v", o, want)
	case !reflect.DeepEqual(o.reply, want.reply):
		return fmt.Sprintf("%v as expected, with another record or another person", o)
	}
	return ""
}

// A route is an adapters.Exchanger that leads what is asked of a registry to another address, by the program's own transport.
type route struct {
	client  *transport.Client
	address *url.URL
	sent    []byte                                             // the last request
	changed func(adapters.Response) (adapters.Response, error) // what the driver is shown of what came; nil: all as it is
	failed  error                                              // of changed
}

func newRoute(address string) (*route, error) {
	to, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	c := transport.Default()
	c.BaseURL = address
	client, err := transport.New(c)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return &route{client: client, address: to}, nil
}

func (r *route) close() { r.client.Close() }

// Exchange implements adapters.Exchanger.
func (r *route) Exchange(ctx context.Context, request *http.Request) (adapters.Response, error) {
	request = request.Clone(ctx)
	request.URL, request.Host = r.address, r.address.Host
	if asked, err := request.GetBody(); err == nil {
		r.sent, _ = io.ReadAll(asked) // it is in memory
	}
	response, _, err := r.client.Do(ctx, request)
	if err != nil || r.changed == nil {
		return response, err
	}
	response, r.failed = r.changed(response)
	return response, nil
}
