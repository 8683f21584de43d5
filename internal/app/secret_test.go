package app_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/app"
)

func TestItIsSaidWhereEachSecretLiesAndNeverWhatItIs(t *testing.T) {
	file := configs(t, "gateway.yaml")[0]
	inFreshDirectory(t)
	cfg, err := app.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", t.TempDir())
	cfg.Registries.Pension.Transport.TLS.KeyFile = "credential:pension-key"
	said := cfg.SecretsText()
	directory, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`secret operate\.token_file: file ` + directory + `/run/operate\.token, mode 0600, changed 20[0-9T:-]+Z`,
		`secret registries\.migration\.driver\.password_file: file .*, mode 0600, changed .*`,
		`secret registries\.tax\.driver\.master_token_file: file .*, mode 0600, changed .*`,
		`secret registries\.mvd\.driver\.key_file: file .*, mode 0600, changed .*`,
		`secret registries\.pension\.transport\.tls\.key_file: credential pension-key, no such file or directory`,
	} {
		if !regexp.MustCompile(`(?m)^` + want + `$`).MatchString(said) {
			t.Errorf("no line %s in\n%s", want, said)
		}
	}
	for _, name := range []string{"operate.token", "migration.password", "tax.master-token", "mvd.key"} {
		text, err := os.ReadFile("run/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(said, strings.TrimSpace(string(text))) {
			t.Errorf("it tells what is in %s", name)
		}
	}
}

// A key that names a secret or a certificate bears the tag that says so, whoever adds it.
func TestEveryFileOfASecretIsMarked(t *testing.T) {
	looksSo := regexp.MustCompile(`(password|token|key|secret|certificate|ca)s?_file$`)
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Array:
			walk(path, of.Elem())
		case reflect.Struct:
			for f := range of.Fields() {
				name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
				who := f.Tag.Get("secret")
				if looksSo.MatchString(name) && who != "private" && who != "public" {
					t.Errorf("%s.%s: needs the tag secret, private or public", path, name)
				}
				walk(strings.TrimPrefix(path+"."+name, "."), f.Type)
			}
		}
	}
	walk("", reflect.TypeFor[app.Config]())
}
