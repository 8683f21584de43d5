package client_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/client"
)

const someContract = `
openapi: 3.1.0
paths:
  /v1/lookups/tax/inn:
    post:
      summary: Which INN does the person have?
      x-needs: [name, birth_date (day)]
      x-outcomes: [match, not_found]
      x-verdicts: [active]
      x-purposes: [complaint]
  /v1/lookups/mvd/criminal-record:
    post:
      summary: "A summary that \e[31msteers"
      x-needs: [name]
      x-outcomes: [clear]
      x-may-be-pending: true
  /v1/lookups/{lookup_id}:
    get: {summary: What became of it}
`

func TestTheCatalogueIsPrinted(t *testing.T) {
	url := replying(t, 200, someContract, "Content-Type", "application/yaml")
	const mvd = "mvd/criminal-record: A summary that \ufffd[31msteers\n\n  needs     name\n  outcomes  clear\n  pending   the answer may come later\n"
	const tax = "tax/inn: Which INN does the person have?\n\n  needs     name\n            birth_date (day)\n" +
		"  outcomes  match, not_found\n  verdicts  active\n  purposes  complaint\n"
	for _, c := range []struct {
		args []string
		want ran
	}{
		{[]string{"-list"}, ran{client.ExitAnswered, mvd + "\n" + tax, ""}},
		{[]string{"-list", "tax/inn"}, ran{client.ExitAnswered, tax, ""}},
		{[]string{"-list", "tax/nothing"}, ran{client.ExitMisused, "",
			"gateway lookup: the gateway has no lookup of this name: gateway lookup -list tells what there is\n"}},
	} {
		if got := run(t.Context(), url, "", c.args...); got != c.want {
			t.Errorf("%v:\n%+v\nwant\n%+v", c.args, got, c.want)
		}
	}
}

// Each path of the API's own document is listed with its needs and outcomes.
func TestTheCatalogueIsTheAPIs(t *testing.T) {
	contract, err := os.ReadFile("../httpapi/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := run(t.Context(), replying(t, 200, string(contract), "Content-Type", "application/yaml"), "", "-list")
	lookups := 0
	for line := range strings.Lines(string(contract)) {
		path, ok := strings.CutPrefix(strings.TrimSpace(line), "/v1/lookups/")
		if name := strings.TrimSuffix(path, ":"); ok && name != path && !strings.ContainsAny(name, "{:") {
			lookups++
			if !strings.Contains(got.out, name+": ") {
				t.Errorf("%s is not listed", name)
			}
		}
	}
	if lookups == 0 || strings.Count(got.out, "  needs  ") != lookups || strings.Count(got.out, "  outcomes  ") != lookups {
		t.Errorf("%d lookups\n%s", lookups, got.out)
	}
}

func TestWhatIsNoCatalogue(t *testing.T) {
	for name, c := range map[string]struct {
		status     int
		media, doc string
	}{
		"a page": {200, "text/html", someContract}, "an error": {500, "application/yaml", someContract},
		"no YAML": {200, "application/yaml", "paths: [КАНАРЕЙКИН"}, "no lookups": {200, "application/yaml", "paths: {/docs: {}}"},
	} {
		got := run(t.Context(), replying(t, c.status, c.doc, "Content-Type", c.media), "", "-list")
		if got.code != client.ExitNotTheAPI || strings.Contains(got.failed, canary) || got.out != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
