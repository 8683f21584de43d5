package pension

import (
	"slices"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/person"
)

// request returns the question as the registry takes it: by the document, or by the birth place where none is stated. An error is a
// *adapters.Failure that names each field that the registry cannot take.
func (d *SNILSDriver) request(id string, s *adapters.Stated) (*wire.SnilsByAdditionalDataRequest, error) {
	gender, errs := checkPerson(s)
	document := searched(s)
	if document != nil {
		errs = append(errs, document.check()...)
	} else {
		errs = append(errs, checkPlace(s.BirthPlace)...)
	}
	if len(errs) > 0 {
		return nil, unable(errs)
	}
	asked := &wire.SnilsByAdditionalDataRequest{
		RequestId:  new(wire.RequestIdType(id)),
		SystemId:   new(wire.SystemIdType(d.client.config.SystemID)),
		FamilyName: new(wire.RusNameType(s.FamilyName.Reveal())),
		FirstName:  optional[wire.RusNameType](s.GivenName.Reveal()),
		Patronymic: optional[wire.RusNameType](s.Patronymic.Reveal()),
		BirthDate:  new(wire.CalendarDateType(s.BirthDate.Reveal())),
		Gender:     &gender,
	}
	if document != nil {
		document.into(asked)
	} else {
		asked.BirthPlace = birthPlace(s.BirthPlace)
	}
	return asked, nil
}

// found classifies what was decoded, as the answer to the request id about s.
func found(id string, s *adapters.Stated, got *wire.SnilsByAdditionalDataResponse) (adapters.Reply[SNILS], error) {
	r := reader{root: "SnilsByAdditionalDataResponse"}
	told := r.person(echo{
		requestID: got.RequestId, family: got.FamilyName, first: got.FirstName, patronymic: got.Patronymic,
		gender: got.Gender, birth: got.BirthDate,
	}, id, s)
	if !s.Patronymic.IsZero() { // one that was not stated, the registry may add
		r.samePatronymic(s, got.Patronymic)
	}
	told.BirthPlace = toldPlace(got.BirthPlace)
	told.Document = r.searchKey(s, got)
	var reply adapters.Reply[SNILS]
	switch {
	case got.Account != nil:
		record := r.account(got.Account)
		told.SNILS = record.answering(s.SNILS)
		reply = adapters.Reply[SNILS]{Outcome: adapters.Match, Verdict: record.verdict(s.SNILS), Told: told, Record: record}
	case len(got.TwinData) > 1:
		reply = adapters.Reply[SNILS]{Outcome: adapters.Ambiguous, StateMore: r.stateMore(got.TwinData)}
	default:
		r.fail(adapters.ReasonContract, "", "neither Account nor TwinData")
	}
	if r.failure != nil {
		return adapters.Reply[SNILS]{}, r.failure
	}
	return reply, nil
}

// searchKey returns the document of the reply, as far as the registry tells which it is, and fails unless the document or birth place
// that was asked with is repeated.
func (r *reader) searchKey(s *adapters.Stated, got *wire.SnilsByAdditionalDataResponse) adapters.Document {
	asked := searched(s)
	if asked == nil {
		if !samePlace(birthPlace(s.BirthPlace), got.BirthPlace) {
			r.otherPerson("BirthPlace")
		}
		return adapters.Document{}
	}
	told := r.toldPaper(asked, got)
	if told == nil || person.ComparePaper(asked.Paper, told) != adapters.Same {
		r.otherPerson("document")
		return adapters.Document{}
	}
	if !asked.tellsKind() {
		return adapters.Document{}
	}
	return adapters.NewDocument(told)
}

// snilsStates is the contract's AccountStateType.
//
//nolint:gochecknoglobals // a table, never written to
var snilsStates = map[wire.AccountStateType]SNILSState{
	wire.AccountStateTypeACTIVE:   SNILSActive,
	wire.AccountStateTypeMERGED:   SNILSMerged,
	wire.AccountStateTypeANNULLED: SNILSAnnulled,
	wire.AccountStateTypeCLOSED:   SNILSClosed,
}

func (r *reader) account(a *wire.AccountType) *SNILS {
	record := &SNILS{
		SNILS: r.snils("Account/Snils", a.Snils), State: snilsStates[wire.AccountStateType(text(a.State))],
		CurrentSNILS: r.snils("Account/CurrentSnils", a.CurrentSnils),
	}
	switch merged := record.State == SNILSMerged; {
	case record.State == "":
		r.fail(adapters.ReasonContract, "Account/State", "a code that the contract does not list")
	case merged && record.CurrentSNILS.IsZero():
		r.fail(adapters.ReasonContract, "Account/CurrentSnils", "absent, though the number was merged with another")
	case merged && record.CurrentSNILS.Equal(record.SNILS):
		r.fail(adapters.ReasonContract, "Account/CurrentSnils", "the number itself, though it was merged with another")
	case !merged && !record.CurrentSNILS.IsZero():
		r.fail(adapters.ReasonContract, "Account/CurrentSnils", "there, though the number was not merged")
	}
	return record
}

// answering returns the number to be compared with the one that was stated. A merged one has two, and either is this person's.
func (s *SNILS) answering(stated adapters.SNILS) adapters.SNILS {
	if s.State == SNILSMerged && stated.Equal(s.CurrentSNILS) {
		return s.CurrentSNILS
	}
	return s.SNILS
}

// refinements says which field tells people apart, for each thing that the registry asks for.
//
//nolint:gochecknoglobals // a table, never written to
var refinements = map[wire.RefineByType]adapters.Field{
	wire.RefineByTypePATRONYMIC: adapters.FieldName,
	wire.RefineByTypeDOCUMENT:   adapters.FieldDocument,
}

func (r *reader) stateMore(twins []*wire.TwinDataType) []adapters.Field {
	var fields []adapters.Field
	for _, twin := range twins {
		for _, code := range twin.RefineBy {
			field := refinements[wire.RefineByType(text(code))]
			if field == "" {
				r.fail(adapters.ReasonContract, "TwinData/RefineBy", "a code that the contract does not list")
			}
			if !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields
}
