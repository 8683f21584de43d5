package tax

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// The verdict is of the INN that is stated: who states the one that replaced a duplicate has nothing to mend.
func TestTheVerdictIsOfTheINNStated(t *testing.T) {
	const duplicate, replacing = "770708389324", "770123456703"
	for stated, want := range map[string]adapters.Verdict{"": adapters.Invalid, duplicate: adapters.Invalid, replacing: adapters.Active} {
		s := &adapters.Stated{}
		if stated != "" {
			s.INN, _ = adapters.ParseINN(stated)
		}
		got, err := found(s, wire.InnRecord{
			Inn: duplicate, State: wire.InnStateInvalid,
			Reason:     wire.NewOptInnInvalidityReason(wire.InnInvalidityReasonDuplicate),
			ReplacedBy: wire.NewOptInn(replacing),
		}, adapters.Date{})
		if err != nil || got.Verdict != want || got.Record.State != INNInvalid {
			t.Errorf("%q stated: %s, record %s, %v; want %s of an invalid one", stated, got.Verdict, got.Record.State, err, want)
		}
		if stated != "" && !got.Told.INN.Equal(s.INN) {
			t.Errorf("%q stated: it is not called the same", stated)
		}
	}
	got, err := found(&adapters.Stated{}, wire.InnRecord{
		Inn: duplicate, State: wire.InnStateInvalid, Reason: wire.NewOptInnInvalidityReason(wire.InnInvalidityReasonDeath),
	}, adapters.Date{})
	if err != nil || got.Verdict != adapters.Invalid {
		t.Errorf("of the dead, with no INN stated or replacing: %s, %v", got.Verdict, err)
	}
}
