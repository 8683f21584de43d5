package mock

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sverka/sverka/mock/fault"
)

// The people are written in personas.yaml; what is built in is the same as JSON, because a mock starts often.
//
//go:generate go run ./internal/yamltojson personas.yaml personas.json
//go:embed personas.json
var personasText []byte

// A persona is one fictional person: what he states about himself, what each registry keeps about him, and what comes of asking.
type persona struct {
	ID      string            `json:"id"`
	Story   string            `json:"story"`
	Person  subject           `json:"person"`
	Actor   *queryActor       `json:"actor"` // on whose behalf is asked about him; nil: his own
	Keeps   kept              `json:"keeps"`
	Lookups map[string]lookup `json:"lookups"`
}

// kept is what the registries keep about a person; nil: this one does not know him.
type kept struct {
	Migration *keptMigration `json:"migration"`
	Pension   *keptPension   `json:"pension"`
	Tax       *keptTax       `json:"tax"`
	MVD       *keptMVD       `json:"mvd"`
}

type keptMigration struct {
	As          *subject `json:"as"` // where the registry has it otherwise than the person; nil: nowhere
	PersonState string   `json:"person_state"`
	Category    string   `json:"category"`
	StayDays    *days    `json:"stay_days"`
	Grounds     []ground `json:"grounds"`
	NotFound    string   `json:"not_found"` // the contract's reason: the registry knows that it has nothing

	Registrations []keptRegistration `json:"registrations"`
	Documents     []keptDocument     `json:"documents"` // issued to him, besides those of his grounds
	Identity      []keptIdentity     `json:"identity"`  // what was heard of his identity documents; of one left out: it is known
}

// A keptDocument's dates are relative ones, as a ground's. Without until it has no term.
type keptDocument struct {
	Kind   string `json:"kind"`
	Series string `json:"series"`
	Number string `json:"number"`
	Issued day    `json:"issued"`
	State  string `json:"state"`
	Reason string `json:"reason"` // the contract's code
	Since  day    `json:"since"`  // of the state
	Until  day    `json:"until"`
}

// A keptIdentity is what was heard of the identity document with a number.
type keptIdentity struct {
	Number string `json:"number"`
	State  string `json:"state"`
	Since  day    `json:"since"` // the first entry on it
}

// A keptRegistration's dates are relative ones, as a ground's.
type keptRegistration struct {
	Kind    string `json:"kind"`
	From    day    `json:"from"`
	Until   day    `json:"until"`
	Address string `json:"address"`
	OKTMO   string `json:"oktmo"`
}

type days struct {
	Used  int `json:"used"`
	Limit int `json:"limit"`
}

// A ground's dates are relative ones, see day.
type ground struct {
	Kind     string          `json:"kind"`
	Document *groundDocument `json:"document"`
	From     day             `json:"from"`
	Until    day             `json:"until"`
	Region   string          `json:"region"`
	State    string          `json:"state"`
	Since    day             `json:"since"`  // of the state; none: from
	Reason   string          `json:"reason"` // why the document does not hold, by the contract's code
}

type groundDocument struct {
	Kind   string `json:"kind"`
	Series string `json:"series"`
	Number string `json:"number"`
	Issued day    `json:"issued"`
	Until  day    `json:"until"`
}

type keptPension struct {
	As           *subject `json:"as"`
	State        string   `json:"state"`         // of the account, in the contract's words; "": ACTIVE
	CurrentSNILS string   `json:"current_snils"` // of a merged account: the number in use

	Payments        []payment `json:"payments"`         // none: the registry says that nothing is paid
	PaymentsUntold  bool      `json:"payments_untold"`  // it says that something is paid, and not what
	PaymentsUnknown bool      `json:"payments_unknown"` // it has no data
}

type payment struct {
	Kind   string `json:"kind"`
	Amount string `json:"amount"`
	Month  day    `json:"month"` // a day of it
}

type keptTax struct {
	As           *subject `json:"as"`
	State        string   `json:"state"`
	Reason       string   `json:"reason"`
	ReplacedBy   string   `json:"replaced_by"`   // of a duplicate: the INN that holds, under which the person is found all the same
	RegisteredOn day      `json:"registered_on"` // none: a year ago
	Residency    string   `json:"residency"`     // of last year, as the contract has it; "": not told
	// Registering: the INN was given and the person's record is still on its way to the lookups by INN.
	Registering bool `json:"registering"`
	// Obligations is what the person owes; nil: nothing, and the registry says so of the balance and of the list.
	Obligations *keptObligations `json:"obligations"`
}

// keptObligations is what a person owes, as far as the registry tells it.
type keptObligations struct {
	Debt    bool          `json:"debt"`
	Balance string        `json:"balance"` // "": not told
	Items   *[]obligation `json:"items"`   // nil: not told, which is not an empty list
}

type obligation struct {
	Kind   string `json:"kind"`
	Amount string `json:"amount"`
	Due    day    `json:"due"`
	UIN    string `json:"uin"`
}

