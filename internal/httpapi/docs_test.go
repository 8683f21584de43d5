package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/message"
)

// found returns the first group of each match.
func found(text, pattern string) []string {
	var all []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// TestThePageLoadsNothing: no script, no image, no style sheet, no font; and its policy forbids them.
func TestThePageLoadsNothing(t *testing.T) {
	g := open(t, Deps{Lookups: all()}).do(http.MethodGet, "/docs", "")
	if g.status != http.StatusOK || g.header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%d %s", g.status, g.header.Get("Content-Type"))
	}
	if used := found(g.body, `<(script|img|link|iframe|object|embed|video|audio|form|base|svg)\b`); used != nil {
		t.Errorf("elements that load: %v", used)
	}
	if used := found(g.body, `(?i)\s(on[a-z]+|style|src|srcset)=`); used != nil {
		t.Errorf("attributes that load or run: %v", used)
	}
	if used := found(g.body, `(?i)(url\(|@import)`); used != nil {
		t.Errorf("styles that load: %v", used)
	}
	policy := g.header.Get("Content-Security-Policy")
	style := found(g.body, `(?s)<style>(.*?)</style>`)
	if len(style) != 1 {
		t.Fatalf("%d styles", len(style))
	}
	hash := sha256.Sum256([]byte(style[0]))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	if policy != want {
		t.Errorf("policy %q, want %q", policy, want)
	}
	always(t, g)
}

// TestThePageTellsTheWholeContract: each lookup, each member of a question, each kind and reason, each text.
func TestThePageTellsTheWholeContract(t *testing.T) {
	html, _ := renderDocs(openAPI)
	page := string(html)
	for _, name := range lookupNames() {
		if !strings.Contains(page, "</span> "+lookupsPath+name+"</code>") {
			t.Errorf("no lookup %s", name)
		}
	}
	for _, k := range adapters.Kinds() {
		if !strings.Contains(page, `<tr id="`+string(k)+`">`) {
			t.Errorf("no row for %s, whose problem documents point there", k)
		}
	}
	for _, r := range reasons() {
		if !strings.Contains(page, "<dt><code>"+string(r)+"</code></dt>") {
			t.Errorf("no reason %s", r)
		}
	}
	for _, text := range texts().Texts() {
		if !strings.Contains(page, text.Ru) || !strings.Contains(page, template.HTMLEscapeString(text.En)) || !strings.Contains(page, template.HTMLEscapeString(text.When)) {
			t.Errorf("no text %s", text.Code)
		}
	}
	for _, n := range message.NewStaff() {
		if !strings.Contains(page, template.HTMLEscapeString(n.Ru)) || !strings.Contains(page, template.HTMLEscapeString(n.En)) {
			t.Errorf("no note of %+v", n.Words)
		}
	}
	s := theSpec()
	for _, schema := range []string{"Query", "Subject", "Document", "Place", "AnswerHead", "Problem", "MigrationGround", "Plan", "PlanQuota"} {
		of, _ := s.Components.Schemas.get(schema)
		for _, p := range of.Properties {
			if !strings.Contains(page, `<th scope="row"><code>`+p.Name+"</code>") {
				t.Errorf("no member %s.%s", schema, p.Name)
			}
		}
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "&lt;p&gt;") {
		t.Error("the page shows its own seams")
	}
}

// TestThePageHangsTogether: each link to a place on the page finds one, and no two places have one name.
func TestThePageHangsTogether(t *testing.T) {
	html, _ := renderDocs(openAPI)
	ids := make(map[string]int)
	for _, id := range found(string(html), `\sid="([^"]*)"`) {
		ids[id]++
		if ids[id] > 1 {
			t.Errorf("two places are called %s", id)
		}
	}
	for _, link := range found(string(html), `href="([^"]*)"`) {
		if name, here := strings.CutPrefix(link, "#"); here && ids[name] == 0 {
			t.Errorf("no place %s", name)
		} else if !here && link != "/openapi.yaml" && !strings.HasPrefix(link, "https://www.rfc-editor.org/") {
			t.Errorf("a link to %s", link)
		}
	}
}

func TestTheContractIsServedAsItIs(t *testing.T) {
	g := open(t, Deps{Lookups: all()}).do(http.MethodGet, "/openapi.yaml", "")
	if g.status != http.StatusOK || g.header.Get("Content-Type") != "application/yaml" || g.body != string(openAPI) {
		t.Errorf("%d %s, %d bytes", g.status, g.header.Get("Content-Type"), len(g.body))
	}
	always(t, g)
}

func TestMarkdownRendersAndEscapes(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"plain & <b>":                "<p>plain &amp; &lt;b&gt;</p>",
		"one\n\ntwo":                 "<p>one</p><p>two</p>",
		"`a<b` **c** *d*":            "<p><code>a&lt;b</code> <strong>c</strong> <em>d</em></p>",
		"- one\n- two\n  and a half": "<ul><li>one</li><li>two and a half</li></ul>",
		"before\n\n- `x`: y":         "<p>before</p><ul><li><code>x</code>: y</li></ul>",
		"2 * 3 and a ` alone":        "<p>2 * 3 and a ` alone</p>",
		"**":                         "<p>**</p>",
	} {
		if got := string(markdown(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"- `a` **b**\n- *c*", "``", "***", "- ", "<script>", "`\n\n`"} {
		f.Add(seed)
	}
	tags := regexp.MustCompile(`</?(p|ul|li|code|strong|em)>`)
	f.Fuzz(func(t *testing.T, text string) {
		rest := tags.ReplaceAllString(string(markdown(text)), "")
		if strings.ContainsAny(rest, "<>") {
			t.Errorf("%q became %q", text, rest)
		}
	})
}

// TestAListThatMayBeNullSaysSo: what is not told and what is nothing are told apart by the page too.
func TestAListThatMayBeNullSaysSo(t *testing.T) {
	for _, m := range theSpec().tables("TaxObligationsRecord")[0].Members {
		if m.Name == "items" && m.Type != "list of TaxObligation or null" {
			t.Errorf("items is a %s", m.Type)
		}
	}
	for document, want := range map[string]jsonKind{`"array"`: "array", `["array","null"]`: "array or null", `["array","string"]`: "", `7`: ""} {
		var k jsonKind
		if err := json.Unmarshal([]byte(document), &k); k != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", document, k, err)
		}
	}
}
