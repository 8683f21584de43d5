package migration

import "github.com/sverka/sverka/adapters"

// Registration is the record of migration/registration (сведения о регистрации): where a person is or was registered.
type Registration struct {
	PersonState PersonState
	Items       []RegistrationItem // as the registry orders them; none: it knows the person, and of no registration
}

// A RegistrationItem is one registration.
type RegistrationItem struct {
	Kind    RegistrationKind
	RawKind string // of other: the registry's code, where it is harmless to show
	From    adapters.Date
	Until   adapters.Date // the last day, planned or past; zero: no term (бессрочно)
	Address Address
}

// Address is where a person is registered. Its zero members were not told.
type Address struct {
	Full  adapters.Secret // in one line
	OKTMO adapters.Secret // ОКТМО, the code of the municipal area, 8 or 11 digits
}

// RegistrationKind is one kind of registration (Federal Law 109-FZ, article 3). The registry's list is open: what it does not name
// here is other, which never means registered.
type RegistrationKind string

// The kinds of registration.
const (
	Stay              RegistrationKind = "stay"      // учёт по месту пребывания
	Residence         RegistrationKind = "residence" // регистрация по месту жительства
	RegistrationOther RegistrationKind = "other"
)

// verdict says what the record means on a day, and until when it does: until the last day of the registration that holds
// longest, zero when that one has no term or when none holds.
func (r *Registration) verdict(day adapters.Date) (adapters.Verdict, adapters.Date) {
	var until []adapters.Date
	lapsed := false
	for _, item := range r.Items {
		switch {
		case item.Kind == RegistrationOther || startsAfter(item.From, day):
		case r.PersonState.ended() || endedBefore(item.Until, day):
			lapsed = true
		default:
			until = append(until, item.Until)
		}
	}
	switch {
	case len(until) > 0:
		return adapters.Registered, longest(until)
	case lapsed:
		return adapters.Lapsed, adapters.Date{}
	default:
		return adapters.None, adapters.Date{}
	}
}
