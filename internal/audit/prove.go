package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
)

// A Proof shows that the records of one lookup stand in the log, to whoever has the log's public key and nothing else.
type Proof struct {
	Format     string        `json:"format"`
	LookupID   string        `json:"lookup_id"`
	Checkpoint string        `json:"checkpoint"` // the signed note
	Records    []ProofRecord `json:"records"`
}

// A ProofRecord is one record and its way to the root.
type ProofRecord struct {
	Index int64 `json:"index"`
	// Payload is the salt and the body, of which the leaf is the hash.
	Payload []byte           `json:"payload"`
	Path    tlog.RecordProof `json:"path"`
}

const proofFormat = "sverka-audit-proof-1"

// maxProof bounds a proof's file in bytes.
const maxProof = 16 << 20

// ErrNotSigned says that the records of a lookup are in the log, and no checkpoint has them yet: one will within a minute.
var ErrNotSigned = errors.New("no checkpoint has its records yet: one is signed each minute")

// ErrNoRecord says that the log holds nothing of a lookup: there never was such a one, or its records were erased at the end of their
// retention.
var ErrNoRecord = errors.New("the log holds no record of it")

// Prove returns the proof of all records of a lookup that the log's newest checkpoint has.
func Prove(ctx context.Context, directory string, v Verifier, lookupID string) (*Proof, error) {
	return proveOn(ctx, local{directory}, v, lookupID)
}

func proveOn(ctx context.Context, d disk, v Verifier, lookupID string) (*Proof, error) {
	id, err := uuid.Parse(lookupID)
	if err != nil {
		return nil, errors.New("expected a lookup_id: a UUID")
	}
	c, found, err := readCheckpoint(d, v)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, ErrNotSigned
	}
	g := &witnesses{id: id, tree: c.Tree, tiles: tlog.TileHashReader(c.Tree, tileReader{d})}
	err = scan(ctx, d, startOf(id), g.take)
	if err == nil && len(g.records) == 0 && !g.behind { // a clock that was wrong when it was written
		err = scan(ctx, d, time.Time{}, g.take)
	}
	switch {
	case err != nil:
		return nil, err
	case len(g.records) == 0 && g.behind:
		return nil, ErrNotSigned
	case len(g.records) == 0:
		return nil, ErrNoRecord
	}
	p := &Proof{Format: proofFormat, LookupID: id.String(), Checkpoint: c.Text, Records: g.records}
	_, err = p.check(v) // a tree and a journal that do not agree prove nothing
	return p, err
}

// witnesses are the records of a lookup, each with its way to the root.
type witnesses struct {
	id      uuid.UUID
	tree    tlog.Tree
	tiles   tlog.HashReader
	records []ProofRecord
	behind  bool // there is one that the tree does not have yet
}

func (g *witnesses) take(e entry) error {
	if e.record.LookupID != g.id {
		return nil
	}
	if e.index >= g.tree.N {
		g.behind = true
		return nil
	}
	path, err := tlog.ProveRecord(g.tree.N, e.index, g.tiles)
	if err != nil {
		return fmt.Errorf("record %d: the tree does not prove it: %w", e.index, err)
	}
	g.records = append(g.records, ProofRecord{Index: e.index, Payload: bytes.Clone(e.payload), Path: path})
	return nil
}

// startOf returns when a lookup with this id was asked, a little early: a UUIDv7 begins with its time.
func startOf(id uuid.UUID) time.Time {
	if id.Version() != 7 {
		return time.Time{}
	}
	sec, nsec := id.Time().UnixTime()
	return time.Unix(sec, nsec).Add(-time.Minute)
}

// A Proved is what a proof shows.
type Proved struct {
	Checkpoint Checkpoint
	Records    []Shown
}

// CheckProof checks a proof with the log's public key, without the log. The error says what does not hold.
func CheckProof(text []byte, v Verifier) (*Proved, error) {
	if len(text) > maxProof {
		return nil, errTooLarge
	}
	var p Proof
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(&p) != nil || p.Format != proofFormat {
		return nil, errors.New("it is no proof, as gateway audit prove writes it")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the proof")
	}
	return p.check(v)
}

func (p *Proof) check(v Verifier) (*Proved, error) {
	c, err := v.Open([]byte(p.Checkpoint))
	if err != nil {
		return nil, err
	}
	shown := &Proved{Checkpoint: c}
	if len(p.Records) == 0 {
		return nil, errors.New("the proof has no record")
	}
	for _, r := range p.Records {
		if err := tlog.CheckRecord(r.Path, c.Tree.N, c.Tree.Hash, r.Index, leafOf(r.Payload)); err != nil {
			return nil, fmt.Errorf("record %d: it is not in the tree that the checkpoint was signed for", r.Index)
		}
		record, err := recordOf(r.Payload)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", r.Index, err)
		}
		if record.LookupID.String() != p.LookupID {
			return nil, fmt.Errorf("record %d: it is of another lookup than the proof", r.Index)
		}
		shown.Records = append(shown.Records, show(r.Index, &record))
	}
	return shown, nil
}
