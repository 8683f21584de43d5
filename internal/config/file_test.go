package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/config"
)

func TestFilesAreFoundWhereverASectionNamesThem(t *testing.T) {
	type inner struct {
		Key  string `yaml:"key_file" secret:"private"`
		Cert string `yaml:"cert_file" secret:"public"`
		Else string `yaml:"else"`
		none string //nolint:unused // a field that is not the configuration's
	}
	type inlined struct {
		Token string `yaml:"token_file" secret:"private"`
	}
	c := struct {
		inner                    // not exported: not the configuration's
		Inlined inlined          `yaml:",inline"`
		One     inner            `yaml:"one"`
		List    []inner          `yaml:"list"`
		Named   map[string]inner `yaml:"named"`
		Pointer *inner           `yaml:"pointer"`
		Nil     *inner           `yaml:"nil"`
	}{
		Inlined: inlined{"t"}, One: inner{Key: "k", Else: "e"}, List: []inner{{}, {Cert: "c"}},
		Named: map[string]inner{"a": {Key: "n"}}, Pointer: &inner{Key: "p"},
	}
	want := []config.File{
		{Key: "token_file", Written: "t", Private: true}, {Key: "one.key_file", Written: "k", Private: true},
		{Key: "list[1].cert_file", Written: "c"}, {Key: "named.a.key_file", Written: "n", Private: true},
		{Key: "pointer.key_file", Written: "p", Private: true},
	}
	if got := config.Files(&c); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestASecretThatEverybodyMayReadIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("the-very-secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := config.Secret("token_file", file); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	err := config.Secret("token_file", file)
	if err == nil || err.Error() != "token_file: "+file+": everybody on this machine may read it (mode 0644): chmod o-rwx" || strings.Contains(err.Error(), "the-very") {
		t.Errorf("got %v", err)
	}
}
