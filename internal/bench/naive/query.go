package main

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// query is the gateway's question, as far as it is read here.
type query struct {
	Subject subject `json:"subject"`
	Purpose string  `json:"purpose"`
	Basis   struct {
		Kind      string `json:"kind"`
		Reference string `json:"reference"`
	} `json:"basis"`
	Actor struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
	} `json:"actor"`
	CaseID string `json:"case_id"`
}

type subject struct {
	FamilyName      string     `json:"family_name"`
	GivenName       string     `json:"given_name"`
	Patronymic      string     `json:"patronymic"`
	LatinFamilyName string     `json:"latin_family_name"`
	LatinGivenName  string     `json:"latin_given_name"`
	BirthDate       string     `json:"birth_date"`
	Sex             string     `json:"sex"`
	Citizenships    []string   `json:"citizenships"`
	Documents       []document `json:"documents"`
	SNILS           string     `json:"snils"`
}

type document struct {
	Type     string `json:"type"`
	Country  string `json:"country,omitempty"`
	Series   string `json:"series,omitempty"`
	Number   string `json:"number,omitempty"`
	IssuedOn string `json:"issued_on,omitempty"`
}

// answer is the gateway's answer, without its messages.
type answer struct {
	LookupID string            `json:"lookup_id"`
	Lookup   string            `json:"lookup"`
	Outcome  string            `json:"outcome"`
	Verdict  string            `json:"verdict,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"`
	Record   *record           `json:"record,omitempty"`
	Source   source            `json:"source"`
}

type record struct {
	PersonState   string   `json:"person_state,omitempty"`
	Category      string   `json:"category,omitempty"`
	Grounds       []ground `json:"grounds"`
	StayDaysUsed  *int     `json:"stay_days_used,omitempty"`
	StayDaysLimit *int     `json:"stay_days_limit,omitempty"`
}

type ground struct {
	Kind       string    `json:"kind"`
	Document   *document `json:"document,omitempty"`
	ValidFrom  string    `json:"valid_from,omitempty"`
	ValidUntil string    `json:"valid_until,omitempty"`
	Region     string    `json:"region,omitempty"`
	State      string    `json:"state"`
}

type source struct {
	Registry   string    `json:"registry"`
	AsOf       string    `json:"as_of,omitempty"`
	AnsweredAt time.Time `json:"answered_at"`
	ValidUntil string    `json:"valid_until,omitempty"`
}

// check says what of a question is missing.
func (q *query) check() error {
	s := &q.Subject
	switch {
	case q.Purpose == "" || q.Basis.Kind == "" || q.CaseID == "":
		return badRequest("purpose, basis and case_id are needed")
	case s.FamilyName == "" && s.LatinFamilyName == "":
		return badRequest("a name is needed")
	}
	if _, err := time.Parse(time.DateOnly, s.BirthDate); err != nil {
		return badRequest("birth_date must be YYYY-MM-DD")
	}
	return nil
}

// newID returns an id for a lookup or a request.
func newID() string { return uuid.NewString() }

// compared compares what was stated with what was told; fields that were not stated are left out.
func compared(pairs ...[3]string) (fields map[string]string, differs bool) {
	fields = make(map[string]string)
	for _, p := range pairs {
		name, stated, told := p[0], p[1], p[2]
		switch {
		case stated == "":
		case told == "":
			fields[name] = "not_compared"
		case strings.EqualFold(stated, told):
			fields[name] = "same"
		default:
			fields[name], differs = "differs", true
		}
	}
	return fields, differs
}
