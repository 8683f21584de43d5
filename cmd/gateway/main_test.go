package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/audit/auditcmd"
	"github.com/sverka/sverka/internal/client"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/internal/doctor"
	"github.com/sverka/sverka/mock"
)

func ran(t *testing.T, args ...string) (code int, out, failed string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, client.Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

// Flags alone serve, as they always did; the word is for those who like it said.
func TestServeIsWhatItDoesWithoutAWord(t *testing.T) {
	file, err := filepath.Abs("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := secret.Write("run", mock.Defaults()); err != nil {
		t.Fatal(err)
	}
	for _, word := range [][]string{nil, {"serve"}} {
		if code, out, failed := ran(t, append(word, "-version")...); code != 0 || !strings.HasPrefix(out, "gateway ") || failed != "" {
			t.Errorf("%v -version: %d %s%s", word, code, out, failed)
		}
		if code, out, failed := ran(t, append(word, "-check-config", "-config", file)...); code != 0 || !strings.Contains(out, "registries:") || !strings.Contains(out, "\n# traces: off\n") || failed != "" {
			t.Errorf("%v -check-config: %d %s%s", word, code, out, failed)
		}
		if code, _, failed := ran(t, append(word, "-config", "/nowhere.yaml")...); code != misused || !strings.Contains(failed, "no such file") {
			t.Errorf("%v -config: %d %s", word, code, failed)
		}
		if code, _, failed := ran(t, append(word, "-config", file, "more")...); code != misused || !strings.Contains(failed, "got 1 other") {
			t.Errorf("%v more: %d %s", word, code, failed)
		}
	}
}

func TestTheCommandsAreTold(t *testing.T) {
	code, out, failed := ran(t, "help")
	if code != 0 || failed != "" || !strings.Contains(out, "gateway lookup ...") || !strings.Contains(out, "-check-config") {
		t.Errorf("%d %s%s", code, out, failed)
	}
	if code, _, failed := ran(t, "-h"); code != 0 || !strings.Contains(failed, "gateway lookup ...") || !strings.Contains(failed, "-check-config") {
		t.Errorf("-h: %d %s", code, failed)
	}
	listed := regexp.MustCompile(`(?m)^  gateway \[?(\w+)`).FindAllStringSubmatch(out, -1)
	for word, has := range map[string]string{
		"serve": "-check-config", "lookup": client.Usage(), "access": "gateway access newkey FILE", "audit": auditcmd.Usage(), "doctor": doctor.Usage(), "help": out,
	} {
		if !slices.ContainsFunc(listed, func(m []string) bool { return m[1] == word }) {
			t.Errorf("gateway help does not list %s", word)
		}
		code, text, failed := ran(t, "help", word)
		if code != 0 || failed != "" || !strings.Contains(text, has) || word != "help" && !strings.HasPrefix(text, "gateway "+word+" ") {
			t.Errorf("help %s: %d %s%s", word, code, text, failed)
		}
	}
	if len(listed) != 6 {
		t.Errorf("it lists %d commands: say here what each one's help has", len(listed))
	}
}

// Of what a command has below it, the command tells itself.
func TestWhatIsBelowACommandIsToldByIt(t *testing.T) {
	for _, args := range [][]string{{"help", "audit", "verify"}, {"audit", "verify", "-h"}} {
		if code, out, failed := ran(t, args...); code != 0 || !strings.Contains(out+failed, "-checkpoint file") {
			t.Errorf("%v: %d %s%s", args, code, out, failed)
		}
	}
	for _, args := range [][]string{{"help", "access", "newkey"}, {"access", "-h"}, {"access", "newkey", "--help"}} {
		if code, out, failed := ran(t, args...); code != 0 || failed != "" || !strings.HasPrefix(out, "gateway access makes") {
			t.Errorf("%v: %d %s%s", args, code, out, failed)
		}
	}
	if code, out, failed := ran(t, "help", "Канарейкин"); code != misused || out != "" || strings.Contains(failed, "Канарейкин") {
		t.Errorf("of no command: %d %s%s", code, out, failed)
	}
}

// Who leaves out the word lookup may give what is about a person: it is not repeated.
func TestACommandThatIsNoneIsNotRepeated(t *testing.T) {
	code, out, failed := ran(t, "Канарейкин", "1991-04-17")
	if code != misused || out != "" || strings.Contains(failed, "Канарейкин") || strings.Contains(failed, "1991") {
		t.Errorf("%d %s%s", code, out, failed)
	}
}

func TestLookupHasItsOwnFlagsAndExitCodes(t *testing.T) {
	if code, _, failed := ran(t, "lookup", "-config", "x"); code != client.ExitMisused || !strings.HasPrefix(failed, "gateway lookup: argument 1 ") {
		t.Errorf("%d %s", code, failed)
	}
}

// The key is in its file and nowhere else, and what is printed is its hash.
func TestANewKeyIsWrittenIntoItsFileAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "portal.key")
	code, out, failed := ran(t, "access", "newkey", file)
	key, err := os.ReadFile(file)
	if code != 0 || failed != "" || err != nil {
		t.Fatalf("%d %s %v", code, failed, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v", err)
	}
	text := strings.TrimSpace(string(key))
	if want := fmt.Sprintf("sha256: %x\n", sha256.Sum256([]byte(text))); !strings.HasPrefix(text, "sverka_") || len(text) != 50 || out != want {
		t.Errorf("it prints %q of a key of %d letters", out, len(text))
	}
	if code, out, failed := ran(t, "access", "newkey", file); code != 1 || out != "" || !strings.Contains(failed, "there is a file already") {
		t.Errorf("again: %d %s%s", code, out, failed)
	}
	for _, args := range [][]string{{"access"}, {"access", "newkey"}, {"access", "newkey", "-o"}, {"access", "other", file}} {
		if code, _, failed := ran(t, args...); code != misused || !strings.Contains(failed, "takes the name of a file") {
			t.Errorf("%v: %d %s", args, code, failed)
		}
	}
}

