package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// The referee of the REST contracts is kin-openapi, which no one here wrote, as xmllint is of SOAP's.

// A contract is a registry's OpenAPI document.
type contract struct {
	base   string // the address in it
	doc    *openapi3.T
	router routers.Router
}

func contractOf(t *testing.T, registry string) *contract {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(here, "..", "..", "wsdl", registry, "openapi.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc) // it validates the document itself too
	if err != nil {
		t.Fatalf("wsdl/%s/openapi.yaml: %v", registry, err)
	}
	return &contract{doc.Servers[0].URL, doc, router}
}

// proves checks what a request proves itself with: that it is there, for what it is worth is the registry's to say.
func proves(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	header := in.RequestValidationInput.Request.Header
	switch scheme := in.SecurityScheme; {
	case scheme.Type == "http" && scheme.Scheme == "bearer":
		if !strings.HasPrefix(header.Get("Authorization"), "Bearer ") {
			return errors.New("no bearer token")
		}
	case scheme.Type == "apiKey" && scheme.In == "header":
		if header.Get(scheme.Name) == "" {
			return fmt.Errorf("no header %s", scheme.Name)
		}
	default:
		return fmt.Errorf("a scheme that this does not know: %s", scheme.Type)
	}
	return nil
}

// judge returns what is wrong with the request and with the reply of e, and the operation.
func (c *contract) judge(e *recorded) (operation string, request, reply error) {
	ctx := context.Background()
	r, err := http.NewRequestWithContext(ctx, e.Method, c.base+e.Path, strings.NewReader(e.Body))
	if err != nil {
		return "", err, nil
	}
	r.Header = e.Header
	route, parameters, err := c.router.FindRoute(r)
	if err != nil {
		return "", err, nil
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: proves, MultiError: true, IncludeResponseStatus: true, SkipSettingDefaults: true,
	}}
	request = openapi3filter.ValidateRequest(ctx, in)
	reply = openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: e.Status, Header: e.ReplyHeader, Body: io.NopCloser(bytes.NewReader([]byte(e.Reply))), Options: in.Options,
	})
	return route.Operation.OperationID, request, reply
}

// restContracts are those of the registries that are asked by REST.
func restContracts(t *testing.T) map[string]*contract {
	t.Helper()
	return map[string]*contract{"tax": contractOf(t, "tax"), "mvd": contractOf(t, "mvd")}
}

// judgeREST holds every exchange to its contract: what the gateway sends and what the registries reply. What a stranger sends is wrong on
// purpose; the refusal is judged all the same. Each operation has to be among them.
func judgeREST(t *testing.T, all []recorded) {
	t.Helper()
	contracts := restContracts(t)
	answered := map[string]bool{}
	for _, e := range all {
		if !isREST(e.Registry) {
			continue
		}
		operation, request, reply := contracts[e.Registry].judge(&e)
		if request != nil && e.By == "gateway" {
			t.Errorf("%s %s: the gateway's request: %v\n%s", e.Registry, e.Path, request, e.Body)
		}
		if reply != nil {
			t.Errorf("%s %s: a reply of status %d: %v\n%s", e.Registry, e.Path, e.Status, reply, e.Reply)
		}
		if e.By == "gateway" && e.Status < http.StatusMultipleChoices {
			answered[operation] = true
		}
	}
	for registry, c := range contracts {
		for path, item := range c.doc.Paths.Map() {
			for _, operation := range item.Operations() {
				if !answered[operation.OperationID] {
					t.Errorf("%s%s: no exchange of %s was recorded", registry, path, operation.OperationID)
				}
			}
		}
	}
}

// tryReferee proves that the referee whistles: an exchange of each operation is altered in ways that its contract forbids.
func tryReferee(t *testing.T, all []recorded) {
	t.Helper()
	contracts := restContracts(t)
	seen := map[string]bool{}
	for _, e := range all {
		if !isREST(e.Registry) || e.By != "gateway" || e.Status >= http.StatusMultipleChoices {
			continue
		}
		operation, request, reply := contracts[e.Registry].judge(&e)
		if request != nil || reply != nil || seen[operation] {
			continue
		}
		seen[operation] = true
		for what, spoil := range spoilers(t) {
			spoilt := e
			spoil(&spoilt)
			if _, request, reply := contracts[e.Registry].judge(&spoilt); request == nil && reply == nil {
				t.Errorf("%s: %s is not seen", operation, what)
			}
		}
	}
	const operations = 7
	if len(seen) != operations {
		t.Errorf("altered were exchanges of %v", seen)
	}
}

func spoilers(t *testing.T) map[string]func(*recorded) {
	return map[string]func(*recorded){
		"an unknown path":                func(e *recorded) { e.Path += "/x" },
		"a request without its header":   func(e *recorded) { e.Header = http.Header{"Content-Type": {"application/json"}}; e.Body = "{}" },
		"a request that is a list":       func(e *recorded) { e.Body = "[]" },
		"a request of another type":      func(e *recorded) { e.Header = e.Header.Clone(); e.Header.Set("Content-Type", "text/plain") },
		"a reply without a member":       func(e *recorded) { e.Reply = "{}" },
		"a reply that is not JSON":       func(e *recorded) { e.Reply = "<html>" },
		"a status that is not foreseen":  func(e *recorded) { e.Status = http.StatusTeapot },
		"a reply of another type":        func(e *recorded) { e.ReplyHeader = http.Header{"Content-Type": {"text/html"}} },
		"a member that is a number":      func(e *recorded) { e.Reply = altered(t, e.Reply, 7) },
		"a member that is too long text": func(e *recorded) { e.Reply = altered(t, e.Reply, strings.Repeat("я", 1<<16)) },
	}
}

// altered returns a JSON object with a value that is wrong for whatever member has it.
func altered(t *testing.T, document string, value any) string {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(document), &members); err != nil {
		t.Fatal(err)
	}
	for name := range members {
		members[name] = value
	}
	text, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
