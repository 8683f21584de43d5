package docs_test

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheSecurityPageNamesRealTests: each test that the page names is there, and each actor whom something stands in the way of has a test
// named. Whether a test holds what is claimed beside its name is for who reads both.
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
	name := regexp.MustCompile("`(Test\\w+)`")
	for _, m := range name.FindAllSubmatch(page, -1) {
		if !written[string(m[1])] {
			t.Errorf("there is no %s", m[1])
		}
	}
	_, defences, _ := bytes.Cut(page, []byte("\n## What stands in the way\n"))
	defences, _, _ = bytes.Cut(defences, []byte("\n## "))
	claims := bytes.Split(bytes.TrimSpace(defences), []byte("\n\n"))
	const actors = 9
	if len(claims) < actors {
		t.Errorf("something stands in the way of %d only", len(claims))
	}
	for _, claim := range claims {
		if !name.Match(claim) {
			t.Errorf("no test is named for what is claimed here: %s", claim)
		}
	}
}
