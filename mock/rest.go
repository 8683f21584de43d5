package mock

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/mock/fault"
	"github.com/sverka/sverka/mock/openapi"
)

// restSide is what the two REST registries share.
type restSide struct {
	contract  *openapi.Document
	templates *renderer
	// invalid is the code of the registry for a request that breaks the contract.
	invalid string
}

func newRESTSide(contract *openapi.Document, templates *renderer, invalid string) restSide {
	return restSide{contract, templates, invalid}
}

// read holds a request to the contract and decodes it into v. It returns nil, or the registry's refusal with element and position.
func (s *restSide) read(ex *exchange, v any) *fault.Reply {
	schema, ok := s.contract.Request(ex.path)
	if !ok {
		ex.violation = "there is no such path"
		return new(s.refuse(http.StatusNotFound, s.invalid, "Нет такого метода"))
	}
	if media, _, _ := strings.Cut(ex.request.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(media), "application/json") {
		ex.violation = "expected Content-Type: application/json"
		return new(s.refuse(http.StatusUnprocessableEntity, s.invalid, "Ожидается Content-Type: application/json"))
	}
	if err := schema.Decode(ex.body, v); err != nil {
		ex.violation = err.Error()
		return new(s.refuse(http.StatusUnprocessableEntity, s.invalid, err.Error()))
	}
	return nil
}

// refuse returns the registry's error document.
func (s *restSide) refuse(status int, code, message string) fault.Reply {
	return s.render(status, "error", map[string]string{"Code": code, "Message": message})
}

// refuse answers with the registry's refusal; by its status it tells whether the asking system was not admitted.
func (a *answer) refuse(with *fault.Reply) {
	a.reply, a.denied = *with, with.Status == http.StatusUnauthorized || with.Status == http.StatusForbidden
}

// seconds is a wait as Retry-After says it, rounded up.
func seconds(wait time.Duration) string { return strconv.Itoa(int(math.Ceil(wait.Seconds()))) }

// document returns an error document as faults take it.
func (s *restSide) document(r fault.Refusal, name string, ends fault.End, status int, code, message string) fault.Document {
	return fault.Document{
		Refusal: r, Name: name, Ends: ends, Status: status, Body: string(s.refuse(status, code, message).Body),
	}
}

// jsonHeader is that of all replies.
//
//nolint:gochecknoglobals // nobody writes to it
var jsonHeader = http.Header{"Content-Type": {"application/json"}}

func (s *restSide) render(status int, name string, data any) fault.Reply {
	body, err := s.templates.render("", name+".json", data, "")
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"code":"MOCK","message":"the mock could not render its reply"}`)
	}
	return fault.Reply{Status: status, Header: jsonHeader, Body: body}
}
