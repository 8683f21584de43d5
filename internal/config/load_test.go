package config_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/config"
)

type sample struct {
	Name    string        `yaml:"name"`
	Limit   time.Duration `yaml:"limit"`
	Section struct {
		Count int    `yaml:"count"`
		List  []item `yaml:"list"`
	} `yaml:"section"`
}

type item struct {
	Pause time.Duration `yaml:"pause"`
}

func (s *sample) Validate() error {
	var errs []error
	if s.Section.Count < 1 {
		errs = append(errs, config.At("section", errors.New("count: must be at least 1")))
	}
	if s.Name == "" {
		errs = append(errs, errors.New("name: must be given"))
	}
	return errors.Join(errs...)
}

func TestErrorsNameLineAndKey(t *testing.T) {
	for _, tc := range []struct{ name, yaml, want string }{
		{"unknown key", "name: a\nsection:\n  count: 1\n  cuont: 2\n", `f.yaml:4: unknown field "cuont"`},
		{"doubled key", "name: a\nname: b\n", `f.yaml:2: mapping key "name" already defined at [1:1]`},
		{"wrong kind", "name: a\nsection:\n  count: many\n", "f.yaml:3: section.count: must be a number"},
		{"a section in a number's place", "name: a\nsection: {count: {}}\n", "f.yaml:2: what stands here must be a number"},
		{"a number in a section's place", "name: a\nsection: 3\n", "f.yaml:2: int was used where mapping is expected"},
		{"a duration without a unit", "name: a\nlimit: 30\n", "f.yaml:2: limit: must be a duration with its unit, such as 250ms or 8s"},
		{"bad duration", "name: a\nlimit: soon\n", `f.yaml:2: limit: time: invalid duration "soon"`},
		{"bad duration in a list", "name: a\nsection:\n  list:\n  - pause: 1s\n  - pause: 1 hour\n", `f.yaml:5: section.list[1].pause: time: unknown unit " hour" in duration "1 hour"`},
		{"not yaml", "name: [\n", "f.yaml:1: sequence end token ']' not found"},
		{"makes no sense", "name: a\nsection:\n  count: 0\n", "f.yaml:3: section.count: must be at least 1"},
		{"left out in a section", "name: a\nsection:\n  list: []\n", "f.yaml:2: section.count: must be at least 1"},
		{"left out with its section", "name: a\n", "f.yaml: section.count: must be at least 1"},
		{"two errors", "\nsection: {count: 0}\n", "f.yaml:2: section.count: must be at least 1\nf.yaml: name: must be given"},
		{"empty", "", "f.yaml: section.count: must be at least 1\nf.yaml: name: must be given"},
		{"good", "name: a\nlimit: 3s\nsection: {count: 1}\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := config.Parse("f.yaml", []byte(tc.yaml), &sample{})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != tc.want {
				t.Errorf("got:  %s\nwant: %s", got, tc.want)
			}
		})
	}
}

func TestAFileThatIsNotThereIsNamed(t *testing.T) {
	err := config.Load("absent.yaml", &sample{})
	if err == nil || !strings.HasPrefix(err.Error(), "absent.yaml: ") {
		t.Errorf("got %v", err)
	}
}

func TestWhatAFileLeavesOutKeepsItsDefault(t *testing.T) {
	s := sample{Limit: time.Minute}
	if err := config.Parse("f.yaml", []byte("name: a\nsection: {count: 3}\n"), &s); err != nil || s.Limit != time.Minute || s.Section.Count != 3 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("name: a\nsection:\n  count: 1\n  list: [{pause: 1s}, {pause: x}]\n")
	f.Add("a: &x [*x]")
	f.Add("limit: 1\n---\nname: [")
	f.Fuzz(func(t *testing.T, text string) {
		if err := config.Parse("f.yaml", []byte(text), &sample{}); err != nil && !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Errorf("an error that does not name the file: %v", err)
		}
	})
}
