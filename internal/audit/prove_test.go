package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestAProofHoldsWithoutTheLogAndNothingElseDoes(t *testing.T) {
	in, d := install(t), newMemory()
	l := in.on(t, d)
	var ids []string
	for range 400 {
		ids = append(ids, ask(t, l))
	}
	if err := l.checkpoint(); err != nil {
		t.Fatal(err)
	}
	late := ask(t, l)
	if _, err := proveOn(t.Context(), d, in.verifier, late); !errors.Is(err, ErrNotSigned) {
		t.Errorf("of a lookup that no checkpoint has: %v", err)
	}
	if _, err := proveOn(t.Context(), d, in.verifier, newID()); !errors.Is(err, ErrNoRecord) {
		t.Errorf("of no lookup: %v", err)
	}
	mustClose(t, l)
	for _, id := range []string{ids[0], ids[127], ids[399], late} {
		proof, err := proveOn(t.Context(), d, in.verifier, id)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(proof)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := CheckProof(text, in.verifier)
		if err != nil || len(shown.Records) != 2 || shown.Records[0].LookupID != id || shown.Records[1].Outcome != "match" {
			t.Fatalf("it does not hold: %v", err)
		}
		refutes(t, in, proof)
	}
}

// refutes changes a proof in every way that one could think of.
func refutes(t *testing.T, in *installation, proof *Proof) {
	t.Helper()
	text, _ := json.Marshal(proof)
	for name, change := range map[string]func(*Proof){
		"the payload":   func(p *Proof) { p.Records[0].Payload[20] ^= 1 },
		"the index":     func(p *Proof) { p.Records[1].Index++ },
		"the way":       func(p *Proof) { p.Records[0].Path[1][0] ^= 1 },
		"a shorter way": func(p *Proof) { p.Records[0].Path = p.Records[0].Path[1:] },
		"the lookup":    func(p *Proof) { p.LookupID = newID() },
		"no records":    func(p *Proof) { p.Records = nil },
		"the checkpoint's size": func(p *Proof) {
			p.Checkpoint = string(bytes.Replace([]byte(p.Checkpoint), []byte("\n80"), []byte("\n81"), 1))
		},
		"the format": func(p *Proof) { p.Format = "other" },
	} {
		var changed Proof
		if err := json.Unmarshal(text, &changed); err != nil {
			t.Fatal(err)
		}
		change(&changed)
		again, _ := json.Marshal(changed)
		if _, err := CheckProof(again, in.verifier); err == nil {
			t.Errorf("it holds though %s was changed", name)
		}
	}
	if _, err := CheckProof(text, install(t).verifier); err == nil {
		t.Error("it holds by another log's key")
	}
	if _, err := CheckProof(append(text, " {}"...), in.verifier); err == nil {
		t.Error("it holds with something behind it")
	}
}

// Bodies are erased by segments when their time is over. What is left still verifies and is proved.
func TestErasingKeepsEveryProof(t *testing.T) {
	in, d := install(t), newMemory()
	in.cfg.SegmentBytes, in.cfg.Retention = 2<<10, 365*24*time.Hour
	at := now()
	l, err := openOn(d, in.cfg, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	old := ask(t, l)
	for range 20 {
		ask(t, l)
	}
	if _, err := proveOn(t.Context(), d, in.verifier, old); err == nil {
		t.Fatal("it is proved before a checkpoint has it")
	}
	if err := l.checkpoint(); err != nil {
		t.Fatal(err)
	}
	early, err := proveOn(t.Context(), d, in.verifier, old)
	fatal(t, err)
	segmentsBefore := len(d.files(journalDirectory))
	later := func(by time.Duration) {
		l.order(func() {
			at = at.Add(by)
			for range segmentsBefore + 1 {
				l.keepHouse()
			}
		})
	}
	later(364 * 24 * time.Hour)
	if d.content(segmentName(1)) == nil {
		t.Fatal("it is erased too early")
	}
	young := ask(t, l)
	later(2 * 24 * time.Hour)
	if d.content(segmentName(1)) != nil {
		t.Fatal("it is not erased")
	}
	if err := l.checkpoint(); err != nil {
		t.Fatal(err)
	}
	if r := clean(t, in, d); r.Erased == 0 {
		t.Error("the report does not say what was erased")
	}
	if _, err := proveOn(t.Context(), d, in.verifier, young); err != nil {
		t.Errorf("what is left is not proved: %v", err)
	}
	text, _ := json.Marshal(early)
	if _, err := CheckProof(text, in.verifier); err != nil {
		t.Errorf("the proof of what was erased holds no longer: %v", err)
	}
	if _, err := proveOn(t.Context(), d, in.verifier, old); !errors.Is(err, ErrNoRecord) {
		t.Errorf("of what was erased: %v", err)
	}
	later(366 * 24 * time.Hour) // the first month's last segment is over too
	if name := sealedName(MonthOf(now()), in.officer.id); d.content(sealedDirectory+"/"+name) != nil {
		t.Error("the sealed key of a month of which nothing is left lies there still")
	}
	mustClose(t, l)
	mustClose(t, func() *Log { l, err := openOn(d, in.cfg, func() time.Time { return at }); fatal(t, err); return l }())
	clean(t, in, d)
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
