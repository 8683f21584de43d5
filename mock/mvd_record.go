package mock

import "time"

// criminalAnswer is what the template mvd-reply renders as the answer; Kind is one of the four of the contract.
type criminalAnswer struct {
	Date           string
	Kind           string
	Convictions    []convictionView
	AdditionalInfo string
}

type convictionView struct {
	Surname, Name, Patronymic string
	Birth                     birthDate
	Birthplace, Centre        string
	Date, Court               string
	Article, Part             string
	Penalty, Fine             string
	Years                     int
	Released, Removed         string
}

// record returns what the register holds; of nobody, that there is no such person in it.
func (m *mvd) record(ex *exchange, d *dossier) *criminalAnswer {
	a := &criminalAnswer{Date: ex.today().Format(time.DateOnly), Kind: "no_data"}
	if d == nil {
		return a
	}
	keeps := d.persona.Keeps.MVD
	a.Kind, a.AdditionalInfo = keeps.Answer, keeps.AdditionalInfo
	for _, c := range keeps.Convictions {
		a.Convictions = append(a.Convictions, d.conviction(c))
	}
	return a
}

func (d *dossier) conviction(c conviction) convictionView {
	p := mvdPerson{Surname: d.held.FamilyName, Name: d.held.GivenName, PatronymicName: d.held.Patronymic}.shouted()
	v := convictionView{
		Surname: p.Surname, Name: p.Name, Patronymic: p.PatronymicName, Birth: parseBirth(d.held.BirthDate),
		Birthplace: c.Birthplace, Centre: "ИЦ ГУ МВД России по г. Москве", Date: c.Date, Court: c.Court, Article: c.Article, Part: c.Part,
		Penalty: c.Penalty, Fine: c.Fine, Years: c.Years, Released: c.Released, Removed: c.Removed,
	}
	if c.BirthYearOnly {
		v.Birth.Month, v.Birth.Day = 0, 0
	}
	return v
}
