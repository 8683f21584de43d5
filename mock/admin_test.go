package mock

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The admin API's contract has each route, and no other.
func TestTheAdminContractHasEveryRoute(t *testing.T) {
	var contract struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Unmarshal(adminContract, &contract); err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for path, methods := range contract.Paths {
		for method := range methods {
			written[strings.ToUpper(method)+" "+path] = true
		}
	}
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range m.routes() {
		pattern := strings.Replace(r.pattern, "/{$}", "/", 1)
		if !written[pattern] {
			t.Errorf("admin.yaml lacks %s", pattern)
		}
		delete(written, pattern)
	}
	if len(written) > 0 {
		t.Errorf("admin.yaml has what is not served: %v", slices.Sorted(maps.Keys(written)))
	}
}

// What the contract says of a rule and of a verification is what is read.
func TestTheAdminContractHasTheMembersThatAreRead(t *testing.T) {
	var contract struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any `yaml:"properties"`
			} `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(adminContract, &contract); err != nil {
		t.Fatal(err)
	}
	for schema, v := range map[string]any{"Rule": Rule{}, "Want": Want{}, "Exchange": Exchange{}, "Message": Message{}} {
		got := slices.Sorted(maps.Keys(contract.Components.Schemas[schema].Properties))
		if want := membersOf(v); !slices.Equal(got, want) {
			t.Errorf("%s: %v in the contract, %v in the code", schema, got, want)
		}
	}
}

func TestTheAdminContractIsServedWithItsAddress(t *testing.T) {
	s, _ := started(t)
	if r := get(t, s.In("x").Registry("admin")+"/openapi.yaml"); !strings.Contains(r.body, fmt.Sprintf("url: %s/ns/x\n", s.URL)) {
		t.Errorf("%.300s", r.body)
	}
}

// membersOf returns the names of v's members in JSON, sorted.
func membersOf(v any) []string {
	var names []string
	for f := range reflect.TypeOf(v).Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
