package mvd_test

import (
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/mvd"
)

func TestConfigNamesEveryKeyThatIsWrong(t *testing.T) {
	if err := (mvd.Config{SystemID: "S", KeyFile: "f"}).Validate(); err != nil {
		t.Errorf("a good one: %v", err)
	}
	err := mvd.Config{}.Validate()
	if err == nil {
		t.Fatal("a bad one was accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, key := range []string{"system_id: ", "key_file: "} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], key) {
			t.Errorf("line %d of %q does not name %s", i, err, key)
		}
	}
}

func TestClientNeedsItsConfigKeyAndAddress(t *testing.T) {
	good := mvd.Config{SystemID: "S", KeyFile: "f"}
	if _, err := mvd.NewClient("https://giac.example", mvd.Config{}, adapters.NewSecret("k")); err == nil {
		t.Error("an empty configuration was accepted")
	}
	if _, err := mvd.NewClient("https://giac.example", good, adapters.Secret{}); err == nil {
		t.Error("no key was accepted")
	}
	if _, err := mvd.NewClient("giac.example", good, adapters.NewSecret("k")); err == nil {
		t.Error("a relative address was accepted")
	}
}
