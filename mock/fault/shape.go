package fault

import "slices"

// A Trait is something that the contract says of an element, or that a registry means by it.
type Trait uint16

// The traits. They are combined by |.
const (
	Required  Trait = 1 << iota // without it the reply breaks the contract
	Repeats                     // may come more than once
	Date                        // a full calendar date
	State                       // a word of a closed list: an unknown one breaks the contract
	Kind                        // a word of an open list: an unknown one is "other"
	Decimal                     // a decimal number
	Int                         // an integer of 32 bits
	RequestID                   // repeats the identifier of our request
	Person                      // repeats who was asked about
)

// An Element is one element of a reply, or member of a JSON object.
type Element struct {
	// Path leads from the child of Body, or from the JSON document, to the element: names with "/" between. Of a list the
	// first item is meant.
	Path string
	Is   Trait
	// Other is another value that the contract allows, in the element's own notation but not escaped: for Person, somebody
	// else's. "" leaves the element out of faults that need one.
	Other string
}

func (e Element) is(t Trait) bool { return e.Is&t == t }

// Branches are a choice of the contract: exactly one of its branches stands in a reply.
type Branches struct {
	In string // path of the parent; "" for the reply itself
	// Samples holds a valid element, as XML or as `"name": value`, for each branch by name.
	Samples map[string]string
}

// A Refusal is how a registry says that it does not answer.
type Refusal string

// The refusals. A registry knows those that its contract has.
const (
	Business   Refusal = "business"   // there is no such person
	Validation Refusal = "validation" // the request breaks the schema
	Access     Refusal = "access"     // the asking system is not admitted
	Token      Refusal = "token"      // its token or password is not accepted
	Quota      Refusal = "quota"      // too many requests
	Server     Refusal = "server"     // the registry's own failure
	Ticket     Refusal = "ticket"     // no such ticket
	Polls      Refusal = "polls"      // too many polls of this ticket
	InWork     Refusal = "in_work"    // not refused at all: taken, and not answered yet
)

// A Document is one refusal as the registry words it.
type Document struct {
	Refusal Refusal
	Name    string // tells several of one Refusal apart; "" for the only one
	Ends    End
	Status  int    // of REST: the contract's HTTP status; SOAP faults come with 500
	Body    string // of SOAP: the content of the fault's detail; of REST: the JSON document
	Text    string // of SOAP: the fault's text
	Sender  bool   // of SOAP: Client or Sender is to blame
	Code    string // of SOAP: another standard code, VersionMismatch or MustUnderstand
}

// A Shape says about one operation of a registry what a fault has to know. It is written by hand from the contract, and not
// derived from it by the code under test. It must not be changed once in use.
type Shape struct {
	Protocol  Protocol
	Elements  []Element
	Choices   []Branches
	Documents []Document
}

// those returns the elements with all of t.
func (s *Shape) those(t Trait) []Element {
	return slices.DeleteFunc(slices.Clone(s.Elements), func(e Element) bool { return !e.is(t) })
}

// documents returns the wordings of r.
func (s *Shape) documents(r Refusal) []Document {
	return slices.DeleteFunc(slices.Clone(s.Documents), func(d Document) bool { return d.Refusal != r })
}
