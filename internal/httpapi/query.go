package httpapi

import (
	"slices"
	"strconv"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

// queryOf returns what is asked in the program's own words; read is false if a value is not one of its type, which the
// explainer then names. The caller's strings end here: what goes on is hidden.
func queryOf(asked *api.Query) (q adapters.Query, read bool) {
	v := values{}
	q = adapters.Query{
		Subject:     adapters.NewSubject(v.stated(&asked.Subject)),
		Purpose:     adapters.Purpose(asked.Purpose),
		ServiceCode: asked.ServiceCode.Value,
		Basis:       adapters.Basis{Kind: adapters.BasisKind(asked.Basis.Kind), Reference: asked.Basis.Reference.Value},
		Actor:       adapters.Actor{Kind: adapters.ActorKind(asked.Actor.Kind), ID: adapters.NewSecret(asked.Actor.ID.Value)},
		CaseID:      asked.CaseID,
	}
	return q, !v.wrong
}

// contradictions returns what does not go together in a query whose fields are right by themselves.
func contradictions(asked *api.Query) []adapters.FieldError {
	var found conflicts
	serves := asked.Purpose == api.PurposeServiceDelivery
	found.add(serves && !asked.ServiceCode.Set, "/service_code", adapters.CodeRequired, "purpose service_delivery needs the service's code")
	found.add(!serves && asked.ServiceCode.Set, "/service_code", adapters.CodeConflict, "only purpose service_delivery has a service's code")
	found.add(asked.Basis.Kind != api.BasisKindPublicService && !asked.Basis.Reference.Set,
		"/basis/reference", adapters.CodeRequired, "a basis other than public_service needs its reference")
	found.add(asked.Actor.Kind != api.ActorKindSystem && !asked.Actor.ID.Set,
		"/actor/id", adapters.CodeRequired, "a citizen or officer needs the portal's id of him")
	found.subject(&asked.Subject)
	return found
}

// conflicts collects contradictions. Their texts are fixed: they name fields, never values.
type conflicts []adapters.FieldError

func (c *conflicts) add(wrong bool, pointer, code, detail string) {
	if wrong {
		*c = append(*c, adapters.FieldError{Pointer: pointer, Code: code, Detail: detail})
	}
}

func (c *conflicts) subject(s *api.Subject) {
	c.add(s.NoPatronymic.Value && s.Patronymic.Set,
		"/subject/patronymic", adapters.CodeConflict, "a patronymic is stated beside no_patronymic")
	c.add(s.SingleName.Value && s.GivenName.Set,
		"/subject/given_name", adapters.CodeConflict, "a given name is stated beside single_name")
	c.add(s.SingleName.Value && s.LatinGivenName.Set,
		"/subject/latin_given_name", adapters.CodeConflict, "a given name is stated beside single_name")
	for i := range s.Citizenships {
		c.add(slices.Contains(s.Citizenships[:i], s.Citizenships[i]),
			"/subject/citizenships/"+strconv.Itoa(i), adapters.CodeConflict, "this citizenship is stated twice")
	}
	for i := range s.Documents {
		c.document("/subject/documents/"+strconv.Itoa(i), &s.Documents[i])
	}
}

func (c *conflicts) document(pointer string, d *api.Document) {
	issued, _ := adapters.ParseDate(string(d.IssuedOn.Value))
	expires, _ := adapters.ParseDate(string(d.ExpiresOn.Value))
	order, known := issued.Compare(expires)
	c.add(known && order > 0, pointer+"/expires_on", adapters.CodeConflict, "the document ends before it was issued")
}
