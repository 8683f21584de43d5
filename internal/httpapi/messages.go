package httpapi

import (
	"net/http"

	"github.com/sverka/sverka/internal/gen/api"
	"github.com/sverka/sverka/internal/message"
)

const messagesPath = "/v1/messages"

// messages gives the whole catalogue, to who may call: what citizens are told, and apart from it what is for staff. No answer
// holds the latter, so that none can be shown to a citizen by mistake.
func (s *server) messages(v *visit, r *http.Request) {
	_, place, err := s.admit(r)
	if err != nil {
		v.refuse(r.Context(), err)
		return
	}
	defer place.Leave()
	v.send(http.StatusOK, "application/json", catalogueOf(s.texts, message.NewStaff()))
}

// catalogueOf writes the catalogue as the contract has it.
func catalogueOf(texts *message.Citizen, notes []message.Note) *api.Messages {
	d := &api.Messages{}
	for _, t := range texts.Texts() {
		d.Citizen = append(d.Citizen, api.CitizenText{
			Code: api.MessageCode(t.Code), Action: api.Action(t.Action), When: t.When, Ru: t.Ru, En: t.En,
		})
	}
	for _, n := range notes {
		d.Staff = append(d.Staff, noteOf(n))
	}
	return d
}

func noteOf(n message.Note) api.StaffText {
	d := api.StaffText{Lookup: text(n.Lookup), Reason: text(n.Reason), Ru: n.Ru, En: n.En}
	if n.Outcome != "" {
		d.Outcome.SetTo(api.Outcome(n.Outcome))
	}
	if n.Verdict != "" {
		d.Verdict.SetTo(api.Verdict(n.Verdict))
	}
	if n.Kind != "" {
		d.Kind.SetTo(api.Kind(n.Kind))
	}
	return d
}
