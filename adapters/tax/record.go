package tax

import "github.com/sverka/sverka/adapters"

// INN is the record of tax/inn: the number of a person and its state.
type INN struct {
	INN        adapters.INN
	State      INNState
	Reason     InvalidityReason // of an invalid one
	ReplacedBy adapters.INN     // of a duplicate, where the registry says
}

// INNState is the state of an INN.
type INNState string

// The states of an INN.
const (
	INNActive  INNState = "active"
	INNInvalid INNState = "invalid"
)

// InvalidityReason says why an INN is invalid.
type InvalidityReason string

// The reasons of invalidity.
const (
	Duplicate InvalidityReason = "duplicate" // given twice; the other one holds
	Death     InvalidityReason = "death"
)
