package mock

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// listRequest is what of the contract's RestrictionsRequest is read.
type listRequest struct {
	ID          string         `json:"id"`
	SystemID    string         `json:"systemId"`
	Person      mvdPerson      `json:"person"`
	Previous    []mvdName      `json:"previousNames"`
	Citizenship []string       `json:"citizenship"`
	Document    []listDocument `json:"document"`
}

type listDocument struct {
	Type    string `json:"type"`
	Country string `json:"countryCode"`
	Series  string `json:"series"`
	Number  string `json:"number"`
	Issued  string `json:"issueDate"`
}

// search answers whether a person is in the register of controlled persons, or banned from entering.
func (m *mvd) search(ex *exchange) answer {
	a := answer{lookup: lookupRestrictions, operation: opAsk, protocol: fault.REST}
	var asked listRequest
	a.shape = func() fault.Shape { return m.listShape() }
	bad := m.key(ex)
	if bad == nil {
		bad = m.read(ex, &asked)
	}
	if bad == nil && len(asked.Citizenship) == 0 && len(asked.Document) == 0 {
		bad = new(m.refuse(http.StatusUnprocessableEntity, codeMVDInvalid, "#: ожидается citizenship или document"))
	}
	if bad == nil {
		bad = m.system(asked.SystemID)
	}
	if bad != nil {
		a.refuse(bad)
		return a
	}
	found := m.listed(&asked)
	if found != nil {
		a.persona = found.persona
	}
	a.reply = m.render(http.StatusOK, "mvd-restrictions", m.lists(ex, &asked, found))
	return a
}

// listed returns whom the lists are asked about: by names and birth date, else by a document, for some are listed under other names.
func (m *mvd) listed(asked *listRequest) *dossier {
	if d := m.find(&asked.Person, asked.Previous); d != nil {
		return d
	}
	var numbers []string
	for _, one := range asked.Document {
		numbers = append(numbers, one.Series+one.Number)
	}
	for _, d := range m.dossiers.under(numbers...) {
		if slices.ContainsFunc(asked.Document, d.listedWith) {
			return d
		}
	}
	return m.crowd.listedWith(asked.Document)
}

// listedWith reports whether one of the documents that the person has, or that an entry about him holds, is the one asked about.
func (d *dossier) listedWith(asked listDocument) bool {
	return slices.ContainsFunc(d.papersOfEntries(), asked.is) || slices.ContainsFunc(d.held.Documents, asked.is)
}

// is compares all that is stated: a type always, and a country where both have one. Where series and number were split is nobody's knowledge.
func (l listDocument) is(held paper) bool {
	return l.Type == listCode(held.Type) && (l.Country == "" || held.Country == "" || l.Country == held.Country) &&
		fold(l.Series+l.Number) == fold(held.Series+held.Number)
}

// papersOfEntries returns the documents that entries of the lists hold and the person does not state.
func (d *dossier) papersOfEntries() (all []paper) {
	if d.persona.Keeps.MVD == nil || d.persona.Keeps.MVD.Restrictions == nil {
		return nil
	}
	for _, list := range d.persona.Keeps.MVD.Restrictions.lists() {
		for _, e := range list.Entries {
			if e.As != nil {
				all = append(all, e.As.Documents...)
			}
		}
	}
	return all
}

// restrictionsReply is what the template mvd-restrictions renders: the lists, or NoData.
type restrictionsReply struct {
	ID                string
	Person            mvdPerson
	Date              string
	NoData            bool
	Controlled, Entry listView
}

// listView is one list; with neither member it was searched and holds nothing.
type listView struct {
	Down    bool
	Entries []listEntry
}

type listEntry struct {
	Surname, Name, Patronymic string
	Birth                     [3]string
	Citizenship               []string
	Documents                 []listDocument
	Since, Until              string
}

