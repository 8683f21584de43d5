package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/grafana"
	"github.com/sverka/sverka/internal/telemetry"
)

const rulesDir = "../../configs/prometheus/"

// A rule is one of the rule files.
type rule struct {
	Record, Alert, Expr string
	KeepFiringFor       string `yaml:"keep_firing_for"`
	Labels, Annotations map[string]string
}

func rules(t *testing.T, file string) []rule {
	t.Helper()
	var doc struct{ Groups []struct{ Rules []rule } }
	readYAML(t, rulesDir+file, &doc)
	var all []rule
	for _, g := range doc.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(read(t, file)), into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// alertNames returns the names of the alerts, each once.
func alertNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, r := range rules(t, "alerts.yaml") {
		if !slices.Contains(names, r.Alert) {
			names = append(names, r.Alert)
		}
	}
	return names
}

// runbook returns the pages by their names.
func runbook(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("runbook/Sverka*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages := make(map[string]string)
	for _, f := range files {
		pages[strings.TrimSuffix(filepath.Base(f), ".md")] = read(t, f)
	}
	return pages
}

func TestEveryAlertSaysWhatItIsAndWhereItsPageIs(t *testing.T) {
	for _, r := range rules(t, "alerts.yaml") {
		if s := r.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s: its severity is %q", r.Alert, s)
		}
		if len(r.Annotations["summary"]) < 10 || len(r.Annotations["description"]) < 40 {
			t.Errorf("%s: it has no summary or description to speak of", r.Alert)
		}
		if want := "/internal/docs/runbook/" + r.Alert + ".md"; !strings.HasSuffix(r.Annotations["runbook_url"], want) {
			t.Errorf("%s: its runbook_url does not end with %s", r.Alert, want)
		}
	}
}

func TestEveryAlertHasItsPageAndEveryPageItsAlert(t *testing.T) {
	pages, names := runbook(t), alertNames(t)
	for _, name := range names {
		page := pages[name]
		at := 0
		for _, heading := range []string{"# " + name, "## What it means", "## Whom it hurts", "## First look", "## What to do", "## How to know that it is over"} {
			next := strings.Index(page[at:], heading+"\n\n")
			if next < 0 {
				t.Errorf("runbook/%s.md lacks %q, or has it out of its order", name, heading)
				break
			}
			at += next
		}
		if len(queries(page)) == 0 {
			t.Errorf("runbook/%s.md has no query for a first look", name)
		}
	}
	for name, page := range pages {
		if !slices.Contains(names, name) {
			t.Errorf("runbook/%s.md is of no alert", name)
		}
		for _, link := range regexp.MustCompile(`\]\((\w+)\.md\)`).FindAllStringSubmatch(page, -1) {
			if pages[link[1]] == "" && link[1] != "README" {
				t.Errorf("runbook/%s.md leads to %s.md, which is not there", name, link[1])
			}
		}
	}
}

// A trial is what promtool is to find of an alert at one moment of a test of the rules.
type trial struct {
	Alertname string
	ExpAlerts []struct {
		ExpLabels map[string]string `yaml:"exp_labels"`
	} `yaml:"exp_alerts"`
}

// tried returns what the tests of the rules try.
func tried(t *testing.T) (all []trial) {
	t.Helper()
	for _, file := range []string{"alerts_test.yaml", "alerts_week_test.yaml"} {
		var doc struct {
			Tests []struct {
				AlertRuleTest []trial `yaml:"alert_rule_test"`
			}
		}
		readYAML(t, rulesDir+file, &doc)
		for _, test := range doc.Tests {
			all = append(all, test.AlertRuleTest...)
		}
	}
	return all
}

// Each alert is tried: there is a case in which it fires, and one in which it does not.
func TestEveryAlertIsTriedBothWays(t *testing.T) {
	fires, silent := make(map[string]bool), make(map[string]bool)
	for _, c := range tried(t) {
		fires[c.Alertname] = fires[c.Alertname] || len(c.ExpAlerts) > 0
		silent[c.Alertname] = silent[c.Alertname] || len(c.ExpAlerts) == 0
	}
	for _, name := range alertNames(t) {
		if !fires[name] || !silent[name] {
			t.Errorf("%s: tried when it fires: %t, when it must not: %t", name, fires[name], silent[name])
		}
	}
}

