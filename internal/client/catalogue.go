package client

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// A listed is one lookup as the gateway's own OpenAPI document has it.
type listed struct {
	name     string
	Summary  string   `yaml:"summary"`
	Needs    []string `yaml:"x-needs"`
	Outcomes []string `yaml:"x-outcomes"`
	Verdicts []string `yaml:"x-verdicts"`
	Purposes []string `yaml:"x-purposes"`
	Pends    bool     `yaml:"x-may-be-pending"`
}

// list returns the gateway's lookups, by name.
func (g *gateway) list(ctx context.Context, o options) ([]listed, error) {
	response, err := g.exchange(ctx, http.MethodGet, "/openapi.yaml", nil, o.wait)
	if err != nil {
		return nil, err
	}
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.Status != http.StatusOK || media != "application/yaml" {
		return nil, trouble{ExitNotTheAPI, fmt.Sprintf("what replies is not the gateway's API: status %d in place of its OpenAPI document", response.Status)}
	}
	all := readCatalogue(response.Body)
	if len(all) == 0 {
		return nil, trouble{ExitNotTheAPI, "what replies is not the gateway's API: an OpenAPI document that has no lookups"}
	}
	return all, nil
}

// readCatalogue returns the lookups of an OpenAPI document; none, if it is not one.
func readCatalogue(document []byte) []listed {
	var contract struct {
		Paths map[string]struct {
			Post listed `yaml:"post"`
		} `yaml:"paths"`
	}
	if yaml.Unmarshal(document, &contract) != nil {
		return nil
	}
	var all []listed
	for path, at := range contract.Paths {
		name, ok := strings.CutPrefix(path, lookupsPath)
		if ok && lookupName.MatchString(name) && len(at.Post.Outcomes) > 0 {
			at.Post.name = name
			all = append(all, at.Post)
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return strings.Compare(a.name, b.name) })
	return all
}

// text writes l for people.
func (l listed) text() string {
	var rows []row
	for _, need := range l.Needs {
		rows = append(rows, row{"needs", "", printable(need)})
	}
	for _, words := range []struct {
		member string
		words  []string
	}{{"outcomes", l.Outcomes}, {"verdicts", l.Verdicts}, {"purposes", l.Purposes}} {
		if len(words.words) > 0 {
			rows = append(rows, row{words.member, "", printable(strings.Join(words.words, ", "))})
		}
	}
	if l.Pends {
		rows = append(rows, row{"pending", "", "the answer may come later"})
	}
	return l.name + ": " + printable(l.Summary) + "\n\n" + columns(rows)
}
