package httpapi

import (
	"context"
	"strings"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/message"
)

// A lookup is one lookup as the way of a request sees it, whatever its record.
type lookup struct {
	name   string // registry/lookup
	ask    func(ctx context.Context, q adapters.Query) (document, error)
	resume func(ctx context.Context, who adapters.Caller, id string) (document, error)
	plan   func(q adapters.Query, wrong []adapters.FieldError) adapters.Plan
}

// A document is what the API sends: a type that was generated from the contract.
type document interface{ Encode(e *jx.Encoder) }

func (l *lookup) registry() string {
	registry, _, _ := strings.Cut(l.name, "/")
	return registry
}

// table lists the lookups: one line each, with the mapping of its answer.
func table(l Lookups, texts *message.Citizen) []lookup {
	served := listing{texts: texts}
	serve(&served, "migration/status", l.MigrationStatus, migrationStatus)
	serve(&served, "migration/registration", l.MigrationRegistration, migrationRegistration)
	serve(&served, "migration/document", l.MigrationDocument, migrationDocument)
	serve(&served, "migration/identity-document", l.MigrationIdentityDocument, migrationIdentityDocument)
	serve(&served, "pension/snils", l.PensionSNILS, pensionSNILS)
	serve(&served, "pension/snils-check", l.PensionSNILSCheck, pensionSNILSCheck)
	serve(&served, "pension/payments", l.PensionPayments, pensionPayments)
	serve(&served, "tax/inn", l.TaxINN, taxINN)
	serve(&served, "tax/taxpayer", l.TaxTaxpayer, taxTaxpayer)
	serve(&served, "tax/obligations", l.TaxObligations, taxObligations)
	serve(&served, "mvd/restrictions", l.MVDRestrictions, mvdRestrictions)
	serve(&served, "mvd/criminal-record", l.MVDCriminalRecord, mvdCriminalRecord)
	return served.lookups
}

// A listing is a table while it is written.
type listing struct {
	texts   *message.Citizen
	lookups []lookup
}

// serve adds l to served, unless there is none. answer is the mapping of what l answers to the document of the contract.
func serve[R any](served *listing, name string, l Lookup[R], answer func(head, *R) document) {
	if l == nil {
		return
	}
	texts := served.texts
	served.lookups = append(served.lookups, lookup{
		name: name,
		plan: l.Plan,
		ask: func(ctx context.Context, q adapters.Query) (document, error) {
			a, err := l.Lookup(ctx, q)
			if err != nil {
				return nil, err
			}
			return answer(headOf(texts, name, &a), a.Record), nil
		},
		resume: func(ctx context.Context, who adapters.Caller, id string) (document, error) {
			a, err := l.Resume(ctx, who, id)
			if err != nil {
				return nil, err
			}
			return answer(headOf(texts, name, &a), a.Record), nil
		},
	})
}
