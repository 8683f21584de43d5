package mock

import (
	"fmt"
	"maps"
	"net/http"
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

// Whoever asks by another method than a path has is told which it has, and not that there is nothing.
func TestAMethodThatIsNotAllowedIsA405(t *testing.T) {
	s, _ := started(t)
	for _, c := range []struct{ method, path, allow string }{
		{http.MethodGet, "/admin/verify", "POST"},
		{http.MethodPost, "/admin/journal", "GET, HEAD, DELETE"},
		{http.MethodPost, "/admin/journal/live", "GET, HEAD"},
		{http.MethodDelete, "/admin/journal/1", "GET, HEAD"},
		{http.MethodGet, "/admin/faults/1", "DELETE"},
		{http.MethodPatch, "/admin/clock", "GET, HEAD, PUT, DELETE"},
		{http.MethodPut, "/", "GET, HEAD, DELETE"},
		{http.MethodGet, "/personas/patent-worker/tax/inn/collect", "POST"},
	} {
		for _, prefix := range []string{"", "/ns/x"} {
			r, err := do(t, c.method, s.URL+prefix+c.path, "")
			if err != nil || r.status != http.StatusMethodNotAllowed || r.header.Get("Allow") != c.allow || !strings.Contains(r.body, "expected "+c.allow) {
				t.Errorf("%s %s: %d, Allow %q: %s", c.method, prefix+c.path, r.status, r.header.Get("Allow"), r.body)
			}
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if r, err := do(t, method, s.URL+"/admin/nothing", ""); err != nil || r.status != http.StatusNotFound || r.header.Get("Allow") != "" {
			t.Errorf("%s: %d %v", method, r.status, err)
		}
	}
}

// Each filter of the journal is in the contract, and each that is there is one.
func TestTheAdminContractHasEveryFilter(t *testing.T) {
	var contract struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct{ Name string }
			}
		} `yaml:"paths"`
	}
	if err := yaml.Unmarshal(adminContract, &contract); err != nil {
		t.Fatal(err)
	}
	var written []string
	for _, p := range contract.Paths["/admin/journal"].Get.Parameters {
		written = append(written, p.Name)
	}
	read := slices.DeleteFunc(append(membersOf(Want{}), "after"), func(name string) bool { return name == "times" })
	slices.Sort(written)
	slices.Sort(read)
	if !slices.Equal(written, read) {
		t.Errorf("%v in the contract, %v in the code", written, read)
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
