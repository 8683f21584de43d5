package client

import (
	"os"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
)

// contract is what the API's document says of a query.
func contract(t *testing.T) (required []string, pattern func(schema, property string) string) {
	t.Helper()
	text, err := os.ReadFile("../httpapi/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Required   []string `yaml:"required"`
				Properties map[string]struct {
					Pattern string `yaml:"pattern"`
				} `yaml:"properties"`
			} `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	schemas := document.Components.Schemas
	return schemas["Query"].Required, func(schema, property string) string { return schemas[schema].Properties[property].Pattern }
}

func TestTheFlagsStateWhatTheAPIHas(t *testing.T) {
	required, pattern := contract(t)
	for _, c := range []struct{ schema, property, want string }{
		{"Query", "case_id", codePattern}, {"Query", "service_code", codePattern},
		{"Basis", "reference", referencePattern}, {"Actor", "id", actorIDPattern},
	} {
		if got := pattern(c.schema, c.property); got != c.want {
			t.Errorf("%s.%s: the API has the pattern %s, the flag %s", c.schema, c.property, got, c.want)
		}
	}
	got := []string{"subject"}
	for _, m := range new(about).members() {
		if m.name != "service_code" {
			got = append(got, m.name)
		}
	}
	if !slices.Equal(got, required) {
		t.Errorf("the API requires %v, the flags complete %v", required, got)
	}
}

func TestWhatLooksLikeAPersonsData(t *testing.T) {
	for s, want := range map[string]bool{
		"99000000153": true, "990-000-001-53": true, "980000000101": true, "9800.0000.0101": true, "1991-04-17": true, "17.04.1991": true,
		"FA9000001": true, "C 9000003": true, "somebody@example.com": true, "Намунаев": true, "Намунаев Азиз": true, "2200000000000004": true,
		"2026-000123": false, "84120375": false, "10002337415": false, "115-ФЗ ст. 6.1": false, "согласие № 7": false, "consent/77": false,
		"99000000154": false, "980000000102": false, "officer:1180": false, "": false, "2026": false, "2026-02": false,
	} {
		if personal(s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}
