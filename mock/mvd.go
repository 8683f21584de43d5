package mock

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// mvd is МВД: REST. ГИАЦ searches criminal records by name and birth date, as much of it as is known, by ticket and poll; the lists of
// restrictions are searched at once.
type mvd struct {
	restSide
	config   Config
	crowd    *crowd
	dossiers dossiers
}

const (
	codeMVDInvalid = "VALIDATION_FAILED"
	codeMVDDenied  = "ACCESS_DENIED"
	codeMVDTicket  = "INVALID_REQUEST_ID"
	codeMVDPolls   = "RATE_LIMIT"
)

// criminalRequest is what of the contract's CriminalRecordRequest is read.
type criminalRequest struct {
	ID       string    `json:"id"`
	SystemID string    `json:"systemId"`
	Person   mvdPerson `json:"person"`
	Previous []mvdName `json:"previousNames"`
}

// mvdName is a name that a person bore before.
type mvdName struct {
	Surname        string `json:"surname"`
	Name           string `json:"name"`
	PatronymicName string `json:"patronymicName"`
}

type mvdPerson struct {
	Surname        string    `json:"surname"`
	Name           string    `json:"name"`
	PatronymicName string    `json:"patronymicName"`
	BirthDate      birthDate `json:"birthDate"`
	SNILS          string    `json:"snils"`
}

// birthDate holds 0 where month or day are not known.
type birthDate struct {
	Year  int `json:"year"`
	Month int `json:"month"`
	Day   int `json:"day"`
}

type pollRequest struct {
	ID       string `json:"id"`
	SystemID string `json:"systemId"`
	Ticket   string `json:"ticket"`
}

func mvdLookups() []offer {
	return []offer{
		{lookup: lookupRestrictions, wire: func(i inquirer, s subject) wireQuestion { return jsonQuestion("/mvd/restrictions/search", i.listed(s)) }},
		{
			lookup: lookupCriminal, wire: func(i inquirer, s subject) wireQuestion {
				return jsonQuestion("/mvd/criminal-record/request", i.criminal(s))
			},
			then:    &further{opPoll, pollOfLast},
			service: notOfAccounts, basis: queryBasis{Kind: "law", Reference: "115-ФЗ ст. 6.1"},
		},
	}
}

// pollOfLast asks for the answer of the last ticket that a question about somebody was given.
func pollOfLast(m *Mock, space *namespace, about subject) (q wireQuestion, due time.Time, ok bool) {
	about = about.trimmed()
	t := space.tickets.last(mvdPerson{
		Surname: about.FamilyName, Name: about.GivenName, PatronymicName: about.Patronymic, BirthDate: parseBirth(about.BirthDate), SNILS: about.SNILS,
	})
	return jsonQuestion("/mvd/criminal-record/result", m.inquirer(space).poll(t.id)), t.ready, t.id != ""
}

func proveToMVD(m *Mock, _ *namespace, _ time.Time, header http.Header) {
	header.Set("X-System-Key", m.config.MVD.Key)
}

func newMVD(r *registration, c Config, people []*persona, crowd *crowd) registry {
	return &mvd{
		restSide: newRESTSide(builtIn(mvdContract()), builtIn(mvdReplies()), codeMVDInvalid), config: c, crowd: crowd,
		dossiers: builtIn(newDossiers(r, people)),
	}
}

func (m *mvd) answer(ex *exchange) answer {
	if ex.path == "/restrictions/search" {
		return m.search(ex)
	}
	a := answer{operation: opAsk, protocol: fault.REST}
	switch ex.path {
	case "/criminal-record/request":
		a.lookup = lookupCriminal
	case "/criminal-record/result":
		a.lookup, a.operation = lookupCriminal, opPoll
	}
	var asked criminalRequest
	a.shape = func() fault.Shape { return m.shape(ex, asked.ID, &asked.Person) }
	if bad := m.key(ex); bad != nil {
		a.refuse(bad)
		return a
	}
	if a.operation == opPoll {
		m.poll(ex, &a, &asked)
	} else {
		m.take(ex, &a, &asked)
	}
	return a
}

// key returns a refusal of a key that is not known, or nil.
func (m *mvd) key(ex *exchange) *fault.Reply {
	if subtle.ConstantTimeCompare([]byte(ex.request.Header.Get("X-System-Key")), []byte(m.config.MVD.Key)) == 1 {
		return nil
	}
	return new(m.refuse(http.StatusUnauthorized, codeMVDDenied, "Неизвестный ключ системы"))
}

// system returns a refusal of a system that is not known, or nil.
func (m *mvd) system(id string) *fault.Reply {
	if id == m.config.SystemID {
		return nil
	}
	return new(m.refuse(http.StatusForbidden, codeMVDDenied, "Система не зарегистрирована"))
}

