package adapters

// A DocumentType is one kind of paper that proves who a person is, or that Russia issued to a foreign citizen.
type DocumentType string

// Identity documents.
const (
	NationalPassport DocumentType = "national_passport"
	NationalIDCard   DocumentType = "national_id_card"
	TravelDocument   DocumentType = "travel_document"
	StatelessID      DocumentType = "stateless_id"
	BirthCertificate DocumentType = "birth_certificate"
)

// Documents issued in Russia.
const (
	Visa                        DocumentType = "visa"                          // виза
	MigrationCard               DocumentType = "migration_card"                // миграционная карта
	ArrivalNotice               DocumentType = "arrival_notice"                // отрывная часть уведомления о прибытии
	Patent                      DocumentType = "patent"                        // патент
	WorkPermit                  DocumentType = "work_permit"                   // разрешение на работу
	TemporaryResidence          DocumentType = "temporary_residence"           // РВП
	TemporaryResidenceEducation DocumentType = "temporary_residence_education" // РВПО
	ResidencePermit             DocumentType = "residence_permit"              // ВНЖ
	ResidencePermitStateless    DocumentType = "residence_permit_stateless"    // ВНЖ лица без гражданства
	RefugeeCertificate          DocumentType = "refugee_certificate"           // удостоверение беженца
	RefugeeApplication          DocumentType = "refugee_application"           // свидетельство о рассмотрении ходатайства
	TemporaryAsylum             DocumentType = "temporary_asylum"              // свидетельство о временном убежище
)

// IdentityDocuments returns the types that prove who a person is, in a fixed order.
func IdentityDocuments() []DocumentType {
	return []DocumentType{NationalPassport, NationalIDCard, TravelDocument, StatelessID, BirthCertificate}
}

// StandInDocuments returns the types that Russia issues in place of an identity document to those who have none of another state, or have
// given it up, in a fixed order. By law they are identity documents themselves: of stateless persons the two permits (Federal Law 115-FZ,
// article 10), of those who seek refuge the three certificates (Law 4528-1). TemporaryResidence is one of a stateless person only: of all
// others it is a mark in a passport.
func StandInDocuments() []DocumentType {
	return []DocumentType{ResidencePermitStateless, TemporaryResidence, RefugeeCertificate, RefugeeApplication, TemporaryAsylum}
}

// RussianDocuments returns the types that Russia issues to foreign citizens, in a fixed order.
func RussianDocuments() []DocumentType {
	return []DocumentType{
		Visa, MigrationCard, ArrivalNotice, Patent, WorkPermit, TemporaryResidence, TemporaryResidenceEducation,
		ResidencePermit, ResidencePermitStateless, RefugeeCertificate, RefugeeApplication, TemporaryAsylum,
	}
}

// DocumentTypes returns the closed list, identity documents first.
func DocumentTypes() []DocumentType { return append(IdentityDocuments(), RussianDocuments()...) }

// A Document is one paper that a subject states. It is opaque, as Subject is; build one with NewDocument.
type Document struct{ Hidden[*Paper] }

// Paper is what stands in a document. Series and number are kept without separators; a zero member was not stated.
type Paper struct {
	redacting
	Type       DocumentType
	Country    Country
	Series     Secret
	Number     Secret
	IssuedOn   Date
	ExpiresOn  Date
	Issuer     Secret
	IssuerCode Secret
}

// NewDocument hides p. The caller must not change p afterwards.
func NewDocument(p *Paper) Document { return Document{Hide(p)} }

// Paper returns what stands in the document, to be read only; of a zero Document, an empty Paper.
func (d Document) Paper() *Paper {
	if p := d.Hidden.Reveal(); p != nil {
		return p
	}
	return &Paper{}
}

// SeriesNumber returns series and number joined, as most registries store them.
func (p *Paper) SeriesNumber() string { return p.Series.Reveal() + p.Number.Reveal() }
