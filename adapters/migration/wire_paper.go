package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
	"github.com/sverka/sverka/internal/person"
)

// aboutPerson says what a record comes to when it was asked about a person. The registry tells the document asked with where it holds it:
// one of another type says that the person was found by name only, and that the document is not known for his. A namesake has all the rest.
func (r *reader) aboutPerson(asked *wire.IdentityDocumentType, told adapters.Told) adapters.Outcome {
	if r.identityDocument(asked).Paper().Type != told.Document.Paper().Type {
		return adapters.Mismatch
	}
	return adapters.Match
}

// aboutPaper says what a record of the paper told comes to, when it was asked about a paper, and not about a person. One of another
// type that bears the same number is a mismatch; that a number is another is the house's to see, which compares it. It fails where
// less is told than was asked: a number without its series is that of many papers.
func (r *reader) aboutPaper(asked, told *adapters.Paper) adapters.Outcome {
	switch {
	case told.Type != asked.Type:
		return adapters.Mismatch
	case person.ComparePaper(asked, told) == adapters.NotCompared && !asked.Series.IsZero():
		r.fail(adapters.ReasonOtherPerson, "document", "not told well enough to be the one asked about")
	}
	return adapters.Match
}
