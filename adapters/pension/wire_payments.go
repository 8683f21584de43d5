package pension

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
)

// request returns the question as the registry takes it. An error is a *adapters.Failure that names each field that the
// registry cannot take.
func (d *PaymentsDriver) request(id string, s *adapters.Stated) (*wire.PaymentsRequest, error) {
	gender, errs := checkPerson(s)
	if len(errs) > 0 {
		return nil, unable(errs)
	}
	return &wire.PaymentsRequest{
		RequestId:  new(wire.RequestIdType(id)),
		SystemId:   new(wire.SystemIdType(d.client.config.SystemID)),
		FamilyName: new(wire.RusNameType(s.FamilyName.Reveal())),
		FirstName:  optional[wire.RusNameType](s.GivenName.Reveal()),
		Patronymic: optional[wire.RusNameType](s.Patronymic.Reveal()),
		Snils:      new(wire.SnilsType(s.SNILS.Reveal())),
		Gender:     &gender,
		BirthDate:  new(wire.CalendarDateType(s.BirthDate.Reveal())),
	}, nil
}

// paid classifies what was decoded, as the answer to the request id about s. A PersonMismatch says no more than that number and person
// do not belong together, as a Result of false does at the check: nothing is told.
func paid(id string, s *adapters.Stated, got *wire.PaymentsResponse) (adapters.Reply[Payments], error) {
	r := reader{root: "PaymentsResponse"}
	told := r.person(echo{
		requestID: got.RequestId, family: got.FamilyName, first: got.FirstName, patronymic: got.Patronymic,
		gender: got.Gender, birth: got.BirthDate,
	}, id, s)
	r.samePatronymic(s, got.Patronymic)
	r.sameSNILS(s, got.Snils)
	var reply adapters.Reply[Payments]
	switch {
	case got.PaymentsInfo != nil:
		told.SNILS = s.SNILS // repeated, digit by digit
		record := r.payments(got.PaymentsInfo)
		reply = adapters.Reply[Payments]{
			Outcome: adapters.Match, Verdict: record.verdict(), Told: told, Record: record, Unlisted: record.unlisted(), AsOf: record.AsOf,
		}
	case got.PersonMismatch != nil:
		reply.Outcome = adapters.Mismatch
	default:
		r.fail(adapters.ReasonContract, "", "neither PaymentsInfo nor PersonMismatch")
	}
	if r.failure != nil {
		return adapters.Reply[Payments]{}, r.failure
	}
	return reply, nil
}

func (r *reader) payments(info *wire.PaymentsInfoType) *Payments {
	record := &Payments{Exists: info.Exists, AsOf: r.date("PaymentsInfo/AsOfDate", info.AsOfDate)}
	if !info.Exists {
		record.Payments = []Payment{} // told: there are none
		if len(info.Payment) > 0 {
			r.fail(adapters.ReasonContract, "PaymentsInfo/Exists", "false beside a Payment")
		}
	}
	for _, p := range info.Payment {
		record.Payments = append(record.Payments, r.payment(p))
	}
	return record
}

// unlisted says of each kind that the contract does not list that it is a payment's. It is accepted as other.
func (p *Payments) unlisted() (all []adapters.KindOf) {
	for i := range p.Payments {
		if p.Payments[i].Kind == OtherPayment {
			all = append(all, adapters.KindOfPayment)
		}
	}
	return all
}

// paymentKinds is the list that stands in the contract's annotation of PaymentKindType.
//
//nolint:gochecknoglobals // a table, never written to
var paymentKinds = map[string]PaymentKind{
	"OLD_AGE_PENSION":    OldAgePension,
	"DISABILITY_PENSION": DisabilityPension,
	"SURVIVOR_PENSION":   SurvivorPension,
	"SOCIAL_PENSION":     SocialPension,
	"MONTHLY_PAYMENT":    MonthlyPayment,
	"CHILD_BENEFIT":      ChildBenefit,
	"MATERNITY_BENEFIT":  MaternityBenefit,
	"SICK_LEAVE_BENEFIT": SickLeaveBenefit,
}

func (r *reader) payment(p *wire.PaymentType) Payment {
	month, err := adapters.ParseDate(text(p.Month))
	if err != nil || month.Precision() != adapters.PrecisionMonth {
		r.fail(adapters.ReasonContract, "PaymentsInfo/Payment/Month", "no such month")
	}
	payment := Payment{Kind: paymentKinds[text(p.Kind)], Amount: adapters.NewSecret(text(p.Amount)), Month: month}
	if payment.Kind == "" {
		payment.Kind, payment.RawKind = OtherPayment, harmless(text(p.Kind))
	}
	return payment
}

// harmless gives code if it may be shown in a record and in a log, and "" if not: an unknown code is the registry's text.
func harmless(code string) string {
	if len(code) > 32 {
		return ""
	}
	for _, r := range code {
		if letter := r|0x20 >= 'a' && r|0x20 <= 'z'; !letter && r != '_' && (r < '0' || r > '9') {
			return ""
		}
	}
	return code
}
