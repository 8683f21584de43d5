package pension_test

import (
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters/pension"
)

func TestConfigNamesTheKey(t *testing.T) {
	for id, ok := range map[string]bool{"SVERKA01": true, "": false, "два": false, "A B": false, strings.Repeat("A", 50): true, strings.Repeat("A", 51): false} {
		err := pension.Config{SystemID: id}.Validate()
		if (err == nil) != ok {
			t.Errorf("%q: %v", id, err)
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "system_id: ") || id != "" && strings.Contains(err.Error(), id)) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestClientNeedsItsConfigAndAnAddress(t *testing.T) {
	if _, err := pension.NewClient("https://sfr.example/ws", pension.Config{}); err == nil {
		t.Error("an empty configuration was accepted")
	}
	client, err := pension.NewClient("sfr.example", pension.Config{SystemID: "S"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.SNILSCheck(); err == nil {
		t.Error("a relative address was accepted")
	}
}
