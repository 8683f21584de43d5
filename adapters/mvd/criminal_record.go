package mvd

import (
	"context"
	"net/http"
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// CriminalRecordDriver asks mvd/criminal-record: what do the information centres hold about this person (сведения о судимости)? They
// answer at once, or take the question and answer within days. It implements adapters.Collector.
type CriminalRecordDriver struct{ client *Client }

// CriminalRecord returns the driver of mvd/criminal-record.
func (c *Client) CriminalRecord() *CriminalRecordDriver { return &CriminalRecordDriver{client: c} }

// Spec implements adapters.Driver. The registry searches by every name, the previous ones too, birth date, of which a year is enough, and a place; it has no
// field for citizenship or document. The answer is personal data of a special kind, and never serves to open an account.
func (d *CriminalRecordDriver) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: registry,
		Lookup:   "criminal-record",
		Needs: []adapters.Need{
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldPatronymic}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionYear}},
			{{Field: adapters.FieldBirthPlace}, {Field: adapters.FieldLivingPlace}},
		},
		Reads:    []adapters.Field{adapters.FieldBirthPlace, adapters.FieldLivingPlace, adapters.FieldSNILS, adapters.FieldPreviousNames},
		Outcomes: []adapters.Outcome{adapters.Clear, adapters.Possible, adapters.Listed, adapters.NotFound},
		Purposes: []adapters.Purpose{adapters.ServiceDelivery, adapters.Complaint, adapters.SubjectAccess},
		Pace:     2 * time.Second,
		Cost:     []adapters.Cost{{AtLeast: 1, AtMost: 1}, {Operation: "poll", Collecting: true}},
	}
}

// Check implements adapters.Checker.
func (d *CriminalRecordDriver) Check(q adapters.Query) error {
	_, err := d.client.criminalRecordRequest(asking{id: newRequestID(), subject: q.Subject.Stated()})
	return err
}

// Fetch implements adapters.Driver.
func (d *CriminalRecordDriver) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[CriminalRecord], error) {
	a := criminalRecordAsking(q, "")
	body, err := d.client.criminalRecordRequest(a)
	if err != nil {
		return adapters.Reply[CriminalRecord]{}, err
	}
	return d.exchange(ctx, x, a, d.client.requestURL, body)
}

// Collect implements adapters.Collector: one poll.
func (d *CriminalRecordDriver) Collect(
	ctx context.Context, q adapters.Query, t adapters.Ticket, x adapters.Exchanger,
) (adapters.Reply[CriminalRecord], error) {
	a := criminalRecordAsking(q, t)
	body := &wire.CriminalRecordPoll{ID: wire.RequestId(a.id), SystemId: d.client.config.SystemID, Ticket: wire.TicketId(t)}
	return d.exchange(adapters.WithOperation(ctx, "poll"), x, a, d.client.resultURL, body)
}

func (d *CriminalRecordDriver) exchange(
	ctx context.Context, x adapters.Exchanger, a asking, address string, body encoder,
) (adapters.Reply[CriminalRecord], error) {
	response, err := d.client.post(adapters.WithMessage(ctx, a.id), x, address, body)
	if err != nil {
		return adapters.Reply[CriminalRecord]{}, err
	}
	return d.understand(a, response)
}

// understand makes of a response what it means as the answer to a.
func (d *CriminalRecordDriver) understand(a asking, r adapters.Response) (adapters.Reply[CriminalRecord], error) {
	var got wire.CriminalRecordReply
	if err := d.client.read(r, &got, a, http.StatusOK, http.StatusAccepted); err != nil {
		return adapters.Reply[CriminalRecord]{}, err
	}
	return reply(a, &got)
}

// criminalRecordAsking is an asking that tells the SNILS where one is stated: this lookup searches by it, too.
func criminalRecordAsking(q adapters.Query, t adapters.Ticket) asking {
	s := q.Subject.Stated()
	a := asking{id: newRequestID(), subject: s, person: wirePerson(s), ticket: t}
	if !s.SNILS.IsZero() {
		a.person.Snils = wire.NewOptString(s.SNILS.Reveal())
	}
	return a
}
