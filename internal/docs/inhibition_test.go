package docs_test

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// An inhibition is a rule of Alertmanager's: while an alert that its sources match fires, those that its targets match and that
// have the same values of the labels of equal are silent.
type inhibition struct {
	SourceMatchers []string `yaml:"source_matchers"`
	TargetMatchers []string `yaml:"target_matchers"`
	Equal          []string
}

// matches reports whether the labels meet all matchers, as Alertmanager anchors them.
func matches(t *testing.T, matchers []string, labels map[string]string) bool {
	t.Helper()
	for _, text := range matchers {
		m := matcher.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("%q is no matcher", text)
		}
		value := labels[m[1]]
		ok := value == m[3]
		if m[2] == "=~" {
			ok = regexp.MustCompile("^(?:" + m[3] + ")$").MatchString(value)
		}
		if !ok {
			return false
		}
	}
	return true
}

func (i inhibition) silences(t *testing.T, source, target map[string]string) bool {
	t.Helper()
	if !matches(t, i.SourceMatchers, source) || !matches(t, i.TargetMatchers, target) {
		return false
	}
	return !slices.ContainsFunc(i.Equal, func(label string) bool { return source[label] != target[label] })
}

func alert(name, severity string, more ...string) map[string]string {
	labels := map[string]string{"alertname": name, "severity": severity, "job": "sverka"}
	for i := 0; i < len(more); i += 2 {
		labels[more[i]] = more[i+1]
	}
	return labels
}

// down are the alerts that are true when a registry with three lookups has been away for twenty minutes, on two instances.
func down(registry string) []map[string]string {
	var all []map[string]string
	for _, instance := range []string{"a:9464", "b:9464"} {
		of := []string{"registry", registry, "instance", instance, "cause", "connection"}
		all = append(all, alert("SverkaGateHolding", "warning", of...), alert("SverkaGateHoldingLong", "critical", of...))
		all = append(all, alert("SverkaShedding", "critical", of...), alert("SverkaProbeFails", "warning", append(slices.Clone(of), "lookup", "inn")...))
		for _, lookup := range []string{"inn", "taxpayer", "obligations"} {
			at := append(slices.Clone(of), "lookup", lookup)
			all = append(all, alert("SverkaBreakerNotClosed", "warning", at...), alert("SverkaBreakerNotClosedLong", "critical", at...))
		}
	}
	for _, lookup := range []string{"inn", "taxpayer", "obligations"} {
		of := []string{"registry", registry, "lookup", lookup}
		all = append(all, alert("SverkaNoSuccess", "critical", of...), alert("SverkaSlow", "warning", of...))
		for _, burn := range []string{"14.4", "6", "1"} {
			all = append(all, alert("SverkaRegistryBudgetBurns", "critical", append(slices.Clone(of), "burn", burn)...))
		}
	}
	return append(all, alert("SverkaRetryBudgetSpent", "warning", "registry", registry))
}

// heard returns the notifications that are sent for what fires: what no other silences, grouped as the route says.
func heard(t *testing.T, firing []map[string]string) map[string][]string {
	t.Helper()
	var doc struct {
		Route struct {
			GroupBy []string `yaml:"group_by"`
		}
		InhibitRules []inhibition `yaml:"inhibit_rules"`
	}
	readYAML(t, rulesDir+"alertmanager.yaml", &doc)
	groups := make(map[string][]string)
	for _, target := range firing {
		silent := slices.ContainsFunc(firing, func(source map[string]string) bool {
			return slices.ContainsFunc(doc.InhibitRules, func(i inhibition) bool { return i.silences(t, source, target) })
		})
		if silent {
			continue
		}
		var key []string
		for _, label := range doc.Route.GroupBy {
			key = append(key, target[label])
		}
		group := strings.Join(key, "/")
		if !slices.Contains(groups[group], target["alertname"]) {
			groups[group] = append(groups[group], target["alertname"])
		}
	}
	return groups
}

