package adapters_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// row is one line of the table of failures in the design, section 4, written out once more.
type row struct {
	kind      adapters.Kind
	status    int
	retried   bool
	retryable bool
	after     bool
	charge    adapters.Charge
	origin    adapters.Origin
	reasons   []adapters.Reason
}

func designTable() []row {
	const (
		none, slow, breaker, gate = adapters.ChargeNone, adapters.ChargeSlow, adapters.ChargeBreaker, adapters.ChargeGate
		caller, gateway, registry = adapters.OriginCaller, adapters.OriginGateway, adapters.OriginRegistry
	)
	return []row{
		{"invalid", 422, false, false, false, none, caller, []adapters.Reason{"body", "field"}},
		{"unauthenticated", 401, false, false, false, none, caller, []adapters.Reason{"no_credential", "bad_credential", "expired", "conflict"}},
		{"forbidden", 403, false, false, false, none, caller, []adapters.Reason{"lookup", "purpose", "basis"}},
		{"limited", 429, false, true, true, none, caller, []adapters.Reason{"rate", "day", "guesses"}},
		{"canceled", 499, false, false, false, slow, caller, nil},
		{"deadline", 504, false, true, false, slow, caller, nil},
		{"rejected", 502, false, false, false, none, gateway, []adapters.Reason{"schema"}},
		{"refused", 503, false, true, true, none, gateway, []adapters.Reason{
			"breaker", "gate", "busy", "quota", "maintenance", "forced", "shed", "shutdown", "audit", "keys"}},
		{"internal", 500, false, false, false, none, gateway, nil},
		{"denied", 502, false, false, false, gate, registry, []adapters.Reason{"tls", "access", "token"}},
		{"throttled", 503, true, true, true, gate, registry, []adapters.Reason{"rate", "quota", "polls"}},
		{"unavailable", 503, true, true, true, breaker, registry, []adapters.Reason{
			"dns", "connect", "handshake", "reset", "status", "fault", "ticket_lost"}},
		{"timeout", 504, true, true, false, breaker, registry, []adapters.Reason{"exchange"}},
		{"malformed", 502, false, false, false, breaker, registry, []adapters.Reason{
			"syntax", "contract", "size", "redirect", "other_person", "other_request"}},
	}
}

func TestTableIsThatOfTheDesign(t *testing.T) {
	want := designTable()
	if len(adapters.Rules()) != len(want) || len(adapters.Kinds()) != len(want) {
		t.Fatalf("got %d rules and %d kinds, want %d", len(adapters.Rules()), len(adapters.Kinds()), len(want))
	}
	for i, r := range adapters.Rules() {
		got := row{r.Kind, r.Status, r.Retried, r.Retryable, r.HasAfter, r.Charge, r.Origin, r.Reasons}
		if fmt.Sprint(got) != fmt.Sprint(want[i]) {
			t.Errorf("row %d:\n got %v\nwant %v", i, got, want[i])
		}
		if adapters.Kinds()[i] != r.Kind || r.Kind.Rule().Status != r.Status {
			t.Errorf("%s: the kind finds another row", r.Kind)
		}
	}
}

// What the design says in words about rows of the table.
func TestTableAgreesWithItself(t *testing.T) {
	for _, r := range adapters.Rules() {
		if r.Retried && (!r.Retryable || r.Origin != adapters.OriginRegistry) {
			t.Errorf("%s: what the house repeats, a caller may repeat, and only a registry's doing is repeated", r.Kind)
		}
		if r.Origin == adapters.OriginGateway && r.Charge != adapters.ChargeNone {
			t.Errorf("%s: our own doing is charged", r.Kind)
		}
		if r.Origin == adapters.OriginRegistry && r.Charge == adapters.ChargeNone {
			t.Errorf("%s: a registry's doing is charged to nobody", r.Kind)
		}
		if (r.Status == 503 || r.Status == 429) != r.HasAfter {
			t.Errorf("%s: 429 and 503 carry Retry-After, others do not", r.Kind)
		}
	}
}

func TestRulesAreACopy(t *testing.T) {
	adapters.Rules()[0].Status = 200
	if got := adapters.InvalidQuery.Rule().Status; got != 422 {
		t.Errorf("the table was written to: %d", got)
	}
}

func TestUnknownKindIsInternal(t *testing.T) {
	if got := adapters.Kind("surprise").Rule().Kind; got != adapters.Internal {
		t.Errorf("got the row of %s", got)
	}
}

