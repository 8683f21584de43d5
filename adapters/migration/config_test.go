package migration_test

import (
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
)

func TestConfigNamesEveryKeyThatIsWrong(t *testing.T) {
	good := migration.Config{SystemID: "S", Username: "u", PasswordFile: "f"}
	if err := good.Validate(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	err := migration.Config{SystemID: "два"}.Validate()
	if err == nil {
		t.Fatal("a bad one was accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, key := range []string{"system_id: ", "username: ", "password_file: "} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], key) {
			t.Errorf("line %d of %q does not name %s", i, err, key)
		}
	}
}

func TestClientNeedsItsConfigPasswordAndAddress(t *testing.T) {
	good := migration.Config{SystemID: "S", Username: "u", PasswordFile: "f"}
	if _, err := migration.NewClient("https://mvd.example", migration.Config{}, adapters.NewSecret("p")); err == nil {
		t.Error("an empty configuration was accepted")
	}
	if _, err := migration.NewClient("https://mvd.example", good, adapters.Secret{}); err == nil {
		t.Error("an empty password was accepted")
	}
	client, err := migration.NewClient("ftp://mvd.example", good, adapters.NewSecret("p"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Status(); err == nil {
		t.Error("ftp was accepted")
	}
}
