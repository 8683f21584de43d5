package httpapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
	"github.com/sverka/sverka/internal/message"
)

// TestTheCatalogueIsServedWhole: every text for citizens and every note for staff, to who may call and to nobody else.
func TestTheCatalogueIsServedWhole(t *testing.T) {
	g := open(t, Deps{Lookups: all()}).do(http.MethodGet, messagesPath, "")
	always(t, g)
	var d api.Messages
	if err := d.Decode(jx.DecodeStr(g.body)); err != nil || d.Validate() != nil || g.status != http.StatusOK {
		t.Fatalf("%d %v %v", g.status, err, d.Validate())
	}
	for i, text := range texts().Texts() {
		got := d.Citizen[i]
		if got != (api.CitizenText{Code: api.MessageCode(text.Code), Action: api.Action(text.Action), When: text.When, Ru: text.Ru, En: text.En}) {
			t.Errorf("%+v is served as %+v", text, got)
		}
	}
	for i, n := range message.NewStaff() {
		got := d.Staff[i]
		w := message.Words{Lookup: got.Lookup.Value, Outcome: adapters.Outcome(got.Outcome.Value), Verdict: adapters.Verdict(got.Verdict.Value),
			Kind: adapters.Kind(got.Kind.Value), Reason: got.Reason.Value}
		if n != (message.Note{Words: w, Ru: got.Ru, En: got.En}) {
			t.Errorf("%+v is served as %+v", n, got)
		}
	}
	shut := open(t, Deps{Access: closedDoor{}}).do(http.MethodGet, messagesPath, "")
	if shut.status != http.StatusUnauthorized || strings.Contains(shut.body, "staff") {
		t.Errorf("%d %s", shut.status, shut.body)
	}
}

// TestStaffAreToldOfTheFrontDoorsOwnRefusals: of each reason that only it knows, and of no other.
func TestStaffAreToldOfTheFrontDoorsOwnRefusals(t *testing.T) {
	var told []adapters.Reason
	for _, n := range message.NewStaff() {
		if n.Kind == adapters.InvalidQuery && n.Reason != "" && !slices.Contains(adapters.InvalidQuery.Rule().Reasons, adapters.Reason(n.Reason)) {
			told = append(told, adapters.Reason(n.Reason))
		}
	}
	if want := slices.Sorted(slices.Values(ownReasons())); !slices.Equal(told, want) {
		t.Errorf("notes of %v, reasons %v", told, want)
	}
}

// TestNoAnswerHoldsWhatIsForStaff: not an answer, not one that is pending, no failure, whoever the actor is.
func TestNoAnswerHoldsWhatIsForStaff(t *testing.T) {
	var bodies []string
	for _, actor := range adapters.ActorKinds() {
		for _, name := range lookupNames() {
			var q map[string]any
			if err := json.Unmarshal([]byte(stated(t, name)), &q); err != nil {
				t.Fatal(err)
			}
			q["actor"] = map[string]any{"kind": actor, "id": "1"}
			body, _ := json.Marshal(q)
			bodies = append(bodies, open(t, Deps{Lookups: all()}).ask(name, string(body)).body)
		}
	}
	for f := range everyFailure {
		p := problemOf(texts(), f)
		var e jx.Encoder
		p.Encode(&e)
		bodies = append(bodies, e.String())
	}
	for _, body := range bodies {
		for _, n := range message.NewStaff() {
			if strings.Contains(body, n.Ru) || strings.Contains(body, n.En) {
				t.Errorf("%+v stands in %s", n.Words, body)
			}
		}
	}
}
