package migration_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/migration"
)

func document(t testing.TB) adapterstest.Room[migration.Document] {
	return room[migration.Document](t, "document", (*migration.Client).Document)
}

func TestDocumentGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/document", document(t))
}
