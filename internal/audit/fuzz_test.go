package audit

import (
	"encoding/json"
	"testing"
)

func FuzzProof(f *testing.F) {
	in, d := install(f), newMemory()
	l := in.on(f, d)
	id := ask(f, l)
	mustClose(f, l)
	proof, err := proveOn(f.Context(), d, in.verifier, id)
	if err != nil {
		f.Fatal(err)
	}
	text, err := json.Marshal(proof)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, changed []byte) {
		// What holds must be of records that were written: there are two, and both are of this lookup.
		if shown, err := CheckProof(changed, in.verifier); err == nil {
			for _, r := range shown.Records {
				if r.LookupID != id || r.Index > 1 {
					t.Error("a record holds that was never written")
				}
			}
		}
	})
}

func FuzzCheckpoint(f *testing.F) {
	in, d := install(f), newMemory()
	mustClose(f, in.on(f, d))
	f.Add(d.content(checkpointName))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := in.verifier.Open(text); err == nil && c.Tree.N != 0 {
			t.Error("a checkpoint holds that was never signed")
		}
		if all, err := in.verifier.openAll(text); err == nil && len(all) == 0 {
			t.Error("no checkpoints and no error")
		}
	})
}

func FuzzHeader(f *testing.F) {
	framed, err := encodeHeader(&header{Format: format, Segment: 1, Open: []open{{Index: 3}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(framed[frameHead:])
	f.Fuzz(func(t *testing.T, payload []byte) {
		if h, err := decodeHeader(payload, 1); err == nil && h.Segment != 1 {
			t.Error("another segment's header is taken")
		}
	})
}

func FuzzSealed(f *testing.F) {
	in := install(f)
	text, err := in.cfg.Officers[0].seal(24311, make([]byte, monthKeySize))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		if key, err := in.officer.open(24311, text); err == nil && string(key) != string(make([]byte, monthKeySize)) {
			t.Error("another key than was sealed is opened")
		}
	})
}
