package adapters

import "time"

// A Spec says what a lookup needs, can answer and may serve. It is the one place of these facts: validation, the API's
// document, the persona catalogue and the metrics' labels come from it or are tested against it.
type Spec struct {
	Registry string // "pension"
	Lookup   string // "snils-check"
	// Needs must all be met, each by any one of its alternatives.
	Needs []Need
	// Reads are the fields that are sent or compared when stated, though not needed. Together with Needs they make the
	// flight's key: questions that differ in nothing the lookup reads are equal. FieldPreviousNames is among them if and only
	// if the registry is asked by the previous names too: elsewhere they are compared, and nothing found does not speak of them.
	Reads    []Field
	Outcomes []Outcome
	Verdicts []Verdict // those a match can carry; empty: the outcome says all
	Purposes []Purpose // those it may serve
	// MaxAge is how long a match may be kept; 0: no answer is kept. Flights and tickets are shared all the same.
	MaxAge time.Duration
	// Pace is how often a ticket may be polled where the registry does not say; 0 where nothing is ever pending.
	Pace time.Duration
	// Cost is what one attempt takes of the registry's quotas; nil: one exchange of the lookup's own operation.
	Cost []Cost
}

// Name returns "registry/lookup", the lookup's name everywhere.
func (s Spec) Name() string { return s.Registry + "/" + s.Lookup }

// A Need is met by any one of its alternatives.
type Need []Requirement

// A Requirement is one thing that has to be stated.
type Requirement struct {
	Field Field
	// Precision is the coarsest that will do, of a date.
	Precision Precision
	// Documents are the types that will do, of FieldDocument. Exactly one stated document may be of them: with two the
	// lookup would have to choose whom to ask about.
	Documents []DocumentType
}

// A Field is one thing that can be stated, needed and compared. Its word is the key of Answer.Fields.
type Field string

// The fields. A name is compared as a whole, in each script of its own.
const (
	FieldName          Field = "name"           // Cyrillic name
	FieldLatinName     Field = "latin_name"     // Latin name, as in the machine-readable zone
	FieldAnyName       Field = "any_name"       // of a Need: either of the two
	FieldPatronymic    Field = "patronymic"     // of a Need: a patronymic, or that there is none
	FieldPreviousNames Field = "previous_names" // of Reads: searched by, in Cyrillic; compared as part of the name
	FieldBirthDate     Field = "birth_date"
	FieldBirthPlace    Field = "birth_place"
	FieldLivingPlace   Field = "living_place"
	FieldSex           Field = "sex"
	FieldCitizenship   Field = "citizenship"
	FieldDocument      Field = "document"
	FieldForeignID     Field = "foreign_id"
	FieldSNILS         Field = "snils"
	FieldINN           Field = "inn"
	FieldENP           Field = "enp"
)

// Fields returns those that Answer.Fields can hold, in a fixed order.
func Fields() []Field {
	return []Field{FieldName, FieldLatinName, FieldBirthDate, FieldBirthPlace, FieldLivingPlace, FieldSex,
		FieldCitizenship, FieldDocument, FieldForeignID, FieldSNILS, FieldINN, FieldENP}
}

// A Comparison says how what is stated stands to what the registry told.
type Comparison string

// The comparisons.
const (
	Same        Comparison = "same"
	Differs     Comparison = "differs"
	NotCompared Comparison = "not_compared" // the registry did not tell, or it cannot be compared
)

// Comparisons returns the closed list, in a fixed order.
func Comparisons() []Comparison { return []Comparison{Same, Differs, NotCompared} }
