package httpapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// constants returns the string constants of the type that a driver's package declares, in the order of its source.
func constants(t *testing.T, registry, typeName string) (all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "adapters", registry, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources of adapters/%s: %v", registry, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				if ident, ok := spec.Type.(*ast.Ident); ok && ident.Name == typeName {
					for _, v := range spec.Values {
						word, _ := strconv.Unquote(v.(*ast.BasicLit).Value)
						all = append(all, word)
					}
				}
			}
			return true
		})
	}
	return all
}

// TestRecordsHaveTheWordsOfTheDrivers: each word that a driver can put into a record is a word of the contract, and the
// other way round.
func TestRecordsHaveTheWordsOfTheDrivers(t *testing.T) {
	documents := append(words(adapters.RussianDocuments()), constants(t, "migration", "DocumentKind")...)
	for _, tc := range []struct {
		schema string
		member string // "": the schema itself
		want   []string
	}{
		{"MigrationCategory", "", constants(t, "migration", "Category")},
		{"MigrationGroundKind", "", constants(t, "migration", "GroundKind")},
		{"MigrationState", "", constants(t, "migration", "GroundState")},
		{"MigrationRegistrationKind", "", constants(t, "migration", "RegistrationKind")},
		{"MigrationDocumentRecord", "type", append(words(adapters.RussianDocuments()), "other")},
		{"MigrationReasonCode", "", constants(t, "migration", "ReasonCode")},
		{"MigrationIdentityDocumentState", "", constants(t, "migration", "IdentityDocumentState")},
		{"PersonState", "", constants(t, "migration", "PersonState")},
		{"MigrationGroundDocument", "kind", documents},
		{"PensionPaymentKind", "", constants(t, "pension", "PaymentKind")},
		{"PensionSnilsRecord", "state", constants(t, "pension", "SNILSState")},
		{"MvdList", "", constants(t, "mvd", "List")},
		{"TaxInnRecord", "state", constants(t, "tax", "INNState")},
		{"TaxInnRecord", "reason", constants(t, "tax", "InvalidityReason")},
		{"TaxTaxpayerRecord", "state", constants(t, "tax", "INNState")},
		{"TaxResidency", "status", constants(t, "tax", "ResidencyStatus")},
		{"TaxObligationKind", "", constants(t, "tax", "ObligationKind")},
	} {
		s, _ := theSpec().Components.Schemas.get(tc.schema)
		if tc.member != "" {
			s, _ = s.Properties.get(tc.member)
		}
		slices.Sort(s.Enum)
		slices.Sort(tc.want)
		if len(tc.want) == 0 || !slices.Equal(s.Enum, tc.want) {
			t.Errorf("%s %s:\n document %v\n driver   %v", tc.schema, tc.member, s.Enum, tc.want)
		}
	}
}
