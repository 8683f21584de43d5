package httpapi

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

// words turns a closed list into the strings of an enumeration.
func words[W ~string](list []W) []string {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = string(w)
	}
	return all
}

// reasons are all that a problem document may carry: the front door's own, then the table's.
func reasons() []adapters.Reason {
	all := ownReasons()
	for _, rule := range adapters.Rules() {
		for _, r := range rule.Reasons {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

func TestEnumerationsAreTheClosedListsOfTheCode(t *testing.T) {
	registries := []string{}
	for _, name := range lookupNames() {
		registry, _, _ := strings.Cut(name, "/")
		if !slices.Contains(registries, registry) {
			registries = append(registries, registry)
		}
	}
	want := map[string][]string{
		"Outcome":        words(adapters.Outcomes()),
		"NotFoundReason": words(adapters.NotFoundReasons()),
		"Verdict":        words(adapters.Verdicts()),
		"Comparison":     words(adapters.Comparisons()),
		"Disclosure":     words(adapters.Disclosures()),
		"Field":          words(adapters.Fields()),
		"Kind":           words(adapters.Kinds()),
		"Reason":         words(reasons()),
		"Origin":         words(adapters.Origins()),
		"FieldErrorCode": adapters.Codes(),
		"Purpose":        words(adapters.Purposes()),
		"BasisKind":      words(adapters.BasisKinds()),
		"ActorKind":      words(adapters.ActorKinds()),
		"Sex":            words(adapters.Sexes()),
		"DocumentType":   words(adapters.DocumentTypes()),
		"PlanBy":         words(adapters.PlanBys()),
		"PlanTime":       words(adapters.PlanTimes()),
		"LookupName":     lookupNames(),
		"RegistryName":   slices.Compact(registries),
	}
	for name, list := range want {
		s, ok := theSpec().Components.Schemas.get(name)
		if !ok || !reflect.DeepEqual(s.Enum, list) {
			t.Errorf("%s:\n document %v\n code     %v", name, s.Enum, list)
		}
	}
}

func TestFieldsHaveAMemberForEachField(t *testing.T) {
	s, _ := theSpec().Components.Schemas.get("Fields")
	var members []string
	for _, p := range s.Properties {
		members = append(members, p.Name)
	}
	if want := words(adapters.Fields()); !reflect.DeepEqual(members, want) {
		t.Errorf("Fields has %v, adapters %v", members, want)
	}
}

func TestPathsAreTheLookupsThatAreServed(t *testing.T) {
	var documented []string
	for _, p := range theSpec().Paths {
		if name, ok := strings.CutPrefix(p.Name, lookupsPath); ok && !strings.Contains(name, "{") {
			documented = append(documented, name)
		}
	}
	if want := lookupNames(); !reflect.DeepEqual(documented, want) {
		t.Errorf("the document has %v, the table %v", documented, want)
	}
}

// TestEveryStatusIsDocumented: each operation has a response for each status of the one table.
func TestEveryStatusIsDocumented(t *testing.T) {
	for _, p := range theSpec().Paths {
		operation, asks := p.Value["post"]
		if !asks || strings.HasSuffix(p.Name, planVerb) {
			continue
		}
		for _, rule := range adapters.Rules() {
			if _, ok := operation.Responses.get(strconv.Itoa(rule.Status)); !ok {
				t.Errorf("%s: no response %d, the status of %s", p.Name, rule.Status, rule.Kind)
			}
		}
		for _, status := range []int{http.StatusOK, http.StatusAccepted, http.StatusBadRequest, http.StatusNotAcceptable, http.StatusRequestTimeout,
			http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType} {
			if _, ok := operation.Responses.get(strconv.Itoa(status)); !ok {
				t.Errorf("%s: no response %d", p.Name, status)
			}
		}
	}
}

func TestEveryMemberHasADescription(t *testing.T) {
	s := theSpec()
	for _, c := range s.Components.Schemas {
		for _, p := range c.Value.Properties {
			if s.resolve(p.Value).Description == "" && p.Value.Type != "" {
				t.Errorf("%s.%s has no description", c.Name, p.Name)
			}
		}
		if c.Value.Description == "" {
			t.Errorf("%s has no description", c.Name)
		}
	}
}

// TestListsOfWordsSayEachWord: an enumeration that is described by a list says something of each word, in its order.
func TestListsOfWordsSayEachWord(t *testing.T) {
	lists := 0
	for _, c := range theSpec().Components.Schemas {
		var listed []string
		for block := range strings.SplitSeq(strings.TrimSpace(c.Value.Description), "\n\n") {
			for _, item := range bullets(block) {
				word, about, _ := strings.Cut(strings.TrimPrefix(item, "`"), "`")
				listed = append(listed, word)
				if len(about) < len(": x.") {
					t.Errorf("%s: nothing is said of %s", c.Name, word)
				}
			}
		}
		if len(listed) == 0 || len(c.Value.Enum) == 0 {
			continue
		}
		lists++
		if !slices.Equal(listed, c.Value.Enum) {
			t.Errorf("%s:\n described %v\n words     %v", c.Name, listed, c.Value.Enum)
		}
	}
	if lists < 10 {
		t.Errorf("only %d lists were found", lists)
	}
}

// TestExampleIdentifiersHold: each number of twelve digits in an example is an INN whose check digits hold.
func TestExampleIdentifiersHold(t *testing.T) {
	found := 0
	for where, m := range responses() {
		for _, e := range m.Examples {
			for _, number := range regexp.MustCompile(`"([0-9]{12})"`).FindAllStringSubmatch(string(e.Value.Value), -1) {
				found++
				if _, err := adapters.ParseINN(number[1]); err != nil {
					t.Errorf("%s %s: %v", where, e.Name, err)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no INN was found")
	}
}

// TestExampleRequestsAreRight: both ways of reading a request take every example.
func TestExampleRequestsAreRight(t *testing.T) {
	c := newContract()
	for _, name := range lookupNames() {
		body := []byte(stated(t, name))
		if _, err := c.query(body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if errs := c.explainer().errors(body); len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
}

type checked interface {
	document
	Decode(d *jx.Decoder) error
}

// exampleOf returns an empty value of the schema's generated type.
func exampleOf(t *testing.T, ref string) checked {
	t.Helper()
	switch component(ref) {
	case "MigrationStatusAnswer":
		return new(api.MigrationStatusAnswer)
	case "MigrationRegistrationAnswer":
		return new(api.MigrationRegistrationAnswer)
	case "MigrationDocumentAnswer":
		return new(api.MigrationDocumentAnswer)
	case "MigrationIdentityDocumentAnswer":
		return new(api.MigrationIdentityDocumentAnswer)
	case "PensionSnilsCheckAnswer":
		return new(api.PensionSnilsCheckAnswer)
	case "PensionPaymentsAnswer":
		return new(api.PensionPaymentsAnswer)
	case "PensionSnilsAnswer":
		return new(api.PensionSnilsAnswer)
	case "TaxInnAnswer":
		return new(api.TaxInnAnswer)
	case "TaxTaxpayerAnswer":
		return new(api.TaxTaxpayerAnswer)
	case "TaxObligationsAnswer":
		return new(api.TaxObligationsAnswer)
	case "MvdRestrictionsAnswer":
		return new(api.MvdRestrictionsAnswer)
	case "MvdCriminalRecordAnswer":
		return new(api.MvdCriminalRecordAnswer)
	case "Plan":
		return new(api.Plan)
	case "Pending":
		return new(api.Pending)
	case "Problem":
		return new(api.Problem)
	}
	t.Fatalf("no type for %s", ref)
	return nil
}

// TestExampleResponsesAreRight: each is what the generated types read, hold valid, and write again.
func TestExampleResponsesAreRight(t *testing.T) {
	count := 0
	for where, m := range responses() {
		for _, e := range m.Examples {
			count++
			v := exampleOf(t, m.Schema.Ref)
			if err := v.Decode(jx.DecodeBytes(e.Value.Value)); err != nil {
				t.Errorf("%s %s: %v", where, e.Name, err)
				continue
			}
			if valid, ok := v.(interface{ Validate() error }); ok && valid.Validate() != nil {
				t.Errorf("%s %s: %v", where, e.Name, valid.Validate())
			}
			var w jx.Encoder
			v.Encode(&w)
			if !sameJSON(t, w.Bytes(), e.Value.Value) {
				t.Errorf("%s %s:\n example %s\n written %s", where, e.Name, e.Value.Value, w.Bytes())
			}
		}
	}
	if count < 20 {
		t.Errorf("only %d examples were found", count)
	}
}

// responses are all that the document describes, by where they stand.
func responses() map[string]media {
	found := make(map[string]media)
	s := theSpec()
	collect := func(where string, r response) {
		for _, m := range r.Content {
			found[where] = m
		}
	}
	for _, p := range s.Paths {
		for method, operation := range p.Value {
			for _, r := range operation.Responses {
				collect(method+" "+p.Name+" "+r.Name, r.Value)
			}
		}
	}
	for _, r := range s.Components.Responses {
		collect(r.Name, r.Value)
	}
	return found
}

func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		t.Fatalf("not JSON: %s or %s", a, b)
	}
	return reflect.DeepEqual(x, y)
}

// TestExampleProblemsAreOfTheTable: status, retryable, origin, title, texts and Retry-After of each example follow from
// its kind and reason.
func TestExampleProblemsAreOfTheTable(t *testing.T) {
	for _, r := range theSpec().Components.Responses {
		for _, e := range r.Value.Content["application/problem+json"].Examples {
			var p api.Problem
			if err := p.Decode(jx.DecodeBytes(e.Value.Value)); err != nil {
				t.Fatal(err)
			}
			f := adapters.Fail(adapters.Kind(p.Kind), adapters.Reason(p.Reason.Value), "")
			for _, e := range p.Errors {
				f.Errors = append(f.Errors, adapters.FieldError{Pointer: e.Pointer, Code: string(e.Code), Detail: e.Detail})
			}
			want := problemOfFailure(texts(), f)
			if p.Kind == api.KindInvalid {
				want.Status = p.Status
			}
			if len(p.Errors) == 0 {
				want.Detail = p.Detail
			}
			want.LookupID, want.Registry, want.Lookup = p.LookupID, p.Registry, p.Lookup
			want.RetryAfter.Value = p.RetryAfter.Value
			if !reflect.DeepEqual(p, want) {
				t.Errorf("%s %s:\n example %+v\n code    %+v", r.Name, e.Name, p, want)
			}
		}
	}
}

// TestExampleAnswersSayWhatTheCatalogueSays: message and action of each example follow from its outcome and verdict.
func TestExampleAnswersSayWhatTheCatalogueSays(t *testing.T) {
	for where, m := range responses() {
		if !strings.HasSuffix(m.Schema.Ref, "Answer") && !strings.HasSuffix(m.Schema.Ref, "Pending") {
			continue
		}
		for _, e := range m.Examples {
			var head struct {
				Lookup  string
				Outcome adapters.Outcome
				Reason  adapters.NotFoundReason
				Verdict adapters.Verdict
				Message struct{ Code, Ru, En string }
				Action  string
			}
			if err := json.Unmarshal(e.Value.Value, &head); err != nil {
				t.Fatal(err)
			}
			want, action := said(texts().OfAnswer(head.Lookup, head.Outcome, head.Reason, head.Verdict))
			if head.Message.Code != string(want.Code) || head.Message.Ru != want.Ru ||
				head.Message.En != want.En || head.Action != string(action) {
				t.Errorf("%s %s says %v, %s; the catalogue %v, %s", where, e.Name, head.Message, head.Action, want, action)
			}
		}
	}
}
