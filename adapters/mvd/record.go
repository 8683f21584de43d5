package mvd

import "github.com/sverka/sverka/adapters"

// CriminalRecord is the record of mvd/criminal-record (сведения о судимости). Whatever text the registry gives is hidden: it is
// personal data of a special kind (152-ФЗ, article 10, part 3).
type CriminalRecord struct {
	// ManualReview: the registry gives no certificate before somebody has looked (требуется ручная проверка).
	ManualReview bool
	Convictions  []Conviction
	Prosecutions []Prosecution
	Wanted       []Wanted
	Refusals     []Refusal
	// Unsure counts entries under another name, with a birth date of which only a part is known, or without a birth place that
	// agrees. They are not given: they may be about a stranger.
	Unsure int
	// Note is the registry's free text (дополнительные сведения).
	Note adapters.Secret
}

// entries counts what is listed.
func (c *CriminalRecord) entries() int {
	return len(c.Convictions) + len(c.Prosecutions) + len(c.Wanted) + len(c.Refusals)
}

// Conviction is one conviction (судимость).
type Conviction struct {
	Sentenced  Act
	Penalty    adapters.Secret // kind of penalty (мера наказания)
	Term       Term
	Fine       adapters.Secret // roubles, a decimal with a point
	ReleasedOn adapters.Date
	// Removed is why the conviction is spent or cancelled (погашение, снятие); zero: it stands.
	Removed adapters.Secret
	Note    adapters.Secret
}

// Prosecution is one criminal prosecution (привлечение к уголовной ответственности).
type Prosecution struct {
	Brought Act
	Result  adapters.Secret
	Note    adapters.Secret
}

// Wanted says that a person is, or was, searched for (розыск).
type Wanted struct {
	Announced Act
	Note      adapters.Secret
}

// Refusal is a refusal to prosecute (отказной материал).
type Refusal struct {
	Refused Act // zero: not told
	Reason  adapters.Secret
	Note    adapters.Secret
}

// Act says who did what, when, and on which articles of the Criminal Code.
type Act struct {
	On       adapters.Date
	By       adapters.Secret // court or authority
	Articles []Article
}

// Article is one article of the Criminal Code (статья, часть, пункт).
type Article struct{ Article, Part, Paragraph adapters.Secret }

// Term is a term of punishment (срок).
type Term struct{ Years, Months, Days int }

// IsZero reports whether no term was told.
func (t Term) IsZero() bool { return t == Term{} }

// Restrictions is the record of mvd/restrictions.
type Restrictions struct {
	// Entries are those that are surely about the person, also those that have run out.
	Entries []Restriction
	// Unsure counts entries that may be about a stranger: under another name, with a birth date of which only a part is known on one of
	// the sides, or without a document that is stated. They are not given.
	Unsure int
}

// Restriction is one entry of a list.
type Restriction struct {
	List  List
	Since adapters.Date
	Until adapters.Date // the last day on which it holds; zero: without term
}

// isOver reports whether the entry does not hold any more on day.
func (r Restriction) isOver(day adapters.Date) bool {
	order, ok := r.Until.Compare(day)
	return ok && order < 0
}

// List is one of the lists that mvd/restrictions searches.
type List string

// The lists.
const (
	ControlledPersons List = "controlled_persons" // реестр контролируемых лиц
	EntryBan          List = "entry_ban"          // запрет на въезд
)
