package app_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/internal/trace/otlp"
	"github.com/sverka/sverka/mock"
)

func configs(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "configs", pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no configs/%s: %v", pattern, err)
	}
	for i, f := range files {
		if files[i], err = filepath.Abs(f); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// inFreshDirectory goes where the files are that the configurations name.
func inFreshDirectory(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := secret.Write("run", mock.Defaults()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"p", "t", "k"} { // of configs/bad
		if err := os.WriteFile("run/"+name, []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile("run/empty", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile("run/open", []byte("secret"), 0o600), os.Chmod("run/open", 0o644)); err != nil {
		t.Fatal(err)
	}
	question := `{"subject": {"family_name": "Намунаев"}, "purpose": "complaint", "basis": {"kind": "public_service"}, "actor": {"kind": "system"}, "case_id": "1"}`
	if err := os.WriteFile("run/question", []byte(question), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
}

// Each file of configs/bad begins with the error that it must give.
func TestBadConfigurationsGiveTheErrorTheyName(t *testing.T) {
	files := configs(t, "bad/*.yaml")
	inFreshDirectory(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			want, ok := strings.CutPrefix(first, "# want: ")
			if !ok {
				t.Fatal("its first line does not say what it wants")
			}
			_, err = app.Load(file)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v\nwant %s", err, want)
			}
			if said := about(string(text), err); len(said) > 1 && !strings.HasPrefix(want, "registry-left-out") {
				t.Errorf("one mistake gives several errors:\n%v", err)
			}
		})
	}
}

// about returns the errors but those of registries that the file has no section of: whoever adds a registry need not add it to
// every file that is bad for another reason.
func about(file string, err error) []string {
	var said []string
	for line := range strings.Lines(fmt.Sprint(err)) {
		_, key, found := strings.Cut(line, " registries.")
		registry, _, _ := strings.Cut(key, ".")
		if !found || strings.Contains(file, "\n  "+registry+":") {
			said = append(said, line)
		}
	}
	return said
}

func TestTheDocumentedConfigurationIsTheDefaults(t *testing.T) {
	file := configs(t, "gateway.yaml")[0]
	inFreshDirectory(t)
	cfg, err := app.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := cfg.Registries.Migration.Limits, app.Default().Registries.Migration.Limits; !equalYAML(t, got, want) {
		t.Error("configs/gateway.yaml documents other limits than the defaults")
	}
	got, want := cfg.Registries.Migration.Transport, app.Default().Registries.Migration.Transport
	if got.BaseURL = ""; !equalYAML(t, got, want) {
		t.Error("configs/gateway.yaml documents another transport than the defaults")
	}
	if !equalYAML(t, cfg.Registries.Migration.Maintenance, maintenance.Default()) {
		t.Error("configs/gateway.yaml documents another calendar than the default")
	}
	if !equalYAML(t, cfg.Registries.Migration.SLO, config.DefaultObjectives()) {
		t.Error("configs/gateway.yaml documents other objectives than the defaults")
	}
	if !equalYAML(t, cfg.Traces, otlp.Default()) {
		t.Error("configs/gateway.yaml documents other traces than the defaults, which are off")
	}
	program, defaults := cfg.Program, app.Default().Program
	defaults.Access, defaults.Audit, defaults.Operate.TokenFile = config.AccessOff(), config.AuditOff(), "run/operate.token"
	if !equalYAML(t, program, defaults) {
		t.Error("configs/gateway.yaml documents another program than the defaults")
	}
}

// What -check-config prints is itself a configuration, the same one.
func TestTheEffectiveConfigurationCanBeReadBack(t *testing.T) {
	file := configs(t, "gateway.yaml")[0]
	inFreshDirectory(t)
	cfg, err := app.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("effective.yaml", text, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := app.Load("effective.yaml")
	if err != nil || !equalYAML(t, cfg, again) {
		t.Errorf("read back it is another: %v", err)
	}
}

func equalYAML(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := yaml.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := yaml.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}

// The audit that configs/gateway.yaml shows in a comment is one, with the defaults where it has some.
func TestTheDocumentedAuditIsOne(t *testing.T) {
	text, err := os.ReadFile(configs(t, "gateway.yaml")[0])
	if err != nil {
		t.Fatal(err)
	}
	inFreshDirectory(t)
	_, shown, found := strings.Cut(string(text), "\n# audit: ")
	if !found {
		t.Fatal("there is none")
	}
	var section strings.Builder
	section.WriteString("audit: ")
	for line := range strings.Lines(shown) {
		if section.Len() > len("audit: ") && !strings.HasPrefix(line, "#") {
			break
		}
		section.WriteString(strings.TrimPrefix(line, "# "))
	}
	_, before, _ := strings.Cut("\n"+string(text), "\naudit: off")
	changed := strings.Replace(string(text), "audit: off"+before[:strings.IndexByte(before, '\n')+1], section.String(), 1)
	if err := os.WriteFile("audited.yaml", []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := demo.Audited(app.Default(), "run")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load("audited.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want.Audit.Reserve = config.DefaultAudit().Reserve
	if !equalYAML(t, cfg.Audit, want.Audit) {
		t.Errorf("it is read as %+v, want %+v", cfg.Audit, want.Audit)
	}
}

// Every example that configs/gateway.yaml gives of a calendar, written as a person would, without quotes too.
func TestTheDocumentedCalendarIsOne(t *testing.T) {
	text, err := os.ReadFile(configs(t, "gateway.yaml")[0])
	if err != nil {
		t.Fatal(err)
	}
	inFreshDirectory(t)
	changed := strings.NewReplacer(
		"      weekly: []", "      weekly: [{days: [sun], from: 02:00, until: 06:00}, {days: [sat], from: \"23:00\", until: \"04:00\"}, {days: [mon-fri]}]",
		"      dates: []", "      dates: [{day: 2026-12-31, from: \"20:00\"}, {first: 2027-01-01, last: 2027-01-08, until: \"09:00\"}, {day: 2026-12-27, open: true}]",
	).Replace(string(text))
	if err := os.WriteFile("calendar.yaml", []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load("calendar.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m := cfg.Registries.Migration.Maintenance
	if len(m.Weekly) != 3 || len(m.Dates) != 3 || m.Weekly[0].From != "02:00" || m.Dates[0].Day != "2026-12-31" || !m.Dates[2].Open {
		t.Errorf("it is read as %+v", m)
	}
	again, err := cfg.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("effective.yaml", again, 0o600); err != nil {
		t.Fatal(err)
	}
	if back, err := app.Load("effective.yaml"); err != nil || !equalYAML(t, cfg, back) {
		t.Errorf("read back it is another: %v", err)
	}
}

// Zones are in the program: a machine without /usr/share/zoneinfo runs it.
func TestTimeZonesAreInTheProgram(t *testing.T) {
	list, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "github.com/sverka/sverka/cmd/gateway").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains("\n"+string(list), "\ntime/tzdata\n") {
		t.Error("time/tzdata is not in cmd/gateway")
	}
}
