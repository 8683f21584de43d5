package pension

import "github.com/sverka/sverka/adapters"

// SNILSCheck is the record of pension/snils-check. It is empty: the registry says no more than that number and person belong
// together, which the outcome says already.
type SNILSCheck struct{}

// SNILS is the record of pension/snils (СНИЛС застрахованного лица).
type SNILS struct {
	SNILS        adapters.SNILS
	State        SNILSState
	CurrentSNILS adapters.SNILS // of a merged one, always: the number in use; else zero
}

// verdict says what the state means: a number of somebody who has died is as void as one that was annulled. Who states the number in use
// of a merged pair has nothing to mend: that the fund still finds him by the old one is its own affair.
func (s *SNILS) verdict(stated adapters.SNILS) adapters.Verdict {
	switch s.State {
	case SNILSActive:
		return adapters.Active
	case SNILSMerged:
		if !stated.IsZero() && stated.Equal(s.CurrentSNILS) {
			return adapters.Active
		}
		return adapters.Merged
	case SNILSAnnulled, SNILSClosed:
	}
	return adapters.Annulled
}

// SNILSState says whether a number is in use. The registry's list is closed.
type SNILSState string

// The states of a SNILS.
const (
	SNILSActive   SNILSState = "active"
	SNILSMerged   SNILSState = "merged"   // its account was joined to another of the same person (упразднён)
	SNILSAnnulled SNILSState = "annulled" // its account was opened by mistake (аннулирован)
	SNILSClosed   SNILSState = "closed"   // its bearer has died (закрыт в связи со смертью)
)

// Payments is the record of pension/payments (сведения о пенсиях и социальных выплатах).
type Payments struct {
	// Payments are those that the registry tells, in its order. Empty: it says that there are none; nil: it does not say which.
	Payments []Payment
	Exists   bool          // whether the person is paid anything
	AsOf     adapters.Date // of what day that is
}

func (p *Payments) verdict() adapters.Verdict {
	if p.Exists {
		return adapters.Receives
	}
	return adapters.None
}

// A Payment is one payment made (выплата).
type Payment struct {
	Kind    PaymentKind
	RawKind string          // of other: the registry's code, where it is harmless to show
	Amount  adapters.Secret // in roubles, with two digits after a point: "14250.00"
	Month   adapters.Date   // for which it was made, YYYY-MM
}

// PaymentKind is one kind of payment. The registry's list is open: what it does not name here is other.
type PaymentKind string

// The kinds of payment.
const (
	OldAgePension     PaymentKind = "old_age_pension"    // страховая пенсия по старости
	DisabilityPension PaymentKind = "disability_pension" // пенсия по инвалидности
	SurvivorPension   PaymentKind = "survivor_pension"   // пенсия по случаю потери кормильца
	SocialPension     PaymentKind = "social_pension"     // социальная пенсия
	MonthlyPayment    PaymentKind = "monthly_payment"    // ежемесячная денежная выплата
	ChildBenefit      PaymentKind = "child_benefit"      // единое пособие на детей
	MaternityBenefit  PaymentKind = "maternity_benefit"  // пособие по беременности и родам
	SickLeaveBenefit  PaymentKind = "sick_leave_benefit" // пособие по временной нетрудоспособности
	OtherPayment      PaymentKind = "other"
)
