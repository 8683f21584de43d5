package httpapi

import (
	_ "embed"
	"sync"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

//go:embed openapi.yaml
var openAPI []byte

// A contract reads questions as the OpenAPI document has them. It is safe for concurrent use.
//
// What is right takes the generated decoder, which is quick and stops at the first thing that is wrong, quoting it. Only
// what is wrong is then read again by the document's own schema, to say all that is wrong, where, and what was expected.
type contract struct {
	explainer func() *explainer // of a question
	planning  func() *explainer // of one that is planned
}

func newContract() *contract {
	return &contract{
		explainer: sync.OnceValue(func() *explainer { return newExplainer(openAPI, "Query") }),
		planning:  sync.OnceValue(func() *explainer { return newExplainer(openAPI, "PlanQuery") }),
	}
}

// query reads body, one well-formed JSON document, or returns a *refusal that names every field that is wrong.
func (c *contract) query(body []byte) (adapters.Query, error) {
	var asked api.Query
	if asked.Decode(jx.DecodeBytes(body)) != nil || asked.Validate() != nil {
		return adapters.Query{}, c.explain(body)
	}
	q, read := queryOf(&asked)
	if !read {
		return adapters.Query{}, c.explain(body)
	}
	if errs := contradictions(&asked); len(errs) > 0 {
		return adapters.Query{}, wrongFields(errs)
	}
	if errs := revealing(&q); len(errs) > 0 {
		return adapters.Query{}, wrongFields(errs)
	}
	return q, nil
}

// explain says what is wrong with body, which the decoder has refused.
func (c *contract) explain(body []byte) error { return explained(c.explainer().errors(body)) }

// explained is the refusal of a body with which errs are wrong. An empty list would mean that decoder and document
// disagree: tests and a fuzz target look for such a body, and a caller who finds one is told as much as we know.
func explained(errs []adapters.FieldError) error {
	if len(errs) == 0 {
		return badBody("The body is not a query as the API's document has it.")
	}
	return wrongFields(errs)
}
