package mvd

import (
	"context"
	"net/http"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// RestrictionsDriver asks mvd/restrictions: is this person in the register of controlled persons (реестр контролируемых лиц), or is he
// banned from entering (запрет на въезд)? Both lists are searched by one question, which is answered at once. It implements
// adapters.Driver.
type RestrictionsDriver struct{ client *Client }

// Restrictions returns the driver of mvd/restrictions.
func (c *Client) Restrictions() *RestrictionsDriver { return &RestrictionsDriver{client: c} }

// Spec implements adapters.Driver. The lists are searched by every name, the previous ones too, and birth date, of which a year is enough, or by document; only who
// states his document can be told from a namesake. That somebody is not on a list fills in no form, so data_prefill is not served.
func (d *RestrictionsDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "restrictions",
		Needs: []adapters.Need{
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldPatronymic}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionYear}},
			{{Field: adapters.FieldCitizenship}, {Field: adapters.FieldDocument, Documents: adapters.IdentityDocuments()}},
		},
		Reads:    []adapters.Field{adapters.FieldPreviousNames},
		Outcomes: []adapters.Outcome{adapters.Clear, adapters.Possible, adapters.Listed, adapters.NotFound},
		Purposes: []adapters.Purpose{
			adapters.AccountRegistration, adapters.AccountUpgrade, adapters.PeriodicRecheck, adapters.ServiceDelivery,
			adapters.Complaint, adapters.SubjectAccess,
		},
	}
}

// Fetch implements adapters.Driver.
func (d *RestrictionsDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[Restrictions], error) {
	s := q.Subject.Stated()
	a := asking{id: newRequestID(), subject: s, person: wirePerson(s)}
	body, err := d.client.restrictionsRequest(a)
	if err != nil {
		return adapters.Reply[Restrictions]{}, err
	}
	response, err := d.client.post(adapters.WithMessage(ctx, a.id), x, d.client.searchURL, body)
	if err != nil {
		return adapters.Reply[Restrictions]{}, err
	}
	return d.understand(a, response)
}

// understand makes of a response what it means as the answer to a.
func (d *RestrictionsDriver) understand(a asking, r adapters.Response) (adapters.Reply[Restrictions], error) {
	var got wire.RestrictionsReply
	if err := d.client.read(r, &got, a, http.StatusOK); err != nil {
		return adapters.Reply[Restrictions]{}, err
	}
	return restrictionsReply(a, &got)
}