// The doctor's exit codes are those of the program: a configuration that does not hold is 2, flags that are none are 3.
func TestTheDoctorIsACommand(t *testing.T) {
	if code, out, failed := ran(t, "doctor", "-config", "/nowhere.yaml"); code != doctor.ExitBad || !strings.Contains(out, "no such file") || failed != "" {
		t.Errorf("%d %s%s", code, out, failed)
	}
	if code, out, _ := ran(t, "doctor", "-config", "/nowhere.yaml", "-json"); code != doctor.ExitBad || !strings.Contains(out, `"format": "sverka.doctor/1"`) {
		t.Errorf("%d %s", code, out)
	}
	if code, _, _ := ran(t, "doctor", "more"); code != doctor.ExitFailed {
		t.Errorf("%d", code)
	}
	if code, out, _ := ran(t, "help", "doctor"); code != 0 || out != doctor.Usage() {
		t.Errorf("%d %s", code, out)
	}
}

// Beside the unit its credentials cannot be had: that is said, and the rest is checked. The last line is the verdict.
func TestCheckConfigEndsWithAVerdict(t *testing.T) {
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	text, err := os.ReadFile("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := secret.Write("run", mock.Defaults()); err != nil {
		t.Fatal(err)
	}
	check := func(text string) (code int, last, failed string) {
		if err := os.WriteFile("gateway.yaml", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, failed := ran(t, "-check-config", "-config", "gateway.yaml")
		return code, out[strings.LastIndex(strings.TrimSuffix(out, "\n"), "\n")+1:], failed
	}
	if code, last, failed := check(string(text)); code != 0 || last != "# gateway.yaml: the configuration holds\n" || failed != "" {
		t.Errorf("%d %q %s", code, last, failed)
	}
	handed := strings.Replace(string(text), "run/mvd.key", "credential:mvd.key", 1)
	if code, last, failed := check(handed); code != 0 || !strings.Contains(last, "holds; 1 of its secrets were not looked at. Run it as the unit") || failed != "" {
		t.Errorf("%d %q %s", code, last, failed)
	}
	if code, _, failed := check(handed + "\nnonsense: 1\n"); code != misused || failed == "" {
		t.Errorf("%d %s", code, failed)
	}
	if code, _, failed := ran(t, "-config", "gateway.yaml"); code != misused {
		t.Errorf("it serves what it cannot read: %d %s", code, failed)
	}
}
