package tax

import "github.com/sverka/sverka/adapters"

// Taxpayer is the record of tax/taxpayer (сведения о постановке на учёт). It holds neither name nor birth date: who asks has just
// stated them, and a record is given only where they agree.
type Taxpayer struct {
	State        INNState    // of the INN by which the person was found
	PersonState  PersonState // empty: the registry did not say
	RegisteredOn adapters.Date
	TaxOffice    string    // КодИФНС, four digits; empty: none
	Residency    Residency // zero: not told
}

// Residency says whether the person was a tax resident in a calendar year (Tax Code, article 207: 183 days in the country).
type Residency struct {
	Status ResidencyStatus
	Year   int
}

// ResidencyStatus is whether a person was a tax resident.
type ResidencyStatus string

// The statuses of tax residency.
const (
	Resident    ResidencyStatus = "resident"
	NonResident ResidencyStatus = "non_resident"
)

// PersonState is what the registry tells of the person himself: one word of the states that records may carry.
type PersonState string

// Deceased is the state of the bearer of an INN that is invalid by death.
const Deceased PersonState = "deceased"
