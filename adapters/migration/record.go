package migration

import "github.com/sverka/sverka/adapters"

// Status is the record of migration/status (сведения о правовом положении): on what grounds a person stays or lives in the
// Russian Federation.
type Status struct {
	PersonState PersonState
	Category    Category
	Grounds     []Ground // as the registry orders them; none: it knows none
	StayDays    StayDays // of the visa-free stay; zero: not told
}

// StayDays counts days of visa-free stay within the period of the law (Federal Law 115-FZ, article 5: 90 days of a calendar year).
type StayDays struct {
	Used, Limit           int
	UsedKnown, LimitKnown bool // 0 days used is not the same as "not told"
}

// exceeded reports whether the registry says that more days were used than there are.
func (d StayDays) exceeded() bool { return d.UsedKnown && d.LimitKnown && d.Used > d.Limit }

// A Ground is one ground of stay or residence (основание пребывания или проживания).
type Ground struct {
	Kind       GroundKind
	RawKind    string // of other: the registry's code, where it is harmless to show
	Document   GroundDocument
	ValidFrom  adapters.Date
	ValidUntil adapters.Date // the last day; zero: no term (бессрочно)
	Region     string        // code of the subject of the Federation to which it is bound; empty: none
	State      GroundState
}

// GroundDocument is the document of a ground (документ-основание). A zero one was not told.
type GroundDocument struct {
	Kind      DocumentKind
	RawKind   string // of other, as in Ground
	Series    adapters.Secret
	Number    adapters.Secret
	IssuedOn  adapters.Date
	ExpiresOn adapters.Date // the last day; zero: no term (бессрочно)
}

// IsZero reports whether no document was told.
func (d GroundDocument) IsZero() bool { return d.Kind == "" }

// Category is the legal category of Federal Law 115-FZ, article 2.
type Category string

// The categories.
const (
	TemporaryStay      Category = "temporary_stay"      // временно пребывающий
	TemporaryResidence Category = "temporary_residence" // временно проживающий
	PermanentResidence Category = "permanent_residence" // постоянно проживающий
	NoCategory         Category = "none"
)

// PersonState says what has become of a person's record.
type PersonState string

// The states of a person.
const (
	Alive          PersonState = "alive"
	Deceased       PersonState = "deceased"
	RussianCitizen PersonState = "russian_citizen" // приобрёл гражданство Российской Федерации
	MergedPerson   PersonState = "merged"          // his record was joined to another
	UnknownState   PersonState = "unknown"
)

// GroundKind is one kind of ground. The registry's list is open: what it does not name here is other, which never means lawful.
type GroundKind string

// The kinds of ground.
const (
	GroundVisaFree         GroundKind = "visa_free"
	GroundVisa             GroundKind = "visa"
	GroundPatent           GroundKind = "patent"
	GroundWorkPermit       GroundKind = "work_permit"
	GroundEAEUWork         GroundKind = "eaeu_work" // a contract of a citizen of an EAEU state (Treaty on the EAEU, article 97)
	GroundStudy            GroundKind = "study"
	GroundFamily           GroundKind = "family"
	GroundRVP              GroundKind = "rvp"               // разрешение на временное проживание
	GroundRVPEducation     GroundKind = "rvp_education"     // РВП в целях получения образования
	GroundVNZh             GroundKind = "vnzh"              // вид на жительство
	GroundRefugee          GroundKind = "refugee"           // Federal Law 4528-1
	GroundRefugeeApplicant GroundKind = "refugee_applicant" // ходатайство рассматривается
	GroundTemporaryAsylum  GroundKind = "temporary_asylum"  // временное убежище
	GroundStateless        GroundKind = "stateless"         // временное удостоверение личности лица без гражданства
	GroundDiplomatic       GroundKind = "diplomatic"
	GroundTransit          GroundKind = "transit"
	GroundDecree           GroundKind = "decree" // by decree of the President
	GroundOther            GroundKind = "other"
)

// GroundState is the state of a ground or of its document. The registry's list is closed.
type GroundState string

// The states of a ground.
const (
	StateValid        GroundState = "valid"
	StateExpired      GroundState = "expired"
	StateAnnulled     GroundState = "annulled"
	StateSuspended    GroundState = "suspended"
	StateReplaced     GroundState = "replaced"
	StateLost         GroundState = "lost"
	StateNotCollected GroundState = "not_collected"
)

// DocumentKind is the kind of a ground's document: a word of [adapters.DocumentType], or one of those below.
type DocumentKind string

// The kinds of document that are not documents of a subject.
const (
	DocumentLabourContract   DocumentKind = "labour_contract"   // трудовой договор
	DocumentStudyCertificate DocumentKind = "study_certificate" // справка об обучении
	DocumentDiplomaticCard   DocumentKind = "diplomatic_card"   // дипломатическая карточка
	DocumentOther            DocumentKind = "other"
)
