package migration

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/wsdl"
)

func contract(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"migration/commons.xsd", "migration/status.xsd", "migration/registration.xsd", "migration/document.xsd",
		"migration/identity-document.xsd"} {
		b, err := fs.ReadFile(wsdl.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}

// A closed list has a word for every code of the contract, and for no other.
func TestClosedListsAreThoseOfTheContract(t *testing.T) {
	text := contract(t)
	for name, codes := range map[string][]string{
		"SexType": codesIn(sexes[:]), "StatusCategoryType": codesIn(categories[:]), "PersonStateType": codesIn(personStates[:]),
		"GroundStateType": codesIn(groundStates[:]), "NotFoundReasonType": codesIn(notFoundReasons[:]), "RefineByType": codesIn(refinements[:]),
		"IdentityDocumentStateType": codesIn(identityStates[:]),
	} {
		_, rest, ok := strings.Cut(text, `<xs:simpleType name="`+name+`">`)
		if !ok {
			t.Fatalf("the contract has no %s", name)
		}
		body, _, _ := strings.Cut(rest, "</xs:simpleType>")
		var want []string
		for _, m := range regexp.MustCompile(`enumeration value="([^"]+)"`).FindAllStringSubmatch(body, -1) {
			want = append(want, m[1])
		}
		if !slices.Equal(codes, want) {
			t.Errorf("%s: %v, the contract has %v", name, codes, want)
		}
	}
}

// An open list stands in the annotation of its type, between "open list:" and the end of the sentence.
func TestOpenListsAreThoseOfTheContract(t *testing.T) {
	text := contract(t)
	for name, codes := range map[string][]string{
		"GroundDocumentType": codesIn(documentKinds[:]), "GroundType": codesIn(groundKinds[:]), "RegAddressItemType": codesIn(registrationKinds[:]),
		"DocumentInfoType": codesIn(documentReasons[:]),
	} {
		_, rest, ok := strings.Cut(text, `<xs:complexType name="`+name+`">`)
		_, rest, listed := strings.Cut(rest, "open list:")
		if !ok || !listed {
			t.Fatalf("%s has no open list", name)
		}
		sentence, _, _ := strings.Cut(rest, ".")
		want := regexp.MustCompile(`\b([A-Z][A-Z_]+|[0-9]{3})\b`).FindAllString(sentence, -1)
		slices.Sort(codes)
		slices.Sort(want)
		if !slices.Equal(codes, want) {
			t.Errorf("%s: %v, the contract has %v", name, codes, want)
		}
	}
}

func codesIn[W ~string](table []pair[W]) []string {
	var codes []string
	for _, p := range table {
		codes = append(codes, p.code)
	}
	return codes
}

func TestWordsAreNotShared(t *testing.T) {
	unique(t, groundKinds[:])
	unique(t, documentKinds[:])
	unique(t, groundStates[:])
	unique(t, categories[:])
	unique(t, registrationKinds[:])
	unique(t, documentReasons[:])
	unique(t, identityStates[:])
}

func unique[W ~string](t *testing.T, table []pair[W]) {
	t.Helper()
	seen := map[W]bool{}
	for _, p := range table {
		if seen[p.word] {
			t.Errorf("two codes for %s", p.word)
		}
		seen[p.word] = true
	}
}

func TestDocumentKindsAreTheSubjectsOwnWords(t *testing.T) {
	own := []DocumentKind{DocumentLabourContract, DocumentStudyCertificate, DocumentDiplomaticCard}
	for _, p := range documentKinds {
		if !slices.Contains(own, p.word) && !slices.Contains(adapters.DocumentTypes(), adapters.DocumentType(p.word)) {
			t.Errorf("%s is no document type", p.word)
		}
	}
}

func TestHarmless(t *testing.T) {
	for code, want := range map[string]string{
		"": "", "PATENT_2": "PATENT_2", "Визитка": "", "A B": "", "A-B": "", strings.Repeat("A", 32): strings.Repeat("A", 32),
		strings.Repeat("A", 33): "", "1991": "1991",
	} {
		if got := harmless(code); got != want {
			t.Errorf("harmless(%q) = %q", code, got)
		}
	}
}
