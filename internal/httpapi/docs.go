package httpapi

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/message"
)

//go:embed docs.html
var docsTemplate string

//go:embed docs.css
var docsStyle string

// A docs is what the page at /docs tells: the contract, in the order in which somebody new to it asks.
type docs struct {
	Title, Version, Summary string
	About                   string
	Style                   template.CSS
	Lookups                 []docLookup
	Plan, Pending           docLookup
	Catalogue               docLookup
	Asked                   []docSchema // the schemas of a question
	Answered                []docSchema // what all answers share
	Planned                 []docSchema // the schemas of a plan
	Records                 []docSchema // the records of the lookups
	Parameters              []parameter
	Failures                []docFailure
	Reasons                 []docWord
	Problem                 []docSchema
	Messages                []message.Text
	Notes                   []message.Note
}

// docLookup is one operation.
type docLookup struct {
	Method, Path, ID, Summary, About string
	Needs, Outcomes, Verdicts        []string
	Purposes                         []string
	Curl                             string
	Responses                        []docExample
}

type docExample struct{ Status, Name, Summary, Body string }

// docFailure is one row of the table of failures.
type docFailure struct {
	Rule    adapters.Rule
	Status  string
	About   string
	Reasons []adapters.Reason
	Example string
}

type docWord struct{ Word, About string }

// renderDocs returns the page, and the Content-Security-Policy under which it loads nothing but itself.
func renderDocs(document []byte) (html []byte, policy string) {
	s := readSpec(document)
	var page bytes.Buffer
	t := template.Must(template.New("docs").Funcs(template.FuncMap{"markdown": markdown, "inline": inline, "anchor": anchor}).Parse(docsTemplate))
	if err := t.Execute(&page, s.docs()); err != nil {
		panic("docs.html: " + err.Error())
	}
	hash := sha256.Sum256([]byte(docsStyle))
	policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return page.Bytes(), policy
}

func (s *spec) docs() docs {
	d := docs{
		Title: s.Info.Title, Version: s.Info.Version, Summary: s.Info.Summary, About: s.Info.Description,
		Style:    template.CSS(docsStyle), //nolint:gosec // our own file
		Asked:    s.tables("Query", "Basis", "Actor", "Subject", "PreviousName", "Place", "ForeignID", "Document"),
		Answered: s.tables("AnswerHead", "Fields", "Source", "Message", "Pending"),
		Planned:  s.tables("PlanQuery", "Plan", "PlanCost", "PlanQuota", "PlanHeld"),
		Records: s.tables("MigrationStatusRecord", "MigrationGround", "MigrationGroundDocument", "PensionSnilsRecord",
			"PensionPaymentsRecord", "PensionPayment", "TaxInnRecord",
			"TaxTaxpayerRecord", "TaxResidency", "TaxObligationsRecord", "TaxObligation",
			"MvdCriminalRecordRecord", "MvdCriminalRecordEntry", "MvdCriminalRecordArticle"),
		Problem:  s.tables("Problem", "FieldError"),
		Failures: s.failures(), Reasons: s.words("Reason"), Messages: message.NewCitizen().Texts(), Notes: message.NewStaff(),
	}
	for _, p := range s.Paths {
		if ask, ok := p.Value["post"]; ok && strings.HasSuffix(p.Name, planVerb) {
			d.Plan = s.lookup("POST", p.Name, ask)
		} else if ok {
			d.Lookups = append(d.Lookups, s.lookup("POST", p.Name, ask))
		}
		if read, ok := p.Value["get"]; ok && p.Name == messagesPath {
			d.Catalogue = s.lookup("GET", p.Name, read)
		} else if ok {
			d.Pending = s.lookup("GET", p.Name, read)
		}
	}
	for _, p := range s.Components.Parameters {
		d.Parameters = append(d.Parameters, p.Value)
	}
	return d
}

func (s *spec) lookup(method, path string, o operation) docLookup {
	l := docLookup{Method: method, Path: path, ID: o.OperationID, Summary: o.Summary, About: o.Description,
		Needs: o.Needs, Outcomes: o.Outcomes, Verdicts: o.Verdicts, Purposes: o.Purposes}
	if o.MayBePending {
		l.Outcomes = append(slices.Clone(l.Outcomes), string(adapters.InProgress))
	}
	for _, e := range o.RequestBody.Content["application/json"].Examples {
		l.Curl = curl(strings.NewReplacer("{registry}", "tax", "{lookup}", "inn").Replace(path), e.Value.Value)
	}
	for _, r := range o.Responses {
		if r.Name != "200" && (r.Name != "202" || !o.MayBePending) {
			continue
		}
		answered := r.Value
		if answered.Ref != "" {
			answered, _ = s.Components.Responses.get(component(answered.Ref))
		}
		for _, e := range answered.Content["application/json"].Examples {
			l.Responses = append(l.Responses, docExample{r.Name, e.Name, e.Value.Summary, indent(e.Value.Value)})
		}
	}
	return l
}

// failures returns the table of failures, each kind with the document's first example of it.
func (s *spec) failures() []docFailure {
	about := make(map[string]string)
	for _, w := range s.words("Kind") {
		about[w.Word] = w.About
	}
	var all []docFailure
	for _, rule := range adapters.Rules() {
		f := docFailure{rule, strconv.Itoa(rule.Status), sentence(about[string(rule.Kind)]), rule.Reasons, s.exampleOf(rule.Kind)}
		if rule.Kind == adapters.InvalidQuery {
			f.Status, f.Reasons = "400, 404, 405, 406, 408, 411, 413, 415, "+f.Status, append(ownReasons(), f.Reasons...)
		}
		all = append(all, f)
	}
	return all
}

// sentence returns text with a capital in front.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func (s *spec) exampleOf(k adapters.Kind) string {
	for _, r := range s.Components.Responses {
		for _, e := range r.Value.Content["application/problem+json"].Examples {
			var p struct{ Kind, Reason string }
			if json.Unmarshal(e.Value.Value, &p) == nil && p.Kind == string(k) && (k != adapters.InvalidQuery || p.Reason == string(adapters.ReasonField)) {
				return indent(e.Value.Value)
			}
		}
	}
	return ""
}

// words returns the words of an enumeration with what the document's list says of each.
func (s *spec) words(name string) []docWord {
	enum, _ := s.Components.Schemas.get(name)
	return described(enum)
}

func described(enum schema) []docWord {
	about := make(map[string]string)
	for block := range strings.SplitSeq(strings.TrimSpace(enum.Description), "\n\n") {
		for _, item := range bullets(block) {
			word, text, _ := strings.Cut(strings.TrimPrefix(item, "`"), "`")
			about[word] = strings.TrimLeft(text, ":, ")
		}
	}
	all := make([]docWord, len(enum.Enum))
	for i, word := range enum.Enum {
		all[i] = docWord{word, about[word]}
	}
	return all
}

// curl returns a command that a shell takes as it is, to a gateway on this machine.
func curl(path string, body []byte) string {
	quoted := strings.ReplaceAll(indent(body), "'", `'\''`)
	return "curl -sS http://127.0.0.1:8080" + path + " \\\n  -H 'Content-Type: application/json' -H 'Prefer: wait=10' \\\n  -d '" + quoted + "'"
}

func indent(body []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, bytes.TrimSpace(body), "", "  ") != nil {
		return string(body)
	}
	return b.String()
}

// anchor returns the name of a schema as an id of the page.
func anchor(name string) string { return "schema-" + name }
