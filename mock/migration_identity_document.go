package mock

import (
	"slices"

	"github.com/sverka/sverka/mock/fault"
)

type identityDocumentRequest struct{ personRequest }

// identityDocumentInfo is the record in migration/identity-document.
type identityDocumentInfo struct {
	migrant
	State, Since string
}

// answer tells of the document that was asked about, and of no other: that its bearer is known by another is no answer.
func (r *identityDocumentRequest) answer(m *migration, ex *exchange, found []*dossier) fault.Reply {
	reply := personReply{Asked: &r.personRequest, AsOf: ex.today().Format("2006-01-02"), NotFound: "NO_RECORD"}
	if len(found) == 1 {
		keeps := found[0].persona.Keeps.Migration
		switch held := found[0].identity(&r.Papers); {
		case keeps.NotFound != "":
			reply.NotFound = keeps.NotFound
		case held != nil:
			heard := keeps.identity(held.Number)
			reply.NotFound = ""
			reply.Found = &identityDocumentInfo{migrant: found[0].person(&r.Papers), State: heard.State, Since: heard.Since.on(ex.today())}
		}
	}
	return m.render("migration-identity-document", reply)
}

// identity is what the registry has heard of the document with a number: where the persona's file says nothing, it is known since his
// first ground.
func (k *keptMigration) identity(number string) keptIdentity {
	if i := slices.IndexFunc(k.Identity, func(one keptIdentity) bool { return one.Number == number }); i >= 0 {
		return k.Identity[i]
	}
	known := keptIdentity{State: "KNOWN"}
	if len(k.Grounds) > 0 {
		known.Since = k.Grounds[len(k.Grounds)-1].From
	}
	return known
}

func (r *identityDocumentRequest) shape(m *migration) fault.Shape {
	const info = "identityDocumentInfo"
	shape := m.shapeOf(&r.personRequest, "IdentityDocument", "identity-document-found", &identityDocumentInfo{migrant: r.asked("ALIVE"), State: "KNOWN"},
		[]fault.Element{
			{Path: info + "/personState", Is: fault.Required | fault.State, Other: "UNKNOWN"},
			{Path: info + "/state", Is: fault.Required | fault.State, Other: "REPORTED_LOST"},
			{Path: info + "/knownSince", Is: fault.Date, Other: "2020-01-01"},
		})
	delete(shape.Choices[0].Samples, "ambiguousIdentityDocument") // a document is one person's
	return shape
}
