package migration

import "github.com/sverka/sverka/adapters"

// IdentityDocument is the record of migration/identity-document (сведения о документе, удостоверяющем личность).
type IdentityDocument struct {
	PersonState PersonState // of the holder
	State       IdentityDocumentState
	KnownSince  adapters.Date // the first entry or registration on it; zero: not told
}

// IdentityDocumentState says what the registry has heard of a document. Its list is closed.
type IdentityDocumentState string

// The states of an identity document.
const (
	IdentityKnown           IdentityDocumentState = "known"            // somebody entered or was registered on it
	IdentityReportedLost    IdentityDocumentState = "reported_lost"    // заявлен утраченным
	IdentityReportedInvalid IdentityDocumentState = "reported_invalid" // заявлен недействительным
)

// verdict says what the record means. The document of somebody who has died, became a Russian citizen, or whose record was joined to
// another does not prove who somebody is today, though nobody reported the document itself.
func (d *IdentityDocument) verdict() adapters.Verdict {
	switch {
	case d.State == IdentityReportedLost:
		return adapters.ReportedLost
	case d.State == IdentityKnown && !d.PersonState.ended():
		return adapters.Known
	default:
		return adapters.ReportedInvalid
	}
}
