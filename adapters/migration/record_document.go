package migration

import "github.com/sverka/sverka/adapters"

// Document is the record of migration/document (сведения о действительности документа): whether a document that Russia issued to a
// foreign citizen holds.
type Document struct {
	PersonState PersonState  // of the holder
	Type        DocumentKind // a word of [adapters.DocumentType], or other
	RawType     string       // of other: the registry's code, where it is harmless to show
	State       GroundState
	Reason      ReasonCode    // why it does not hold; empty: the registry gave no reason
	RawReason   string        // of other: the registry's code, where it is harmless to show
	Since       adapters.Date // the day from which State is so
	ValidUntil  adapters.Date // the last day; zero: no term (бессрочно)
}

// ReasonCode is one reason why a document does not hold. The registry's list is open.
type ReasonCode string

// The reasons. Those from 601 to 609 are МВД's own for passports, in use here for all documents.
const (
	ReasonExpired           ReasonCode = "expired"             // 601 истёк срок действия
	ReasonReplaced          ReasonCode = "replaced"            // 602 заменён
	ReasonIssuedInViolation ReasonCode = "issued_in_violation" // 603 выдан с нарушением
	ReasonSought            ReasonCode = "sought"              // 604 числится в розыске
	ReasonSeized            ReasonCode = "seized"              // 605 изъят или уничтожен
	ReasonHolderDied        ReasonCode = "holder_died"         // 606 владелец умер
	ReasonDefect            ReasonCode = "defect"              // 607 технический брак
	ReasonLost              ReasonCode = "lost"                // 609 утрачен
	ReasonOwnRequest        ReasonCode = "own_request"         // 701 по заявлению владельца
	ReasonFalseData         ReasonCode = "false_data"          // 702 сообщены ложные сведения
	ReasonAbsence           ReasonCode = "absence"             // 703 находился за пределами России дольше допустимого
	ReasonTaxUnpaid         ReasonCode = "tax_unpaid"          // 704 не уплачен налог по патенту
	ReasonOffences          ReasonCode = "offences"            // 705 нарушения законодательства
	ReasonGroundEnded       ReasonCode = "ground_ended"        // 706 отпало основание выдачи
	ReasonCitizenship       ReasonCode = "citizenship"         // 707 приобретено гражданство Российской Федерации
	ReasonOther             ReasonCode = "other"
)

// verdict says whether the document holds on a day, and until when it does: zero when it has no term, or does not hold.
//
// Valid takes the registry's own word at every place where it gives one: a known type, in state valid, from a day that has come to a
// day that has not passed, of a holder who is a living foreign citizen.
func (d *Document) verdict(day adapters.Date) (adapters.Verdict, adapters.Date) {
	holds := d.Type != DocumentOther && d.State == StateValid && !d.PersonState.ended() &&
		!startsAfter(d.Since, day) && !endedBefore(d.ValidUntil, day)
	if !holds {
		return adapters.Invalid, adapters.Date{}
	}
	return adapters.Valid, d.ValidUntil
}
