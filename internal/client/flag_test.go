package client_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/client"
)

// An argument that is not understood may be a person's name or number, given in the wrong place: where it stands is said,
// and what stands there is not.
func TestAnArgumentThatIsNotUnderstoodIsNotRepeated(t *testing.T) {
	for _, c := range []struct {
		says string
		args []string
	}{
		{"argument 1 is not the name of a lookup", []string{canary}},
		{"argument 1 is not the name of a lookup", []string{"990-000-001 53"}},
		{"argument 3 is not the name of a lookup", []string{"-json", "tax/inn", canary}},
		{"argument 1 is not the name of a lookup", []string{`{"subject":{"family_name":"` + canary + `"}}`}},
		{"argument 2 is not the name of a lookup", []string{"-json", "tax/inn/" + canary}},
		{"argument 1 is no flag", []string{"-" + canary}},
		{"argument 1 is no flag", []string{"--name=" + canary, "tax/inn"}},
		{"argument 3 is no flag", []string{"tax/inn", "-wait", canary}},
		{"argument 1 is no flag", []string{"-json=" + canary, "tax/inn"}},
		{"argument 2 is no flag", []string{"tax/inn", "-file"}},
		{"two lookups", []string{"tax/inn", "tax/taxpayer"}},
		{"no lookup is named", nil},
		{"-resume is not a lookup_id", []string{"-resume", canary}},
		{"-resume is not a lookup_id", []string{"-resume", "{" + someID + "}"}},
		{"-resume takes no lookup", []string{"-resume", someID, "tax/inn"}},
		{"-list does not go with -resume", []string{"-resume", someID, "-list"}},
		{"-file does not go with -resume", []string{"-resume", someID, "-file", canary}},
		{"-plan does not go with -resume", []string{"-resume", someID, "-plan"}},
		{"-follow does not go with -plan", []string{"tax/inn", "-plan", "-follow"}},
		{"-json does not go with -list", []string{"-list", "-json"}},
		{"-wait must be at least 1s", []string{"tax/inn", "-wait", "900ms"}},
		{"-case must match", []string{"tax/inn", "-case", canary}},
		{"-case must match", []string{"tax/inn", "-case", strings.Repeat("7", 65)}},
		{"-case looks like a person's data", []string{"tax/inn", "-case", "99000000153"}},
		{"-actor-id looks like a person's data", []string{"tax/inn", "-actor-id", "980000000101"}},
		{"-service-code looks like a person's data", []string{"tax/inn", "-service-code", "1991-04-17"}},
		{"-reference looks like a person's data", []string{"tax/inn", "-reference", "Канарейкин Кенар"}},
		{"-case looks like a person's data", []string{"tax/inn", "-case", "KANAREIKIN"}},
		{"-case looks like a person's data", []string{"tax/inn", "-case", "Kanareikin-Kenar"}},
		{"-reference looks like a person's data", []string{"tax/inn", "-reference", "KANAREIKIN KENAR"}},
		{"-purpose must match", []string{"tax/inn", "-purpose", canary}},
		{"-basis must match", []string{"tax/inn", "-basis", canary}},
		{"-actor must match", []string{"tax/inn", "-actor", canary}},
		{"-url: must have no user", []string{"tax/inn", "-url", "https://980000000101@gateway.example"}},
		{"-url: must be https, unless the host is loopback or -plaintext is given", []string{"tax/inn", "-url", "http://gateway.example"}},
		{"-ca: cannot be read", []string{"tax/inn", "-ca", canary}},
		{"-key: must be given with -cert", []string{"tax/inn", "-cert", canary}},
		{"-token-file: the file cannot be read", []string{"tax/inn", "-token-file", canary}},
		{"the question cannot be read: no such file", []string{"tax/inn", "-file", canary}},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			var out, failed strings.Builder
			code := client.Lookup(t.Context(), c.args, client.Streams{In: strings.NewReader(stated), Out: &out, Err: &failed})
			if code != client.ExitMisused || !strings.Contains(failed.String(), c.says) || out.Len() > 0 {
				t.Errorf("exit code %d, %s%s\nwant %s", code, out.String(), failed.String(), c.says)
			}
			for _, argument := range c.args {
				for _, secret := range []string{canary, "Канарейкин", "KANAREIKIN", "Kanareikin", "99000000153", "990-000-001", "980000000101", "1991-04-17"} {
					if strings.Contains(argument, secret) && strings.Contains(failed.String(), secret) {
						t.Errorf("it is repeated: %s", failed.String())
					}
				}
			}
		})
	}
}

func TestFlagsMayStandBehindTheLookup(t *testing.T) {
	url := replying(t, 500, "", "Content-Type", "text/plain")
	if got := run(t.Context(), url, stated, "tax/inn", "-wait", "2s", "-json"); got.code != client.ExitNotTheAPI {
		t.Errorf("%+v", got)
	}
}

// The usage tells each flag and each exit code.
func TestTheUsageTellsTheExitCodes(t *testing.T) {
	got := run(t.Context(), "", "", "-h")
	if got.code != client.ExitAnswered || got.out != client.Usage() || got.failed != "" {
		t.Errorf("%+v", got)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "exit.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Exit") {
			codes++
			value := spec.Values[0].(*ast.BasicLit).Value
			if !regexp.MustCompile(`(?m)^ +` + value + `  \w`).MatchString(client.Usage()) {
				t.Errorf("the usage does not tell %s, %s", value, spec.Names[0].Name)
			}
		}
		return true
	})
	if codes < 10 {
		t.Errorf("only %d exit codes are found", codes)
	}
}

func TestAnEmptyTokenIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t.Context(), "http://127.0.0.1:1", stated, "-token-file", file, "tax/inn"); got.code != client.ExitMisused {
		t.Errorf("%+v", got)
	}
}
