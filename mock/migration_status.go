package mock

import (
	"cmp"

	"github.com/sverka/sverka/mock/fault"
)

type statusRequest struct{ personRequest }

// statusInfo is the record in migration/status.
type statusInfo struct {
	migrant
	Category string
	StayDays *days
	Grounds  []groundInfo
}

type groundInfo struct {
	Kind                       string
	Document                   *groundPaper
	From, Until, Region, State string
}

type groundPaper struct{ Kind, Series, Number, Issued, Until string }

func (r *statusRequest) answer(m *migration, ex *exchange, found []*dossier) fault.Reply {
	return m.render("migration-status", r.reply(ex, found, func(d *dossier) any {
		keeps := d.persona.Keeps.Migration
		info := &statusInfo{migrant: d.person(&r.Papers), Category: keeps.Category, StayDays: keeps.StayDays}
		for _, g := range keeps.Grounds {
			info.Grounds = append(info.Grounds, g.info(ex))
		}
		return info
	}))
}

func (g ground) info(ex *exchange) groundInfo {
	today := ex.today()
	info := groundInfo{Kind: g.Kind, From: g.From.on(today), Until: g.Until.on(today), Region: g.Region, State: g.State}
	if d := g.Document; d != nil {
		info.Document = &groundPaper{d.Kind, d.Series, d.Number, d.Issued.on(today), cmp.Or(d.Until, g.Until).on(today)}
	}
	return info
}

func (r *statusRequest) shape(m *migration) fault.Shape {
	const ground = "statusInfo/ground"
	return m.shapeOf(&r.personRequest, "Status", "status-found", &statusInfo{migrant: r.asked("ALIVE"), Category: "NONE"}, []fault.Element{
		{Path: "statusInfo/personState", Is: fault.Required | fault.State, Other: "UNKNOWN"},
		{Path: "statusInfo/category", Is: fault.Required | fault.State, Other: "NONE"},
		{Path: "statusInfo/stayDaysUsed", Is: fault.Int, Other: "1"},
		{Path: "statusInfo/stayDaysLimit", Is: fault.Int, Other: "1"},
		{Path: ground, Is: fault.Repeats},
		{Path: ground + "/kind", Is: fault.Required | fault.Kind, Other: "TRANSIT"},
		{Path: ground + "/validUntil", Is: fault.Date, Other: "2020-01-01"},
		{Path: ground + "/state", Is: fault.Required | fault.State, Other: "LOST"},
	})
}
