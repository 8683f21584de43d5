package migration_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/migration"
)

func identityDocument(t testing.TB) adapterstest.Room[migration.IdentityDocument] {
	return room[migration.IdentityDocument](t, "identity-document", (*migration.Client).IdentityDocument)
}

func TestIdentityDocumentGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/identity-document", identityDocument(t))
}
