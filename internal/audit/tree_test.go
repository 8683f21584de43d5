package audit

import (
	"encoding/binary"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// reference is the tree as tlog itself stores it.
type reference []tlog.Hash

func (r reference) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		all[i] = r[x]
	}
	return all, nil
}

// Whatever its size, the tree has the root that tlog has for the same records, also after it was stored and opened again, and proves
// each of them by its tiles.
func TestTheTreeIsThatOfTlog(t *testing.T) {
	d, want := newMemory(), reference(nil)
	mine := &tree{disk: d}
	for n := range int64(1000) {
		payload := binary.BigEndian.AppendUint64(nil, uint64(n))
		hashes, err := tlog.StoredHashes(n, payload, want)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, hashes...)
		mine.push(tlog.RecordHash(payload))
		root, err := tlog.TreeHash(n+1, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := mine.root(); got.N != n+1 || got.Hash != root {
			t.Fatalf("of %d records the root differs", n+1)
		}
		if n%97 != 0 && n < 990 {
			continue
		}
		stands, err := mine.store()
		if err != nil {
			t.Fatal(err)
		}
		if mine, err = openTree(d, stands); err != nil {
			t.Fatal(err)
		}
		proves(t, d, stands)
	}
	// A tree that grew beyond a checkpoint and was not stored for it is cut back to the checkpoint.
	stands := mine.root()
	mine.push(tlog.Hash{1})
	if _, err := mine.store(); err != nil {
		t.Fatal(err)
	}
	if again, err := openTree(d, stands); err != nil || again.root() != stands {
		t.Errorf("it is not opened as it was: %v", err)
	}
	if _, err := openTree(d, tlog.Tree{N: stands.N, Hash: tlog.Hash{}}); err == nil {
		t.Error("a tree with another root than the checkpoint's is opened")
	}
}

func proves(t *testing.T, d disk, tree tlog.Tree) {
	t.Helper()
	reader := tlog.TileHashReader(tree, tileReader{d})
	for n := int64(0); n < tree.N; n += 31 {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			t.Fatal(err)
		}
		leaf := tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(n)))
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf); err != nil {
			t.Fatalf("record %d of %d: %v", n, tree.N, err)
		}
	}
}
