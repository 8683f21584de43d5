package adapters

// A Query is one question about one subject: the same shape for every lookup.
type Query struct {
	Subject     Subject
	Purpose     Purpose
	ServiceCode string // of purpose service_delivery
	Basis       Basis
	Actor       Actor
	CaseID      string // the caller's own case, [A-Za-z0-9._/-]{1,64}; never personal data
	// Caller is who asks, as internal/access established, and Grant what he may; never read from a body. Without a Grant nothing is
	// answered.
	Caller string
	Grant  *Grant
	// Digest is the SHA-256 of the document that asked, as it came; zero where there was none. Who knows what may stand in it can
	// try it out, so that it is hidden, and written down under a key only.
	Digest Hidden[[32]byte]
	// Unkept says that the answer is to come from the registry now, and that it is not kept for others: of a probe.
	Unkept bool
}

// A Purpose is what the answer is asked for (152-ФЗ, article 5: data are processed for a stated purpose only).
type Purpose string

// The purposes.
const (
	AccountRegistration Purpose = "account_registration"
	AccountUpgrade      Purpose = "account_upgrade"
	PeriodicRecheck     Purpose = "periodic_recheck"
	ServiceDelivery     Purpose = "service_delivery" // with Query.ServiceCode
	DataPrefill         Purpose = "data_prefill"
	Complaint           Purpose = "complaint"
	SubjectAccess       Purpose = "subject_access"
)

// Purposes returns the closed list, in a fixed order.
func Purposes() []Purpose {
	return []Purpose{AccountRegistration, AccountUpgrade, PeriodicRecheck, ServiceDelivery, DataPrefill, Complaint, SubjectAccess}
}

// Basis is the ground in law on which the question may be asked.
type Basis struct {
	Kind      BasisKind
	Reference string // of a consent, a law or a court's decision; never personal data
}

// BasisKind is one kind of ground.
type BasisKind string

// The kinds of basis.
const (
	PublicService BasisKind = "public_service"
	Consent       BasisKind = "consent"
	Law           BasisKind = "law"
	Court         BasisKind = "court"
)

// BasisKinds returns the closed list, in a fixed order.
func BasisKinds() []BasisKind { return []BasisKind{PublicService, Consent, Law, Court} }

// Actor is on whose behalf the caller asks. The identifier is the caller's own and may tell who the person is.
type Actor struct {
	Kind ActorKind
	ID   Secret
}

// ActorKind is one kind of actor.
type ActorKind string

// The kinds of actor.
const (
	Citizen ActorKind = "citizen"
	Officer ActorKind = "officer"
	System  ActorKind = "system"
)

// ActorKinds returns the closed list, in a fixed order.
func ActorKinds() []ActorKind { return []ActorKind{Citizen, Officer, System} }
