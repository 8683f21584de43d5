package app_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/mock"
)

// A unit is a systemd unit as it is read: by section and key, all values in their order.
type unit map[string]map[string][]string

// readUnit reads a unit file (systemd.syntax(7)), without continued lines, and says what is no line of one.
func readUnit(text string) (unit, []string) {
	u, section := unit{}, ""
	var wrong []string
	for lines := bufio.NewScanner(strings.NewReader(text)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		key, value, ok := strings.Cut(line, "=")
		switch {
		case line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = line[1 : len(line)-1]
			u[section] = map[string][]string{}
		case ok && u[section] != nil && regexp.MustCompile(`^[A-Z][A-Za-z]+$`).MatchString(key):
			u[section][key] = append(u[section][key], value)
		default:
			wrong = append(wrong, line)
		}
	}
	return u, wrong
}

func theUnit(t *testing.T) (text string, service map[string][]string) {
	t.Helper()
	data, err := os.ReadFile(configs(t, "sverka.service")[0])
	if err != nil {
		t.Fatal(err)
	}
	u, wrong := readUnit(string(data))
	if len(wrong) > 0 {
		t.Fatalf("no lines of a unit: %q", wrong)
	}
	for name := range u {
		if !slices.Contains([]string{"Unit", "Service", "Install"}, name) {
			t.Errorf("a section [%s]", name)
		}
	}
	return string(data), u["Service"]
}

// What keeps the gateway from more than it needs stands in the unit, once, and cannot fall out of it unnoticed.
func TestTheUnitIsHardened(t *testing.T) {
	_, service := theUnit(t)
	for key, want := range map[string]string{
		"User": "sverka", "UMask": "0077", "StateDirectory": "sverka", "StateDirectoryMode": "0700", "LimitCORE": "0",
		"NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "AmbientCapabilities": "", "SecureBits": "noroot-locked", "RestrictSUIDSGID": "yes",
		"KeyringMode": "private", "RemoveIPC": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes",
		"DevicePolicy": "closed", "PrivateMounts": "yes", "PrivateUsers": "yes", "ProtectProc": "invisible", "ProtectClock": "yes",
		"ProtectHostname": "yes", "ProtectControlGroups": "yes", "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes",
		"RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "yes", "RestrictRealtime": "yes", "LockPersonality": "yes",
		"MemoryDenyWriteExecute": "yes", "SystemCallArchitectures": "native", "SystemCallErrorNumber": "EPERM", "RestartPreventExitStatus": "2",
	} {
		if got := service[key]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %q, want %q once", key, got, want)
		}
	}
	if got := service["SystemCallFilter"]; len(got) != 2 || got[0] != "@system-service" || !strings.HasPrefix(got[1], "~@privileged") || strings.Contains(got[1], "@resources") {
		t.Errorf("SystemCallFilter is %q", got)
	}
	for _, key := range []string{"MemoryMax", "TasksMax", "LimitNOFILE"} {
		if len(service[key]) != 1 {
			t.Errorf("%s is not bounded", key)
		}
	}
	// It is for the collector, which has no other place to be told.
	if got := service["Environment"]; !slices.Equal(got, []string{"GOMEMLIMIT=768MiB"}) {
		t.Errorf("Environment is %q: but for the collector's limit the gateway takes nothing from there, where secrets are to be seen", got)
	}
	for _, key := range []string{"EnvironmentFile", "PassEnvironment"} {
		if len(service[key]) > 0 {
			t.Errorf("%s: the gateway takes nothing from the environment, where secrets are to be seen", key)
		}
	}
}

// The unit lets the gateway end as its configuration says, and hands over each secret that the documented configuration needs.
func TestTheUnitFitsTheConfiguration(t *testing.T) {
	_, service := theUnit(t)
	file := configs(t, "gateway.yaml")[0]
	t.Chdir(t.TempDir())
	if err := secret.Write("run", mock.Defaults()); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Audited(app.Config{}, "run"); err != nil {
		t.Fatal(err)
	}
	directory := filepath.Join(t.TempDir(), "credentials")
	if err := os.Mkdir(directory, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", directory)
	for _, line := range service["LoadCredential"] {
		name, path, ok := strings.Cut(line, ":")
		if !ok || filepath.Dir(path) != "/etc/sverka/secret" {
			t.Errorf("LoadCredential=%s", line)
		}
		if err := os.Rename(filepath.Join("run", filepath.Base(path)), filepath.Join(directory, name)); err != nil {
			t.Errorf("the configuration names no such secret: %v", err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	inService := regexp.MustCompile(`(_file: )run/([a-z.-]+)`).ReplaceAllString(audited(t, string(text)), `$1"credential:$2"`)
	inService = strings.ReplaceAll(inService, `"credential:officer.pub"`, "run/officer.pub") // public: it lies beside the configuration
	if err := os.WriteFile("gateway.yaml", []byte(inService), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load("gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range config.Files(cfg) {
		if f.Private && !strings.HasPrefix(f.Written, "credential:") {
			t.Errorf("%s is %s, which the unit does not hand over", f.Key, f.Written)
		}
	}
	stop, err := time.ParseDuration(service["TimeoutStopSec"][0])
	if err != nil || stop < cfg.Shutdown.Drain+cfg.Shutdown.Limit+5*time.Second {
		t.Errorf("TimeoutStopSec %s, %v: the gateway takes up to %s", stop, err, cfg.Shutdown.Drain+cfg.Shutdown.Limit)
	}
	if want := []string{"/bin/kill -HUP $MAINPID"}; !slices.Equal(service["ExecReload"], want) {
		t.Errorf("ExecReload is %q", service["ExecReload"])
	}
	if want := []string{"/usr/local/bin/gateway -config /etc/sverka/gateway.yaml"}; !slices.Equal(service["ExecStart"], want) {
		t.Errorf("ExecStart is %q", service["ExecStart"])
	}
}

// audited returns the documented configuration with its audit section written out.
func audited(t *testing.T, text string) string {
	t.Helper()
	before, after, ok := strings.Cut(text, "\naudit: off")
	_, section, found := strings.Cut(after, "\n# audit:")
	section, after, ended := strings.Cut(section, "\n\n")
	if !ok || !found || !ended {
		t.Fatal("the configuration does not show its audit section")
	}
	return before + "\naudit:" + strings.ReplaceAll(section, "\n# ", "\n") + "\n\n" + after
}

// Where systemd's own check is at hand, it has the last word on what the directives mean.
func TestSystemdTakesTheUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not on this machine: the unit was read by our own reader alone")
		return
	}
	text, _ := theUnit(t)
	file := filepath.Join(t.TempDir(), "sverka.service")
	if err := os.WriteFile(file, []byte(strings.Replace(text, "ExecStart=/usr/local/bin/gateway", "ExecStart=/bin/true", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), analyze, "verify", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	// Of 10 the exposure may be 1.5: the network, and a rest of the kernel, are what a server needs.
	out, err := exec.CommandContext(t.Context(), analyze, "security", "--offline=true", "--threshold=15", "--no-pager", file).CombinedOutput()
	if err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}
