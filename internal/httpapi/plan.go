package httpapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

// plan is the way of a question that is not asked: who wants to know, of what, and what it would take.
func (s *server) plan(v *visit, r *http.Request) {
	caller, place, err := s.admit(r)
	if err != nil {
		v.refuse(r.Context(), err)
		return
	}
	defer place.Leave()
	var query adapters.Query
	var wrong []adapters.FieldError
	err = s.withDocument(v, r, func(document []byte) (err error) {
		query, wrong, err = s.contract.planned(document)
		return err
	})
	if err != nil {
		v.refuse(r.Context(), err)
		return
	}
	r = v.unnamed(r, &query)
	query.Caller, query.Grant = caller.Name, caller.Grant
	plan := v.lookup.plan(query, wrong)
	if plan.Forbidden != nil {
		v.refuse(r.Context(), plan.Forbidden)
		return
	}
	v.send(http.StatusOK, "application/json", planOf(v.lookup.name, plan))
}

// planned reads body, one well-formed JSON document, as a question that need not be whole. wrong is what is wrong with single
// members of the subject, which the query then lacks: a form that is being filled in has them half typed. Whatever else is
// wrong is a *refusal, as of a question.
func (c *contract) planned(body []byte) (q adapters.Query, wrong []adapters.FieldError, err error) {
	if q, wrong, ok := begun(body); ok {
		return q, wrong, nil
	}
	wrong = c.planning().errors(body)
	if len(wrong) == 0 || slices.ContainsFunc(wrong, func(e adapters.FieldError) bool { return memberOf(e) == "" }) {
		return q, nil, explained(wrong)
	}
	q, also, ok := begun(without(body, wrong))
	if !ok {
		return q, nil, explained(wrong)
	}
	return q, append(wrong, also...), nil
}

// begun reads a question that need not be whole; ok is false if a value is not one of its type.
func begun(body []byte) (q adapters.Query, contradicting []adapters.FieldError, ok bool) {
	var stated api.PlanQuery
	if stated.Decode(jx.DecodeBytes(body)) != nil || stated.Validate() != nil {
		return q, nil, false
	}
	asked := api.Query{
		Subject: stated.Subject, Purpose: stated.Purpose, ServiceCode: stated.ServiceCode, CaseID: stated.CaseID.Value,
		Basis: stated.Basis.Or(api.Basis{Kind: api.BasisKindPublicService}), Actor: stated.Actor.Or(api.Actor{Kind: api.ActorKindSystem}),
	}
	if q, ok = queryOf(&asked); !ok {
		return q, nil, false
	}
	if !stated.Basis.Set {
		q.Basis = adapters.Basis{}
	}
	return q, contradictions(&asked), true
}

// memberOf returns the member of the subject in which e is, or "".
func memberOf(e adapters.FieldError) string {
	path, ok := strings.CutPrefix(e.Pointer, "/subject/")
	if !ok {
		return ""
	}
	member, _, _ := strings.Cut(path, "/")
	return member
}

// without returns body without the members of the subject that are wrong.
func without(body []byte, wrong []adapters.FieldError) []byte {
	var question, subject map[string]json.RawMessage
	if json.Unmarshal(body, &question) != nil || json.Unmarshal(question["subject"], &subject) != nil {
		return nil
	}
	for _, e := range wrong {
		delete(subject, memberOf(e))
	}
	question["subject"], _ = json.Marshal(subject) // what was just read can be written
	rest, _ := json.Marshal(question)
	return rest
}

// planOf writes p as the contract has it.
func planOf(name string, p adapters.Plan) *api.Plan {
	d := &api.Plan{
		Lookup: api.LookupName(name), Ready: p.Ready(), ServesPurpose: p.Served, Lacks: fieldErrors(p.Lacks), Takes: api.PlanTime(p.Takes),
		Cost: []api.PlanCost{}, Quotas: []api.PlanQuota{},
	}
	if d.Lacks == nil {
		d.Lacks = []api.FieldError{}
	}
	if p.By != "" {
		d.AnsweredBy.SetTo(api.PlanBy(p.By))
	}
	for _, c := range p.Costs {
		cost := api.PlanCost{Operation: c.Operation, AtLeast: c.AtLeast}
		if c.AtMost > 0 {
			cost.AtMost.SetTo(c.AtMost)
		}
		d.Cost = append(d.Cost, cost)
	}
	for _, q := range p.Quotas {
		d.Quotas = append(d.Quotas, quotaOf(q))
	}
	if p.Held != nil {
		d.Held.SetTo(api.PlanHeld{Reason: api.Reason(p.Held.Reason), RetryAfter: wholeUp(p.Held.RetryAfter)})
	}
	return d
}

func quotaOf(q adapters.QuotaLeft) api.PlanQuota {
	d := api.PlanQuota{Operation: text(q.Operation), Limit: q.Limit, Left: q.Left, Day: text(q.Day)}
	if q.Window > 0 {
		d.Window.SetTo(wholeUp(q.Window))
	}
	if q.Frees > 0 {
		d.FreesIn.SetTo(wholeUp(q.Frees))
	}
	return d
}