func TestEveryReasonHasItsStatusRetryingChargeAndOrigin(t *testing.T) {
	for _, want := range designTable() {
		for _, reason := range append([]adapters.Reason{""}, want.reasons...) {
			f := adapters.Fail(want.kind, reason, "detail")
			status, retried, charge := want.status, want.retried, want.charge
			switch reason {
			case "body":
				status = 400
			case "dns", "connect", "handshake":
				charge = adapters.ChargeGate
			case "ticket_lost":
				retried, charge = false, adapters.ChargeNone
			case "polls":
				charge = adapters.ChargeNone
			}
			if f.Status() != status || f.Retried() != retried || f.Charge() != charge || f.Origin() != want.origin {
				t.Errorf("%v: got %d, %v, %s, %s; want %d, %v, %s, %s", f, f.Status(), f.Retried(), f.Charge(), f.Origin(),
					status, retried, charge, want.origin)
			}
		}
	}
}

func TestChargedToRegistry(t *testing.T) {
	for _, r := range designTable() {
		for _, reason := range append([]adapters.Reason{""}, r.reasons...) {
			want := r.origin == adapters.OriginRegistry || r.kind == adapters.Rejected ||
				reason == adapters.ReasonBreaker || reason == adapters.ReasonGate
			if got := adapters.Fail(r.kind, reason, "").ChargedToRegistry(); got != want {
				t.Errorf("%s/%s: got %v", r.kind, reason, got)
			}
		}
	}
}

func TestKindIsFoundInAWrappedFailure(t *testing.T) {
	cause := errors.New("cause")
	for _, kind := range adapters.Kinds() {
		err := fmt.Errorf("asking: %w", adapters.Fail(kind, "", "detail").Because(cause))
		for _, other := range adapters.Kinds() {
			if got := errors.Is(err, other); got != (other == kind) {
				t.Errorf("errors.Is(%s, %s) is %v", kind, other, got)
			}
		}
		if !errors.Is(err, cause) {
			t.Errorf("%s: the cause is lost", kind)
		}
		if f := adapters.AsFailure(err); f.Kind != kind {
			t.Errorf("%s: AsFailure gives %s", kind, f.Kind)
		}
	}
}

func TestClosedListsHaveNoDoubles(t *testing.T) {
	reasons := []adapters.Reason{}
	for _, r := range adapters.Rules() {
		if len(r.Reasons) > 0 && !noDoubles(r.Reasons) {
			t.Errorf("%s: a reason stands twice", r.Kind)
		}
		for _, reason := range r.Reasons {
			if slices.Contains(reasons, reason) && reason != adapters.ReasonQuota && reason != adapters.ReasonRate {
				t.Errorf("%s stands in two rows", reason) // quota and rate: the registry's own, and ours
			}
			reasons = append(reasons, reason)
		}
	}
	for name, ok := range map[string]bool{
		"kinds":         noDoubles(adapters.Kinds()),
		"origins":       noDoubles(adapters.Origins()),
		"outcomes":      noDoubles(adapters.Outcomes()),
		"not found":     noDoubles(adapters.NotFoundReasons()),
		"verdicts":      noDoubles(adapters.Verdicts()),
		"purposes":      noDoubles(adapters.Purposes()),
		"basis kinds":   noDoubles(adapters.BasisKinds()),
		"actor kinds":   noDoubles(adapters.ActorKinds()),
		"documents":     noDoubles(adapters.DocumentTypes()),
		"fields":        noDoubles(adapters.Fields()),
		"comparisons":   noDoubles(adapters.Comparisons()),
		"sexes":         noDoubles(adapters.Sexes()),
		"countries":     noDoubles(adapters.Countries()),
		"codes":         noDoubles(adapters.Codes()),
		"all documents": len(adapters.DocumentTypes()) == len(adapters.IdentityDocuments())+len(adapters.RussianDocuments()),
	} {
		if !ok {
			t.Errorf("%s: empty, or a word stands twice", name)
		}
	}
}

func noDoubles[T ~string](list []T) bool {
	sorted := slices.Sorted(slices.Values(list))
	return len(list) > 0 && sorted[0] != "" && len(slices.Compact(sorted)) == len(list)
}

func TestOnlySomeOutcomesHaveARecordAndOnlyAMatchIsKept(t *testing.T) {
	for _, o := range adapters.Outcomes() {
		wantRecord := o == "match" || o == "possible" || o == "listed"
		if o.HasRecord() != wantRecord || o.Kept() != (o == "match") {
			t.Errorf("%s: record %v, kept %v", o, o.HasRecord(), o.Kept())
		}
	}
}
