package docs_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheSecurityPageNamesRealTests: a defence that is claimed there has a test of that name, and each point that has one is named.
func TestTheSecurityPageNamesRealTests(t *testing.T) {
	page, err := os.ReadFile("security.md")
	if err != nil {
		t.Fatal(err)
	}
	written := make(map[string]bool)
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(t `)
	root := os.DirFS("../..")
	err = fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(root, path)
		for _, m := range declared.FindAllSubmatch(text, -1) {
			written[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const least = 40
	named := regexp.MustCompile("`(Test\\w+)`").FindAllSubmatch(page, -1)
	if len(named) < least {
		t.Errorf("the page names %d tests: too few for what it claims", len(named))
	}
	for _, m := range named {
		if name := string(m[1]); !written[name] {
			t.Errorf("there is no %s", name)
		}
	}
}
