package soap_test

import (
	"io/fs"
	"os"
	"path"
	"testing"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/wsdl"
)

func TestEveryPublishedContractCompiles(t *testing.T) {
	for _, pattern := range []string{"*/*.wsdl", "*/*.xsd"} {
		for _, name := range glob(t, wsdl.FS(), pattern) {
			if _, err := soap.Compile(wsdl.FS(), name); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestEveryPublishedSampleFollowsItsContract(t *testing.T) {
	tree := os.DirFS("../../wsdl")
	for _, entry := range glob(t, wsdl.FS(), "*/*.wsdl") {
		contract, err := soap.Compile(wsdl.FS(), entry)
		if err != nil {
			t.Fatal(err)
		}
		for _, sample := range glob(t, tree, path.Dir(entry)+"/testdata/*.xml") {
			text, err := fs.ReadFile(tree, sample)
			if err != nil {
				t.Fatal(err)
			}
			if err := contract.Check(text); err != nil {
				t.Errorf("%s: %v", sample, err)
			}
		}
	}
}

// glob gives the files that match, of which there must be some.
func glob(t *testing.T, tree fs.FS, pattern string) []string {
	t.Helper()
	names, err := fs.Glob(tree, pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(names), err)
	}
	return names
}
