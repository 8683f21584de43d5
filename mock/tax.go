package mock

import (
	"net/http"
	"strings"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// tax is ФНС: REST with tokens that expire. It searches an INN by name, birth date and document, and by an INN whose it is and what he owes.
type tax struct {
	restSide
	config   Config
	crowd    *crowd
	dossiers dossiers
}

const (
	codeTaxInvalid = "validation.failed"
	codeTaxExpired = "token.expired"
	codeTaxDenied  = "access.denied"
	codeTaxLimited = "taxpayer.status.service.limited.error"
	codeTaxDown    = "taxpayer.status.service.unavailable.error"
)

type tokenRequest struct {
	MasterToken string `json:"masterToken"`
}

// innRequest is what of the contract's InnSearchRequest is read.
type innRequest struct {
	RequestID string    `json:"requestId"`
	Requester requester `json:"requester"`
	Person    taxPerson `json:"person"`
}

type requester struct {
	SystemID string `json:"systemId"`
}

type taxPerson struct {
	SecondName         string `json:"secondName"`
	FirstName          string `json:"firstName"`
	Patronymic         string `json:"patronymic"`
	SignLackPatronymic string `json:"signLackPatronymic"`
	Birthday           string `json:"birthday"`
	DocumentSpdul      string `json:"documentSpdul"`
	DocumentSeries     string `json:"documentSeries"`
	DocumentNumber     string `json:"documentNumber"`
	DocumentDate       string `json:"documentDate"`
}

// notOfAccounts is a service for which a portal asks what it may not ask to open an account.
const notOfAccounts = "10002337415"

func taxLookups() []offer {
	return []offer{
		// The exchange for a token is written down as the first lookup's.
		{
			lookup: lookupINN, wire: func(i inquirer, s subject) wireQuestion { return jsonQuestion("/tax/inn/search", i.inn(s)) },
			then: &further{opToken, func(m *Mock, _ *namespace, _ subject) (wireQuestion, time.Time, bool) {
				return jsonQuestion("/tax/auth/token", jsonText(tokenRequest{m.config.Tax.MasterToken})), time.Time{}, true
			}},
		},
		{lookup: lookupTaxpayer, wire: func(i inquirer, s subject) wireQuestion { return jsonQuestion("/tax/taxpayer/search", i.taxpayer(s)) }},
		{
			lookup: lookupObligations, wire: func(i inquirer, s subject) wireQuestion {
				return jsonQuestion("/tax/obligations/search", i.taxpayer(s))
			},
			service: notOfAccounts,
		},
	}
}

func proveToTax(m *Mock, space *namespace, now time.Time, header http.Header) {
	header.Set("Authorization", "Bearer "+space.tokens.issue(now, now.Add(m.config.Tax.TokenTTL.std())))
}

func newTax(r *registration, c Config, people []*persona, crowd *crowd) registry {
	return &tax{
		restSide: newRESTSide(builtIn(taxContract()), builtIn(taxReplies()), codeTaxInvalid), config: c, crowd: crowd,
		dossiers: builtIn(newDossiers(r, people)),
	}
}

func (t *tax) answer(ex *exchange) answer {
	switch ex.path {
	case "/auth/token":
		return t.token(ex)
	case "/taxpayer/search":
		return t.taxpayer(ex)
	case "/obligations/search":
		return t.obligations(ex)
	case "/inn/search":
		return t.inn(ex)
	default:
		a := answer{operation: opAsk, protocol: fault.REST, shape: func() fault.Shape { return innShape(t) }}
		a.refuse(t.read(ex, nil))
		return a
	}
}

// inn answers a search of an INN.
func (t *tax) inn(ex *exchange) answer {
	a := answer{lookup: lookupINN, operation: opAsk, protocol: fault.REST, shape: func() fault.Shape { return innShape(t) }}
	var asked innRequest
	if refusal := t.admit(ex, &asked, &asked.Requester); refusal != nil {
		a.refuse(refusal)
	} else if (asked.Person.Patronymic == "") != (asked.Person.SignLackPatronymic != "") {
		ex.violation = "#/person: expected patronymic or else signLackPatronymic"
		a.reply = t.refuse(http.StatusUnprocessableEntity, codeTaxInvalid, "#/person: ожидается либо patronymic, либо signLackPatronymic")
	} else {
		a.reply, a.persona = t.search(ex, &asked)
	}
	return a
}

// admit reads a question into asked, whose member by is. It returns nil, or the registry's refusal.
func (t *tax) admit(ex *exchange, asked any, by *requester) *fault.Reply {
	if !ex.space.tokens.holds(bearer(ex.request), ex.now) {
		return new(t.refuse(http.StatusUnauthorized, codeTaxExpired, "Токен не действителен или истёк"))
	}
	if bad := t.read(ex, asked); bad != nil {
		return bad
	}
	if by.SystemID != t.config.SystemID {
		return new(t.refuse(http.StatusForbidden, codeTaxDenied, "Система не зарегистрирована"))
	}
	return nil
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// token answers an exchange for a token.
func (t *tax) token(ex *exchange) answer {
	a := answer{lookup: lookupINN, operation: opToken, protocol: fault.REST, shape: func() fault.Shape { return tokenShape(t) }}
	var asked tokenRequest
	if bad := t.read(ex, &asked); bad != nil {
		a.reply = *bad
		return a
	}
	if asked.MasterToken != t.config.Tax.MasterToken {
		a.reply = t.refuse(http.StatusForbidden, codeTaxDenied, "Доступ к сервису для token запрещен")
		return a
	}
	until := ex.now.Add(t.config.Tax.TokenTTL.std()).Truncate(time.Second)
	a.reply = t.render(http.StatusOK, "tax-token", map[string]string{
		"Token": ex.space.tokens.issue(ex.now, until), "ExpireTime": until.Format(time.RFC3339),
	})
	return a
}

// innReply is what the template tax-inn renders.
type innReply struct {
	Asked    *innRequest
	Date     string
	Result   string
	INN      *innRecord
	RefineBy []string
}

type innRecord struct{ INN, State, Reason, ReplacedBy string }

func (t *tax) search(ex *exchange, asked *innRequest) (fault.Reply, *persona) {
	reply := innReply{Asked: asked, Date: ex.today().Format(time.DateOnly), Result: "not_found"}
	found, several := t.find(&asked.Person)
	var about *persona
	switch {
	case several:
		reply.Result, reply.RefineBy = "several", []string{"other_document"}
		if asked.Person.Patronymic == "" {
			reply.RefineBy = []string{"patronymic", "other_document"}
		}
	case found != nil:
		about = found.persona
		if keeps := about.Keeps.Tax; keeps != nil {
			reply.Result = "found"
			reply.INN = &innRecord{found.held.INN, keeps.State, keeps.Reason, keeps.ReplacedBy}
		}
	}
	return t.render(http.StatusOK, "tax-inn", reply), about
}

// find returns who bears the name and birth date and shows the document. Where the document is nobody's, several who fit all the
// same are several.
func (t *tax) find(p *taxPerson) (found *dossier, several bool) {
	fits := 0
	others := t.crowd.named("tax", p.SecondName, p.FirstName, "", "", withoutZone(p.Birthday))
	for _, d := range append(t.dossiers.under(p.SecondName), others...) {
		if !d.named(p.SecondName, p.FirstName, p.Patronymic) || d.held.BirthDate != withoutZone(p.Birthday) {
			continue
		}
		if p.SignLackPatronymic != "" && d.held.Patronymic != "" {
			continue
		}
		if d.paperOf(spdul(p.DocumentSpdul), p.DocumentSeries, p.DocumentNumber) != nil {
			return d, false
		}
		fits++
	}
	return nil, fits > 1
}

// spdul returns the types of document that a code of СПДУЛ stands for.
func spdul(code string) []string {
	switch code {
	case "10":
		return []string{"national_passport", "national_id_card", "travel_document"}
	case "11":
		return []string{"refugee_application"}
	case "12":
		return []string{"residence_permit", "residence_permit_stateless"}
	case "13":
		return []string{"refugee_certificate"}
	case "15":
		return []string{"temporary_residence", "temporary_residence_education"}
	case "19":
		return []string{"temporary_asylum"}
	case "23":
		return []string{"birth_certificate"}
	default:
		return nil
	}
}
