package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sverka/sverka/mock"
)

// credentials are those that the mock expects in a UsernameToken.
func credentials() (username, password string) {
	c := mock.Defaults().Migration
	return c.Username, c.Password
}

// misspelt is a password that is not the mock's.
const misspelt = "not the password"

// subjectOf cuts a persona's question down to what adapterstest.ParseQuery reads.
func subjectOf(query json.RawMessage) []byte {
	var q struct {
		Subject map[string]any `json:"subject"`
		Purpose string         `json:"purpose"`
		Code    string         `json:"service_code,omitempty"`
	}
	_ = json.Unmarshal(query, &q) // the mock has just written it
	if documents, ok := q.Subject["documents"].([]any); ok {
		for _, d := range documents {
			if d, ok := d.(map[string]any); ok {
				delete(d, "expires_on")
				delete(d, "issuer_code")
			}
		}
	}
	text, _ := json.Marshal(q)
	return text
}

// A question is a sample as a stack is to put it to the mocks.
type question struct {
	ID        string   `json:"id"`
	WSDL      string   `json:"wsdl"`
	Version   string   `json:"version"`
	Operation string   `json:"operation"`
	Username  string   `json:"username"` // of a UsernameToken with a digest; "": none is asked for
	Password  string   `json:"password"`
	Request   *element `json:"request"`

	sample *sample
	unread []string // elements that the stack does not tell from absent ones
}

// questions returns what a stack is to ask: all samples, and each operation that wants a token once more with a wrong password.
func questions(s *stack, r *registries, samples []sample) []question {
	var all []question
	username, password := credentials()
	refused := map[string]bool{}
	for i := range samples {
		one := &samples[i]
		q := question{
			WSDL: r.address(one.registry, one.space) + "?wsdl", Version: version(one.registry), Operation: one.name,
			sample: one, unread: s.unread,
		}
		if one.registry == "migration" {
			q.Username, q.Password = username, password
		}
		all = append(all, q)
		if one.registry == "migration" && one.space == "" && !refused[one.name] {
			refused[one.name] = true
			q.Password = misspelt
			all = append(all, q)
		}
	}
	for i := range all {
		all[i].ID = fmt.Sprintf("%s-%d", s.folder, i+1)
		request := all[i].sample.question
		request.children = slices.Clone(request.children)
		*request.child("requestId", "RequestId") = element{name: request.children[0].name, text: all[i].ID}
		all[i].Request = &request
	}
	return all
}

// token reports whether q is there to see a wrong password refused.
func (q *question) token() bool { return q.Password == misspelt }

// A reading is what a stack says that came: an answer or a fault, or an error of its own.
type reading struct {
	answer []string // as element.told
	fault  *faultReading
	err    string
}

type faultReading struct {
	code, text string
	detail     []string // nil: none was read
}

// jsonLines is the speech of a client in a language that has JSON.
type jsonLines struct{}

func (jsonLines) write(q *question) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(q) //nolint:gosec // texts all; and the mock's password is no secret
	return b.String()
}

func (jsonLines) read(line []byte) (id string, r reading, err error) {
	var came struct {
		ID     string
		Answer json.RawMessage
		Error  string
		Fault  *struct {
			Code, Text string
			Detail     json.RawMessage
		}
	}
	if err := json.Unmarshal(line, &came); err != nil {
		return "", r, fmt.Errorf("JSON: %w", err)
	}
	switch {
	case came.Error != "":
		r.err = came.Error
	case came.Fault != nil:
		r.fault = &faultReading{code: came.Fault.Code, text: came.Fault.Text}
		if len(came.Fault.Detail) > 0 {
			r.fault.detail, err = toldJSON(came.Fault.Detail)
		}
	default:
		r.answer, err = toldJSON(came.Answer)
	}
	return came.ID, r, err
}

// judge says what is wrong with what a stack made of q; "" is nothing. e is the exchange as the mock saw it.
func (q *question) judge(e exchange, got reading) string {
	asked, err := body(e.request)
	if err != nil {
		return "it asked no question: " + err.Error()
	}
	if asked.name != q.sample.question.name {
		return "it asked with the element " + asked.name
	}
	if d := difference(asked.told(), q.Request.told()); d != "" {
		return "its question: " + d
	}
	reply, err := body(e.reply)
	if err != nil {
		return "the mock's reply: " + err.Error()
	}
	if d := q.answered(&reply); d != "" {
		return d
	}
	if reply.name == "Fault" {
		return got.isFault(&reply)
	}
	switch {
	case got.err != "":
		return "it could not read the answer: " + got.err
	case got.fault != nil:
		return "it took the answer for a fault: " + got.fault.text
	default:
		return prefixed("what it read: ", difference(got.answer, without(reply.told(), q.unread)))
	}
}

// answered says how the mock's reply to the stack differs from that to the driver, who put the same question.
func (q *question) answered(reply *element) string {
	if q.token() {
		if detail := detailOf(reply); detail == nil || detail.name != "SignatureVerificationFault" {
			return "a wrong password was not refused as one"
		}
		return ""
	}
	if reply.name == "Fault" && !q.sample.fault {
		_, text := faultOf(reply)
		return "the mock refuses its question: " + text
	}
	want := q.sample.reply.told()
	own := q.sample.question.children[0]
	for i, line := range want {
		if line == own.name+"[0]="+own.text {
			want[i] = own.name + "[0]=" + q.ID
		}
	}
	return prefixed("the mock answers otherwise than the driver: ", difference(reply.told(), want))
}

// isFault says how what was read differs from the fault that was sent.
func (r reading) isFault(sent *element) string {
	code, text := faultOf(sent)
	switch {
	case r.err != "":
		return "it could not read the fault: " + r.err
	case r.fault == nil:
		return "it took the fault for an answer"
	case localPart(r.fault.code) != localPart(code):
		return fmt.Sprintf("the fault's code: %s, expected %s", r.fault.code, code)
	case r.fault.text != text:
		return fmt.Sprintf("the fault's text: %q, expected %q", r.fault.text, text)
	case r.fault.detail == nil:
		return "it did not read the fault's detail"
	default:
		detail := detailOf(sent)
		return prefixed("the fault's detail: ", difference(r.fault.detail, (&element{children: []element{*detail}}).told()))
	}
}

// faultOf returns the code and the text of a Fault of either version.
func faultOf(f *element) (code, text string) {
	if c := f.child("faultcode"); c != nil {
		return c.text, f.child("faultstring").text
	}
	return f.child("Code").child("Value").text, f.child("Reason").child("Text").text
}

// detailOf returns the first element of a Fault's detail, nil where there is none.
func detailOf(f *element) *element {
	d := f.child("detail", "Detail")
	if d == nil || len(d.children) == 0 {
		return nil
	}
	return &d.children[0]
}

// without drops the lines of empty elements called one of names.
func without(lines, names []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		path, empty := strings.CutSuffix(line, "[0]=")
		return empty && slices.Contains(names, path[strings.LastIndexByte(path, '/')+1:])
	})
}

func localPart(name string) string { return name[strings.LastIndexAny(name, ":}")+1:] }

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
