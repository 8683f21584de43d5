package adapters

// Sex as a document states it.
type Sex string

// The sexes. Unspecified is what a passport marks X or <; the zero Sex means that nothing was stated.
const (
	Male        Sex = "male"
	Female      Sex = "female"
	Unspecified Sex = "unspecified"
)

// Sexes returns the closed list, in a fixed order.
func Sexes() []Sex { return []Sex{Male, Female, Unspecified} }

// A Subject is the person asked about. It is opaque: no printer sees into it, at any depth. Build one with NewSubject.
// It is immutable and safe for concurrent use.
type Subject struct{ Hidden[*Stated] }

// Stated is what is stated about a subject. Every member is optional; a zero member was not stated. Its members were
// checked when they were parsed; which of them a lookup needs is in its Spec.
type Stated struct {
	redacting
	// Names in Cyrillic, as in the documents issued in Russia.
	FamilyName Secret
	GivenName  Secret
	Patronymic Secret
	// NoPatronymic: it is stated that there is none, which is more than not stating one. Neither proves anything beside a record that
	// has one.
	NoPatronymic bool
	// SingleName: the person has one name only; it stands in FamilyName.
	SingleName bool
	// Names in Latin, as in the passport's machine-readable zone (ICAO 9303).
	LatinFamilyName Secret
	LatinGivenName  Secret
	PreviousNames   []PersonName
	BirthDate       Date
	BirthPlace      Place
	LivingPlace     Place
	Sex             Sex
	Citizenships    []Country
	ForeignIDs      []ForeignID
	Documents       []Document
	SNILS           SNILS  // СНИЛС, the pension insurance number
	INN             INN    // ИНН, the taxpayer number
	ENP             Secret // ЕНП, the medical policy number, 16 digits
}

// PersonName is one name that a person bears or bore.
type PersonName struct {
	redacting
	FamilyName, GivenName, Patronymic Secret
	LatinFamilyName, LatinGivenName   Secret
}

// Place is where a person was born or lives. RegionCode is the two-digit code of a subject of the Russian Federation.
type Place struct {
	redacting
	Country                      Country
	RegionCode, Settlement, Text Secret
}

// IsZero reports whether nothing is stated.
func (p Place) IsZero() bool {
	return p.Country.IsZero() && p.RegionCode.IsZero() && p.Settlement.IsZero() && p.Text.IsZero()
}

// ForeignID is a personal number that another state gave, such as Uzbekistan's ПИНФЛ.
type ForeignID struct {
	redacting
	Country Country
	Value   Secret
}

// NewSubject hides s. The caller must not change s, or anything it refers to, afterwards.
func NewSubject(s *Stated) Subject { return Subject{Hide(s)} }

// Stated returns what is stated, to be read only; of a zero Subject, an empty Stated.
func (s Subject) Stated() *Stated {
	if p := s.Hidden.Reveal(); p != nil {
		return p
	}
	return &Stated{}
}
