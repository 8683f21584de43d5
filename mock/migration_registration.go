package mock

import "github.com/sverka/sverka/mock/fault"

type registrationRequest struct{ personRequest }

// registrationInfo is the record in migration/registration.
type registrationInfo struct {
	migrant
	Items []registrationItem
}

type registrationItem struct{ Kind, From, Until, Address, OKTMO string }

func (r *registrationRequest) answer(m *migration, ex *exchange, found []*dossier) fault.Reply {
	today := ex.today()
	return m.render("migration-registration", r.reply(ex, found, func(d *dossier) any {
		info := &registrationInfo{migrant: d.person(&r.Papers)}
		for _, one := range d.persona.Keeps.Migration.Registrations {
			info.Items = append(info.Items, registrationItem{one.Kind, one.From.on(today), one.Until.on(today), one.Address, one.OKTMO})
		}
		return info
	}))
}

func (r *registrationRequest) shape(m *migration) fault.Shape {
	const item = "registrationInfo/regAddressItem"
	return m.shapeOf(&r.personRequest, "Registration", "registration-found", &registrationInfo{migrant: r.asked("ALIVE")}, []fault.Element{
		{Path: "registrationInfo/personState", Is: fault.Required | fault.State, Other: "UNKNOWN"},
		{Path: item, Is: fault.Repeats},
		{Path: item + "/regAddressType", Is: fault.Required | fault.Kind, Other: "LIVING"},
		{Path: item + "/fromDt", Is: fault.Required | fault.Date, Other: "2020-01-01"},
		{Path: item + "/toDt", Is: fault.Date, Other: "2020-01-01"},
		{Path: item + "/fullAddress", Other: "г. Тверь"},
	})
}
