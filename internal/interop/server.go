package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
)

// A script tells a server what to answer.
type script struct {
	WSDL       map[string]string `json:"wsdl"`       // by registry
	Namespaces map[string]string `json:"namespaces"` // by registry
	Registries map[string]string `json:"registries"` // by operation
	Username   string            `json:"username"`
	Password   string            `json:"password"`
	// Replies are by operation and by what the question is about. What is null in an answer is taken from the question.
	Replies map[string]map[string]scripted `json:"replies"`
}

type scripted struct {
	Answer *element       `json:"answer,omitempty"`
	Fault  *scriptedFault `json:"fault,omitempty"`
}

type scriptedFault struct {
	Code   string   `json:"code"` // as the standard calls it: Client, Receiver
	Text   string   `json:"text"`
	Name   string   `json:"name"` // of the detail's element, which is also that of the contract's fault
	Detail *element `json:"detail"`
}

// newScript tells a server to answer as the mocks did.
func newScript(r *registries, samples []sample) *script {
	s := &script{
		WSDL: map[string]string{}, Namespaces: map[string]string{}, Registries: map[string]string{}, Replies: map[string]map[string]scripted{},
	}
	s.Username, s.Password = credentials()
	for i := range samples {
		one := &samples[i]
		s.WSDL[one.registry] = r.address(one.registry, "") + "?wsdl"
		s.Namespaces[one.registry], s.Registries[one.name] = namespace(one.registry), one.registry
		if s.Replies[one.name] == nil {
			s.Replies[one.name] = map[string]scripted{}
		}
		s.Replies[one.name][one.about] = one.scripted()
	}
	return s
}

func (s *sample) scripted() scripted {
	if !s.fault {
		return scripted{Answer: &s.reply}
	}
	code, text := faultOf(&s.reply)
	detail := detailOf(&s.reply)
	return scripted{Fault: &scriptedFault{Code: localPart(code), Text: text, Name: detail.name, Detail: detail}}
}

// tryServer lets the drivers ask the stack.
func tryServer(ctx context.Context, t *trial) error {
	if err := t.stack.script(t.workshop, newScript(t.registries, t.samples)); err != nil {
		return err
	}
	_, password := credentials()
	right, err1 := fetches(password)
	other, err2 := fetches(misspelt)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	for _, registry := range soapRegistries() {
		served, err := t.workshop.serve(ctx, t.stack.server(t.workshop, registry))
		if err != nil {
			return err
		}
		for i := range t.samples {
			if s := &t.samples[i]; s.registry == registry {
				t.askServer(ctx, served.address, s, right[s.lookup], other[s.lookup])
			}
		}
		served.stop()
	}
	return nil
}

// askServer puts a sample's question by a driver, and once for each operation with a wrong password where there is one.
func (t *trial) askServer(ctx context.Context, address string, s *sample, right, other fetch) {
	got := s.askAt(ctx, address, right).same(s.want)
	t.part.cell(s.operation, s.serverColumn()).judge(s.about, got)
	if t.stack.noToken != "" || s.registry != "migration" || s.fault {
		return
	}
	c := t.part.cell(s.operation, serverToken)
	if c.tried == 0 {
		c.judge("a wrong password", s.askAt(ctx, address, other).refusal())
	}
	c.judge(s.about, got)
}

// writeJSON writes a script for servers in languages that have JSON.
func writeJSON(w *workshop, s *script) error {
	text, err := json.Marshal(s) //nolint:gosec // the mock's password is no secret
	if err != nil {
		return err
	}
	return os.WriteFile(w.path("script.json"), text, 0o600)
}

func (s *sample) serverColumn() int {
	if s.fault {
		return serverFault
	}
	return serverAnswer
}

// askAt puts the sample's question to a server by the driver.
func (s *sample) askAt(ctx context.Context, address string, ask fetch) outcome {
	to, err := newRoute(address + "/" + s.registry + "/" + s.name + "/" + url.PathEscape(s.about))
	if err != nil {
		return outcomeOf(nil, err)
	}
	defer to.close()
	return outcomeOf(ask(ctx, s.query, to))
}