var (
	promql  = regexp.MustCompile("(?s)```promql\n(.*?)\n```")
	shell   = regexp.MustCompile("(?s)```sh\n(.*?)\n```")
	metric  = regexp.MustCompile(`\b(sverka_[a-z0-9_]+)(\{[^}]*\})?`)
	made    = regexp.MustCompile(`\bsverka:[a-z0-9_]+:?[a-zA-Z0-9_]*`)
	matcher = regexp.MustCompile(`([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"`)
)

// queries returns the queries of a page.
func queries(page string) []string { return blocks(promql, page) }

func blocks(kind *regexp.Regexp, page string) []string {
	var all []string
	for _, m := range kind.FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return all
}

// written is all that is written with metrics in it, by where.
func writtenQueries(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for name, page := range runbook(t) {
		all["runbook/"+name+".md"] = page
	}
	for _, file := range []string{"alerts.yaml", "recording.yaml", "alerts_test.yaml", "alerts_week_test.yaml"} {
		all[file] = read(t, rulesDir+file)
	}
	for _, d := range grafana.Dashboards() {
		all["grafana/"+d.Name+".json"] = strings.Join(d.Queries(), "\n")
	}
	return all
}

// A rule, test, page or dashboard that names a metric, a label or a value which is not in the contract would be silent for ever.
func TestWhatRulesAndPagesNameIsInTheContract(t *testing.T) {
	contract := make(map[string]telemetry.Description)
	for _, s := range telemetry.New("").Contract() {
		for _, d := range s.Metrics {
			contract[d.FullName()] = d
			if d.Type == telemetry.Histogram {
				for _, part := range []string{"_bucket", "_count", "_sum"} {
					contract[d.FullName()+part] = d
				}
			}
		}
	}
	recorded := make(map[string]bool)
	for _, r := range rules(t, "recording.yaml") {
		recorded[r.Record] = true
	}
	for where, text := range writtenQueries(t) {
		for _, m := range metric.FindAllStringSubmatch(text, -1) {
			d, ok := contract[m[1]]
			if !ok {
				t.Errorf("%s names %s, which is no metric", where, m[1])
				continue
			}
			for _, wrong := range unknownIn(d, m[2]) {
				t.Errorf("%s: %s has no %s", where, m[1], wrong)
			}
		}
		for _, name := range made.FindAllString(text, -1) {
			if !recorded[name] {
				t.Errorf("%s names %s, which no rule records", where, name)
			}
		}
	}
}

// unknownIn returns the labels and values of a selector that d does not have.
func unknownIn(d telemetry.Description, selector string) (wrong []string) {
	for _, m := range matcher.FindAllStringSubmatch(selector, -1) {
		name, values := m[1], strings.Split(m[3], "|")
		label, ok := d.Label(name)
		switch {
		case name == "job" || name == "instance" || name == "le" && d.Type == telemetry.Histogram:
		case !ok:
			wrong = append(wrong, "label "+name)
		case label.Of == "":
			for _, v := range values {
				if v != "" && !slices.Contains(label.Values, v) {
					wrong = append(wrong, name+"="+v)
				}
			}
		}
	}
	return wrong
}

// Commands are typed by somebody who was woken: their flags and paths must exist.
func TestTheCommandsOfTheRunbookCanBeTyped(t *testing.T) {
	gateway := filepath.Join(t.TempDir(), "gateway")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", gateway, "../../cmd/gateway").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	help := func(args ...string) string {
		out, _ := exec.CommandContext(t.Context(), gateway, args...).CombinedOutput() // help is an exit code of its own
		return string(out)
	}
	flags := map[string]string{"": help("-h"), "lookup": help("help", "lookup"), "access": help("help", "access"), "audit": help("help", "audit"), "doctor": help("help", "doctor")}
	operate := ""
	for _, file := range []string{"observe.go", "operate.go"} {
		operate += read(t, "../operate/"+file)
	}
	for name, page := range runbook(t) {
		for _, command := range blocks(shell, page) {
			words := strings.Fields(command)
			switch words[0] {
			case "bin/gateway":
				of := ""
				if !strings.HasPrefix(words[1], "-") {
					of = words[1]
				}
				known, ok := flags[of]
				if !ok {
					t.Errorf("%s: gateway has no command %s", name, of)
				}
				for _, w := range words[1:] {
					if strings.HasPrefix(w, "-") && !regexp.MustCompile(`(?m)^\s+`+w+`\b`).MatchString(known) {
						t.Errorf("%s: gateway has no flag %s", name, w)
					}
				}
			case "curl":
				path := regexp.MustCompile(`http://127\.0\.0\.1:946[45](/[^ ?]*)`).FindStringSubmatch(command)
				method := "GET"
				if m := regexp.MustCompile(`-X (\w+)`).FindStringSubmatch(command); m != nil {
					method = m[1]
				}
				if path == nil || !strings.Contains(operate, `"`+method+" "+strings.NewReplacer("/tax/", "/{registry}/", "/inn/", "/{lookup}/").Replace(path[1])+`"`) {
					t.Errorf("%s: nothing answers %s", name, command)
				}
			case "journalctl", "systemctl", "timedatectl", "openssl", "df": // of every Debian
			default:
				t.Errorf("%s: who knows the command %q?", name, words[0])
			}
		}
	}
}