func TestARegistryThatIsDownIsOnePage(t *testing.T) {
	got := heard(t, append(down("tax"), alert("SverkaQuotaLow", "warning", "registry", "mvd", "operation", "all")))
	if len(got) != 2 || len(got["sverka/tax"]) != 1 || got["sverka/tax"][0] != "SverkaGateHoldingLong" || len(got["sverka/mvd"]) != 1 {
		t.Errorf("heard is %v", got)
	}
	denied := heard(t, append(down("tax"), alert("SverkaDenied", "critical", "registry", "tax")))
	if len(denied) != 1 || len(denied["sverka/tax"]) != 1 || denied["sverka/tax"][0] != "SverkaDenied" {
		t.Errorf("of a registry that refuses us, heard is %v", denied)
	}
	if two := heard(t, append(down("tax"), down("mvd")...)); len(two) != 2 {
		t.Errorf("two registries are two pages, heard is %v", two)
	}
}

// What ends soon is heard once, at the end in the words of the alert that wakes somebody; of each thing that ends, for itself.
func TestWhatEndsIsOnePageEach(t *testing.T) {
	got := heard(t, []map[string]string{
		alert("SverkaOwnCertificateEnds", "critical", "instance", "a:9464", "of", "api"),
		alert("SverkaOwnCertificateEndsSoon", "warning", "instance", "a:9464", "of", "api"),
		alert("SverkaCredentialEnds", "critical", "registry", "tax"), alert("SverkaCredentialEndsSoon", "warning", "registry", "tax"),
		alert("SverkaCertificateEnds", "critical", "registry", "mvd"), alert("SverkaCertificateEndsSoon", "warning", "registry", "mvd"),
		alert("SverkaCertificateEndsSoon", "warning", "registry", "tax"),
		alert("SverkaCertificateEnds", "critical", "registry", "pension", "whose", "ours"),
		alert("SverkaCertificateEndsSoon", "warning", "registry", "pension", "whose", "theirs"),
	})
	want := map[string][]string{
		"sverka/": {"SverkaOwnCertificateEnds"}, "sverka/tax": {"SverkaCredentialEnds", "SverkaCertificateEndsSoon"}, "sverka/mvd": {"SverkaCertificateEnds"},
		"sverka/pension": {"SverkaCertificateEnds", "SverkaCertificateEndsSoon"},
	}
	if !maps.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("heard is %v, want %v", got, want)
	}
	other := heard(t, []map[string]string{
		alert("SverkaOwnCertificateEnds", "critical", "instance", "a:9464", "of", "api"),
		alert("SverkaOwnCertificateEndsSoon", "warning", "instance", "a:9464", "of", "operate"),
	})
	if want := []string{"SverkaOwnCertificateEnds", "SverkaOwnCertificateEndsSoon"}; !slices.Equal(other["sverka/"], want) {
		t.Errorf("of two certificates, heard is %v, want %v", other, want)
	}
}

// One lookup's trouble silences nothing of its siblings', and of the registry only what follows from it.
func TestALookupThatIsDownSilencesNoOther(t *testing.T) {
	at := func(name, lookup string) map[string]string {
		return alert(name, "critical", "registry", "tax", "lookup", lookup, "burn", "14.4")
	}
	got := heard(t, []map[string]string{
		at("SverkaBreakerNotClosedLong", "inn"), at("SverkaNoSuccess", "inn"), at("SverkaRegistryBudgetBurns", "inn"), at("SverkaOtherPerson", "inn"),
		at("SverkaNoSuccess", "taxpayer"),
	})
	if want := []string{"SverkaBreakerNotClosedLong", "SverkaOtherPerson", "SverkaNoSuccess"}; !slices.Equal(got["sverka/tax"], want) {
		t.Errorf("heard is %v, want %v", got["sverka/tax"], want)
	}
}

// fired returns the labels with which each alert is tried when it fires.
func fired(t *testing.T) map[string][]map[string]string {
	t.Helper()
	all := make(map[string][]map[string]string)
	for _, c := range tried(t) {
		for _, e := range c.ExpAlerts {
			e.ExpLabels["alertname"] = c.Alertname
			all[c.Alertname] = append(all[c.Alertname], e.ExpLabels)
		}
	}
	return all
}