// take takes a question: 202 with a ticket, or 200 where the answer takes no time.
func (m *mvd) take(ex *exchange, a *answer, asked *criminalRequest) {
	bad := m.read(ex, asked)
	if bad == nil {
		bad = m.system(asked.SystemID)
	}
	if bad != nil {
		a.refuse(bad)
		return
	}
	found := m.find(&asked.Person, asked.Previous)
	takes := m.config.MVD.Processing
	if found != nil {
		a.persona = found.persona
		if own := found.persona.Keeps.MVD.Takes; own != 0 {
			takes = own
		}
	}
	t := ticket{asked: asked.Person, found: found, ready: ex.now.Add(takes.std())}
	if takes.std() > 0 {
		t.id = ex.space.tickets.open(t, ex.now, m.config.MVD.Keep.std())
	}
	a.reply = m.state(ex, asked.ID, t)
}

// poll answers with what has become of a ticket.
func (m *mvd) poll(ex *exchange, a *answer, asked *criminalRequest) {
	var p pollRequest
	bad := m.read(ex, &p)
	if bad == nil {
		bad = m.system(p.SystemID)
	}
	if bad != nil {
		a.refuse(bad)
		return
	}
	t, known, wait := ex.space.tickets.poll(p.Ticket, ex.space.time(m.config.Now), m.config.MVD.PollGap.std(), m.config.MVD.Keep.std())
	asked.ID, asked.Person = p.ID, t.asked
	switch {
	case !known:
		a.reply = m.refuse(http.StatusNotFound, codeMVDTicket, "Недопустимый идентификатор запроса")
		return
	case wait > 0:
		a.reply = m.refuse(http.StatusTooManyRequests, codeMVDPolls,
			"Превышено количество запросов метода по уникальному идентификатору. Повторите запрос позже.")
		a.reply = a.reply.Headed("Retry-After", seconds(wait))
	default:
		a.reply = m.state(ex, p.ID, t)
	}
	if t.found != nil {
		a.persona = t.found.persona
	}
}

// mvdReply is what the template mvd-reply renders: Answer, or the members of a ticket.
type mvdReply struct {
	ID         string
	Person     mvdPerson
	Answer     *criminalAnswer
	Ticket     string
	ExpectedBy string
	PollAfter  int
}

// state returns what is known of a ticket: still in work, or the answer.
func (m *mvd) state(ex *exchange, id string, t ticket) fault.Reply {
	reply := mvdReply{ID: id, Person: t.asked.shouted()}
	if !ex.now.Before(t.ready) {
		reply.Answer = m.record(ex, t.found)
		return m.render(http.StatusOK, "mvd-reply", reply)
	}
	reply.Ticket = t.id
	reply.ExpectedBy = t.ready.UTC().Add(time.Second).Truncate(time.Second).Format(time.RFC3339)
	reply.PollAfter = int(m.config.MVD.PollAfter.std() / time.Second)
	status := http.StatusAccepted
	if ex.path == "/criminal-record/result" {
		status = http.StatusOK
	}
	return m.render(status, "mvd-reply", reply)
}

// shouted returns the person in capitals, as this registry repeats him.
func (p mvdPerson) shouted() mvdPerson {
	p.Surname, p.Name, p.PatronymicName = strings.ToUpper(p.Surname), strings.ToUpper(p.Name), strings.ToUpper(p.PatronymicName)
	return p
}

// find returns the first who is kept under one of the names, the present one before the others, and was born on the date as far as both
// know it; before him one who has the SNILS, too.
func (m *mvd) find(p *mvdPerson, previous []mvdName) *dossier {
	all := m.under(p)
	for _, name := range previous {
		then := *p
		then.Surname, then.Name, then.PatronymicName = name.Surname, name.Name, name.PatronymicName
		all = append(all, m.under(&then)...)
	}
	for _, d := range all {
		if p.SNILS == d.held.SNILS && p.SNILS != "" {
			return d
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// under returns those who are kept under the name and were born on the date as far as both know it.
func (m *mvd) under(p *mvdPerson) []*dossier {
	return slices.DeleteFunc(append(m.dossiers.under(p.Surname), m.crowd.listed(p)...), func(d *dossier) bool {
		return !d.named(p.Surname, p.Name, p.PatronymicName) || !p.BirthDate.fits(d.held.BirthDate)
	})
}

// fits compares with YYYY-MM-DD, or as much of it as is held.
func (b birthDate) fits(held string) bool {
	for _, part := range []struct{ known, at int }{{b.Year, 0}, {b.Month, 5}, {b.Day, 8}} {
		width := 2
		if part.at == 0 {
			width = 4
		}
		if part.known == 0 || part.at+width > len(held) {
			break
		}
		if n, err := strconv.Atoi(held[part.at : part.at+width]); err != nil || n != part.known {
			return false
		}
	}
	return true
}

// String writes as much as is known: YYYY[-MM[-DD]].
func (b birthDate) String() string {
	switch {
	case b.Month == 0:
		return fmt.Sprintf("%04d", b.Year)
	case b.Day == 0:
		return fmt.Sprintf("%04d-%02d", b.Year, b.Month)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", b.Year, b.Month, b.Day)
	}
}

// parseBirth splits YYYY[-MM[-DD]].
func parseBirth(held string) birthDate {
	var b birthDate
	for i, part := range strings.SplitN(held, "-", 3) {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		*[]*int{&b.Year, &b.Month, &b.Day}[i] = n
	}
	return b
}
