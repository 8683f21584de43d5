package tax_test

import (
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/tax"
)

func TestConfigNamesEveryKeyThatIsWrong(t *testing.T) {
	if err := config().Validate(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	bad := tax.Config{Organisation: tax.Organisation{Name: strings.Repeat("я", 1001), INN: "770000001", OGRN: "10277000000170"}}
	err := bad.Validate()
	if err == nil {
		t.Fatal("a bad one was accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, key := range []string{"system_id: ", "organisation.name: ", "organisation.inn: ", "organisation.ogrn: ", "master_token_file: "} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], key) {
			t.Errorf("line %d of %q does not name %s", i, err, key)
		}
	}
}

func TestClientNeedsItsConfigTokenAndAddress(t *testing.T) {
	if _, err := tax.NewClient("https://fns.example", tax.Config{}, adapters.NewSecret("m")); err == nil {
		t.Error("an empty configuration was accepted")
	}
	if _, err := tax.NewClient("https://fns.example", config(), adapters.Secret{}); err == nil {
		t.Error("no master token was accepted")
	}
	for _, address := range []string{"", "fns.example", "http://\x7f"} {
		if _, err := tax.NewClient(address, config(), adapters.NewSecret("m")); err == nil {
			t.Errorf("%q was accepted", address)
		}
	}
}
