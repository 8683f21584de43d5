package main

import (
	"os"
	"strings"
	"testing"
)

// What the mocks show is what the text says: `make generate` writes it again.
func TestThePageIsTheText(t *testing.T) {
	text, err := os.ReadFile("../../../internal/docs/mock-and-reality.md")
	if err != nil {
		t.Fatal(err)
	}
	want, err := page(string(text))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../console/mock-and-reality.html")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("mock/console/mock-and-reality.html is not what internal/docs/mock-and-reality.md says: run make generate")
	}
	words := func(s string) int { return len(strings.Fields(s)) }
	if rows := strings.Count(string(text), "\n| ") - strings.Count(string(text), "\n|---"); strings.Count(want, `<th scope="row">`) != rows {
		t.Errorf("%d rows, want %d", strings.Count(want, `<th scope="row">`), rows)
	}
	if words(want) < words(string(text))*9/10 {
		t.Errorf("%d words of %d", words(want), words(string(text)))
	}
}

func TestTextsAreWrittenAsPages(t *testing.T) {
	out, err := page("# A & b\n\nOne\ntwo `<c>`.\n\n- **x** y\n  z\n- w\n\n| a | b |\n|---|---|\n| c | `d` |\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<title>Sverka: A &amp; b</title>", "<h1>A &amp; b</h1>", "<p>One two <code>&lt;c&gt;</code>.</p>",
		"<li><strong>x</strong> y z</li>\n<li>w</li>\n", `<th scope="col">b</th></tr></thead>`, `<tr><th scope="row">c</th><td><code>d</code></td></tr>`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	for _, bad := range []string{"```\nx\n```", "> x", "<b>x</b>", "see [x](y)", "| a |\n| b |", "| a | b |\n|---|---|\n| c |", "### x"} {
		if out, err := page("# A\n\n" + bad); err == nil {
			t.Errorf("%s became\n%s", bad, out)
		}
	}
}
