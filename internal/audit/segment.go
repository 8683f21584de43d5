package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	journalDirectory = "journal"
	segmentMark      = ".seg"
	format           = "sverka-audit-1"
)

// A header is what a segment begins with.
type header struct {
	Format  string    `json:"format"`
	Log     string    `json:"log"`     // the log's name, that of the key which signs its checkpoints
	Segment uint64    `json:"segment"` // counted from 1
	First   int64     `json:"first"`   // index of its first record
	Created time.Time `json:"created"`
	// Previous is the segment before, up to where it was acknowledged: what may lie behind that is void.
	Previous ending `json:"previous"`
	// Open are the intents that had no outcome when the segment began.
	Open []open `json:"open,omitempty"`
}

// An ending is where a segment ended.
type ending struct {
	Bytes int64  `json:"bytes"`
	Sum   Digest `json:"sha256"`
}

// open is an intent without an outcome.
type open struct {
	Index    int64     `json:"index"`
	LookupID uuid.UUID `json:"lookup_id"`
}

// MarshalText writes a digest in hexadecimal.
func (d Digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(d)) {
		return errDigest
	}
	if _, err := hex.Decode(d[:], text); err != nil {
		return errDigest
	}
	return nil
}

var errDigest = errors.New("it is no SHA-256 in hexadecimal")

func segmentName(number uint64) string {
	return path.Join(journalDirectory, fmt.Sprintf("%010d%s", number, segmentMark))
}

// segmentNumber returns the number of the segment of that name, or false for another file's.
func segmentNumber(name string) (uint64, bool) {
	digits, ours := strings.CutSuffix(name, segmentMark)
	n, err := strconv.ParseUint(digits, 10, 64) //nolint:forbidigo // its error is dropped
	return n, ours && err == nil && n > 0
}

// segments returns the numbers of the segments of d, in order. One that lacks between two others is an error, a *Damage, with which all
// that are there are returned.
func segments(d disk) ([]uint64, error) {
	names, err := d.list(journalDirectory)
	if err != nil {
		return nil, err
	}
	var all []uint64
	var gone *Damage
	for _, name := range names {
		n, ours := segmentNumber(name)
		if !ours {
			continue
		}
		if gone == nil && len(all) > 0 && n != all[len(all)-1]+1 {
			gone = &Damage{Segment: all[len(all)-1] + 1, Index: -1, What: "the segment is gone"}
		}
		all = append(all, n)
	}
	if gone != nil {
		return all, gone
	}
	return all, nil
}

// encodeHeader returns h, framed.
func encodeHeader(h *header) ([]byte, error) {
	text, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	if len(text) > maxHeader {
		return nil, errors.New("more intents are open than a segment's header can hold")
	}
	return appendFrame(nil, 0, text), nil
}

// decodeHeader reads the payload of a segment's first frame.
func decodeHeader(payload []byte, number uint64) (header, error) {
	var h header
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	if d.Decode(&h) != nil || h.Format != format || h.Segment != number || h.First < 0 {
		return header{}, &Damage{Segment: number, Index: -1, What: "its header is no header, another segment's, or of another version"}
	}
	return h, nil
}

// A Damage is a place at which the log is not what was written. What stands there is not quoted.
type Damage struct {
	Segment  uint64 // 0: it is no segment that is damaged
	Index    int64  // of the record; -1: it is no record's, or none can be told
	LookupID string // of the record, where it can still be read
	What     string
}

// Error implements error.
func (d *Damage) Error() string {
	var b strings.Builder
	if d.Segment > 0 {
		fmt.Fprintf(&b, "segment %d: ", d.Segment)
	}
	if d.Index >= 0 {
		fmt.Fprintf(&b, "record %d: ", d.Index)
	}
	if d.LookupID != "" {
		fmt.Fprintf(&b, "lookup %s: ", d.LookupID)
	}
	b.WriteString(d.What)
	return b.String()
}

// A segment is the one that is written to.
type segment struct {
	header header
	file   file
	size   int64 // acknowledged
	next   int64 // index of the next record
	batch  uint32
	sum    hash.Hash // of the bytes that were acknowledged
}

// createSegment makes a segment that begins with h. It is there with its whole header, or not at all.
func createSegment(d disk, h header) (*segment, error) {
	head, err := encodeHeader(&h)
	if err != nil {
		return nil, err
	}
	name := segmentName(h.Segment)
	if err := replace(d, name, head); err != nil {
		return nil, err
	}
	f, err := d.reopen(name)
	if err != nil {
		return nil, err
	}
	s := &segment{header: h, file: f, size: int64(len(head)), next: h.First, sum: sha256.New()}
	s.sum.Write(head)
	return s, nil
}

// append puts frames, which hold so many records, behind what was acknowledged, and makes them last. After an error nothing of
// the file can be trusted but what was acknowledged before: the next record goes into another segment.
func (s *segment) append(frames []byte, records int) error {
	if _, err := s.file.WriteAt(frames, s.size); err != nil {
		return err
	}
	if err := s.file.Sync(); err != nil {
		return err
	}
	s.sum.Write(frames)
	s.size += int64(len(frames))
	s.next += int64(records)
	s.batch++
	return nil
}

// ending returns where the segment ends.
func (s *segment) ending() ending { return ending{Bytes: s.size, Sum: Digest(s.sum.Sum(nil))} }