// An alert that lacks a label of equal is silenced by nobody who has it: a rule that names such an alert would only look as if.
func TestEveryInhibitionCanHold(t *testing.T) {
	var doc struct {
		InhibitRules []inhibition `yaml:"inhibit_rules"`
	}
	readYAML(t, rulesDir+"alertmanager.yaml", &doc)
	all := fired(t)
	for _, i := range doc.InhibitRules {
		var sources, targets []map[string]string
		for _, name := range alertNames(t) {
			for _, labels := range all[name] {
				if matches(t, i.SourceMatchers, labels) {
					sources = append(sources, labels)
				}
			}
		}
		for _, name := range alertNames(t) {
			named := matches(t, i.TargetMatchers[:1], map[string]string{"alertname": name})
			targets = slices.DeleteFunc(slices.Clone(all[name]), func(labels map[string]string) bool { return !matches(t, i.TargetMatchers, labels) })
			if named && !slices.ContainsFunc(targets, func(target map[string]string) bool {
				return slices.ContainsFunc(sources, func(source map[string]string) bool { return alike(i.Equal, source, target) })
			}) {
				t.Errorf("%v cannot silence %s: they never have the labels %v alike", i.SourceMatchers, name, i.Equal)
			}
		}
	}
}

// alike reports whether both alerts have, or lack, the same of the labels.
func alike(equal []string, source, target map[string]string) bool {
	return !slices.ContainsFunc(equal, func(label string) bool { return (source[label] == "") != (target[label] == "") })
}

// Whoever is to be woken is, though a warning about the same fires beside: what comes and goes keeps warnings firing for ever.
func TestNoWarningSilencesWhatWakesSomebody(t *testing.T) {
	var doc struct {
		InhibitRules []inhibition `yaml:"inhibit_rules"`
	}
	readYAML(t, rulesDir+"alertmanager.yaml", &doc)
	all := rules(t, "alerts.yaml")
	for _, source := range all {
		for _, target := range all {
			if source.Labels["severity"] != "warning" || target.Labels["severity"] != "critical" {
				continue
			}
			for _, i := range doc.InhibitRules {
				if matches(t, i.SourceMatchers, named(source)) && matches(t, i.TargetMatchers, named(target)) {
					t.Errorf("the warning %s silences %s, which wakes somebody", source.Alert, target.Alert)
				}
			}
		}
	}
	heard := heard(t, []map[string]string{
		alert("SverkaGateHolding", "warning", "registry", "tax", "instance", "a:9464", "cause", "connection"),
		alert("SverkaRegistryBudgetBurns", "critical", "registry", "tax", "lookup", "inn", "burn", "14.4"),
	})
	if want := []string{"SverkaGateHolding", "SverkaRegistryBudgetBurns"}; !slices.Equal(heard["sverka/tax"], want) {
		t.Errorf("of a registry that comes and goes, heard is %v, want %v", heard, want)
	}
}

// What ends with the alert that silences it would be heard between the end of the one and its own: Prometheus evaluates them one after
// the other. A minute is more than it takes.
func TestWhatSilencesOthersOutlastsThem(t *testing.T) {
	var doc struct {
		InhibitRules []inhibition `yaml:"inhibit_rules"`
	}
	readYAML(t, rulesDir+"alertmanager.yaml", &doc)
	all := rules(t, "alerts.yaml")
	kept := func(r rule) time.Duration {
		d, err := time.ParseDuration(cmp.Or(r.KeepFiringFor, "0s"))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	compared := 0
	for _, source := range all {
		for _, target := range all {
			if source.Alert == target.Alert || kept(source) == 0 {
				continue
			}
			for _, i := range doc.InhibitRules {
				if matches(t, i.SourceMatchers, named(source)) && matches(t, i.TargetMatchers, named(target)) {
					compared++
					if kept(source) < max(5*time.Minute, kept(target)+time.Minute) {
						t.Errorf("%s goes on firing for %s, and %s, which it silences, for %s", source.Alert, kept(source), target.Alert, kept(target))
					}
				}
			}
		}
	}
	if compared == 0 {
		t.Error("nothing that silences others goes on firing")
	}
}

func named(r rule) map[string]string {
	labels := maps.Clone(r.Labels)
	labels["alertname"] = r.Alert
	return labels
}

func TestEveryAlertThatAlertmanagerNamesIsThere(t *testing.T) {
	names := alertNames(t)
	for _, name := range regexp.MustCompile(`Sverka\w+(\.\*)?`).FindAllString(read(t, rulesDir+"alertmanager.yaml"), -1) {
		fits := regexp.MustCompile("^" + name + "$")
		if !slices.ContainsFunc(names, fits.MatchString) {
			t.Errorf("it names %s, which is no alert", name)
		}
	}
}