type keptMVD struct {
	As             *subject     `json:"as"`
	Answer         string       `json:"answer"` // no_records, records, manual_review, no_data
	Convictions    []conviction `json:"convictions"`
	AdditionalInfo string       `json:"additional_info"`
	Takes          Duration     `json:"takes"` // from request to answer; 0: as configured

	Restrictions *keptRestrictions `json:"restrictions"` // nil: in neither list
}

// keptRestrictions is what the lists of restrictions hold under the person's name or documents.
type keptRestrictions struct {
	ControlledPersons keptList `json:"controlled_persons"`
	EntryBan          keptList `json:"entry_ban"`
	NoData            bool     `json:"no_data"` // the registry does not search for such people
}

func (k *keptRestrictions) lists() []keptList { return []keptList{k.ControlledPersons, k.EntryBan} }

type keptList struct {
	Entries []listedEntry `json:"entries"`
	Down    bool          `json:"down"` // it cannot be searched now
}

// A listedEntry is about the person, or whoever As and Omit make of him: a list may know less of him, or mean a namesake.
type listedEntry struct {
	As    *subject `json:"as"`
	Omit  []string `json:"omit"`
	Since day      `json:"since"`
	Until day      `json:"until"`
}

type conviction struct {
	BirthYearOnly bool   `json:"birth_year_only"` // the record knows no more of the birth date
	Birthplace    string `json:"birthplace"`      // as the record has it; a namesake's is another
	Date          string `json:"date"`
	Court         string `json:"court"`
	Article       string `json:"article"`
	Part          string `json:"part"`
	Penalty       string `json:"penalty"`
	Fine          string `json:"fine"`
	Years         int    `json:"years"`
	Released      string `json:"released"`
	Removed       string `json:"removed"`
}

// A lookup says what comes of asking one question about a persona.
type lookup struct {
	State  subject  `json:"state"` // what is stated otherwise than the person is
	Omit   []string `json:"omit"`  // what is not stated
	Fault  string   `json:"fault"` // "fault" or "fault:case" of mock/fault
	On     string   `json:"on"`    // the operation that the fault befalls; "": the question
	Expect Expect   `json:"expect"`

	choice *fault.Choice
}

// Expect is what the gateway makes of a lookup: an outcome with its verdict or reason, or the kind and reason of a failure.
type Expect struct {
	Outcome string `json:"outcome,omitempty"`
	Verdict string `json:"verdict,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// personas returns the embedded people. They are read once in a process and never changed. Whether a key is misspelt there, the tests ask:
// what is built in need not be asked at each start.
//
//nolint:gochecknoglobals // read once in a process, never written to
var personas = sync.OnceValues(func() ([]*persona, error) { return parsePersonas(personasText, json.Unmarshal) })

// parsePersonas reads people as decode does, and checks what is told of them.
func parsePersonas(text []byte, decode func(text []byte, into any) error) ([]*persona, error) {
	var file struct {
		Personas []*persona `json:"personas"`
	}
	if err := decode(text, &file); err != nil {
		return nil, fmt.Errorf("mock: personas: %w", err)
	}
	seen := map[string]bool{}
	for _, p := range file.Personas {
		if seen[p.ID] {
			return nil, fmt.Errorf("mock: personas: two are called %s", p.ID)
		}
		seen[p.ID] = true
		if err := p.complete(); err != nil {
			return nil, fmt.Errorf("mock: personas: %s: %w", p.ID, err)
		}
	}
	return file.Personas, nil
}

const longestID = 40

// isID reports whether a persona can be called so: a-z, 0-9 and -.
func isID(id string) bool {
	alien := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	return id != "" && len(id) <= longestID && !strings.ContainsFunc(id, alien)
}

// complete checks what a misspelling could break, and finds the faults.
func (p *persona) complete() error {
	if !isID(p.ID) || p.Story == "" {
		return errors.New("expected an id of a-z, 0-9 and -, and a story")
	}
	if err := p.tryLists(); err != nil {
		return err
	}
	for name, l := range p.Lookups {
		if !slices.Contains(Lookups(), name) {
			return fmt.Errorf("%s: no such lookup; known are %v", name, Lookups())
		}
		if l.On != "" && !slices.Contains(operations(), l.On) {
			return fmt.Errorf("%s: no such operation; known are %v", name, operations())
		}
		if l.Fault != "" {
			choice, err := fault.Parse(l.Fault)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			l.choice = &choice
		}
		p.Lookups[name] = l
	}
	return nil
}

// tryLists checks that each entry of the lists leaves out only what there is.
func (p *persona) tryLists() error {
	if p.Keeps.MVD == nil || p.Keeps.MVD.Restrictions == nil {
		return nil
	}
	held, _, err := p.heldBy(registrationOf("mvd"))
	if err != nil {
		return err
	}
	for _, list := range p.Keeps.MVD.Restrictions.lists() {
		for _, e := range list.Entries {
			if _, err := held.changed(e.As, e.Omit); err != nil {
				return fmt.Errorf("restrictions: %w", err)
			}
		}
	}
	return nil
}
