package migration_test

import (
	"testing"

	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/migration"
)

func registration(t testing.TB) adapterstest.Room[migration.Registration] {
	return room[migration.Registration](t, "registration", (*migration.Client).Registration)
}

func TestRegistrationGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/registration", registration(t))
}