// lists returns what both lists hold. Of nobody they say that he is not in them: a list knows no more than whom it lists.
func (m *mvd) lists(ex *exchange, asked *listRequest, d *dossier) restrictionsReply {
	reply := restrictionsReply{ID: asked.ID, Person: asked.Person.shouted(), Date: ex.today().Format(time.DateOnly)}
	if d == nil || d.persona.Keeps.MVD.Restrictions == nil {
		return reply
	}
	keeps := d.persona.Keeps.MVD.Restrictions
	reply.NoData = keeps.NoData
	reply.Controlled = d.list(ex, keeps.ControlledPersons)
	reply.Entry = d.list(ex, keeps.EntryBan)
	return reply
}

func (d *dossier) list(ex *exchange, keeps keptList) listView {
	v := listView{Down: keeps.Down}
	for _, e := range keeps.Entries {
		about, err := d.held.changed(e.As, e.Omit)
		if err != nil { // complete has tried it
			continue
		}
		p := mvdPerson{Surname: about.FamilyName, Name: about.GivenName, PatronymicName: about.Patronymic}.shouted()
		one := listEntry{
			Surname: p.Surname, Name: p.Name, Patronymic: p.PatronymicName, Birth: listedBirth(about.BirthDate),
			Citizenship: about.Citizenships, Since: e.Since.on(ex.today()), Until: e.Until.on(ex.today()),
		}
		for _, paper := range about.Documents {
			if code := listCode(paper.Type); code != "" {
				one.Documents = append(one.Documents, listDocument{code, paper.Country, paper.Series, paper.Number, paper.IssuedOn})
			}
		}
		v.Entries = append(v.Entries, one)
	}
	return v
}

// listedBirth writes a birth date as the register does: «нп» for what is not known.
func listedBirth(held string) [3]string {
	b := parseBirth(held)
	parts := [3]string{"нп", "нп", "нп"}
	for i, n := range []int{b.Year, b.Month, b.Day} {
		if n != 0 {
			parts[i] = fmt.Sprintf("%02d", n)
		}
	}
	return parts
}

// listCode is the contract's code for a document, or "": of such papers the lists know nothing.
func listCode(documentType string) string {
	switch documentType {
	case "national_passport":
		return "PASSPORT"
	case "national_id_card":
		return "ID_CARD"
	case "travel_document":
		return "TRAVEL_DOCUMENT"
	case "stateless_id":
		return "STATELESS_ID"
	case "birth_certificate":
		return "BIRTH_CERTIFICATE"
	default:
		return ""
	}
}

// listShape describes the replies about the lists of restrictions. There are no tickets.
func (m *mvd) listShape() fault.Shape {
	const ban = "entryBan/entry/"
	return fault.Shape{
		Protocol: fault.REST,
		Elements: []fault.Element{
			{Path: "id", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
			{Path: "person", Is: fault.Required},
			{Path: "person/surname", Is: fault.Required | fault.Person, Other: "ПОСТОРОННИЙ"},
			{Path: "person/name", Is: fault.Person, Other: "НЕКТО"},
			{Path: "person/birthDate/year", Is: fault.Required | fault.Person | fault.Int, Other: "1970"},
			{Path: "date", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			{Path: "controlledPersons", Is: fault.Required},
			{Path: "controlledPersons/result", Is: fault.Required | fault.State, Other: "NOT_SEARCHED"},
			{Path: "entryBan", Is: fault.Required},
			{Path: "entryBan/result", Is: fault.Required | fault.State, Other: "NOT_SEARCHED"},
			{Path: "entryBan/entry", Is: fault.Required},
			{Path: ban + "person/surname", Is: fault.Required, Other: "ПОСТОРОННИЙ"},
			{Path: ban + "since", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			{Path: ban + "until", Is: fault.Required | fault.Date, Other: "2040-01-01"},
		},
		Choices: []fault.Branches{{Samples: map[string]string{
			"controlledPersons": `"controlledPersons":{"result":"NO_RECORDS"}`, "rejection": `"rejection":{"code":"NO_DATA"}`,
		}}},
		Documents: slices.DeleteFunc(m.documents(), func(d fault.Document) bool { return d.Refusal == fault.Ticket || d.Refusal == fault.Polls }),
	}
}