// What lies elsewhere on a machine than in a checkout is told once, as the unit has it; each page leads there.
func TestTheRunbookSaysWhereThingsLieOnTheMachine(t *testing.T) {
	shared, unit := read(t, "runbook/README.md"), read(t, "../../configs/sverka.service")
	paths := regexp.MustCompile(`/(?:usr|etc|var)/[\w/.-]*\w`).FindAllString(shared, -1)
	for _, path := range paths {
		if !strings.Contains(unit, path) && !strings.Contains(unit, filepath.Base(path)) {
			t.Errorf("the unit knows no %s", path)
		}
	}
	if len(paths) < 8 {
		t.Errorf("of the machine it names %v", paths)
	}
	for _, word := range []string{"bin/gateway", "configs/gateway.yaml", "run/operate.token", "systemd-run", "LoadCredential", "ssh -N -L 9465"} {
		if !strings.Contains(shared, word) {
			t.Errorf("runbook/README.md does not say %q", word)
		}
	}
	for name, page := range runbook(t) {
		if regexp.MustCompile(`bin/gateway|run/|127\.0\.0\.1:9465`).MatchString(page) && !strings.Contains(page, "(README.md)") {
			t.Errorf("%s: it does not lead to README.md, where files lie and how to get in", name)
		}
	}
}

// The console is where somebody looks who has no Prometheus at hand: what a page says of it must be there.
func TestTheRunbookLeadsToPartsOfTheConsole(t *testing.T) {
	sections := read(t, "../operate/page.go")
	for name, page := range runbook(t) {
		for _, m := range regexp.MustCompile(`http://127\.0\.0\.1:9465/#([a-z-]+)`).FindAllStringSubmatch(page, -1) {
			id := `"` + m[1] + `", "`
			if m[1] == "r-tax" {
				id = `"r-" + r.Registry`
			}
			if !strings.Contains(sections, id) {
				t.Errorf("%s: the console has no part #%s", name, m[1])
			}
		}
		if first, _, _ := strings.Cut(page[strings.Index(page, "## First look"):], "```"); !strings.Contains(first, "On the console") && !slices.Contains(notOnTheConsole(), name) {
			t.Errorf("%s: it does not say where to look on the console", name)
		}
	}
}

// notOnTheConsole are the alerts of which the console shows nothing: it knows neither callers nor the past, and that of an instance
// that is down is down too.
func notOnTheConsole() []string {
	return []string{
		"SverkaCallerCredentialEnds", "SverkaCallerGuesses", "SverkaTokenKeysOld",
		"SverkaRegistryBudgetSpent", "SverkaGatewayBudgetSpent", "SverkaDown",
	}
}

// A key of the configuration that a page tells to change must be one.
func TestTheRunbookNamesKeysOfTheConfiguration(t *testing.T) {
	config := read(t, "../../configs/gateway.yaml")
	n := 0
	for name, page := range runbook(t) {
		for _, m := range regexp.MustCompile("`(?:registries|access|audit|api|operate|observe|slo|limits|transport|state|pending|cache|probe|traces)\\.([a-z_….]+)`").FindAllStringSubmatch(page, -1) {
			for key := range strings.SplitSeq(m[1], ".") {
				if n++; key != "…" && !regexp.MustCompile(`(?m)^[ #]*`+key+`:`).MatchString(config) {
					t.Errorf("%s: configs/gateway.yaml has no %s", name, key)
				}
			}
		}
	}
	if n == 0 {
		t.Error("the runbook names no key")
	}
}
