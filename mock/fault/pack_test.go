package fault

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// gzip of the standard library reads what the packer writes, checksum and length included.
func TestPaddedRepliesUnpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "body")
		r := Reply{Body: body, Pad: Padding{
			At: rapid.IntRange(0, len(body)).Draw(t, "at"), Count: int64(rapid.IntRange(0, 300_000).Draw(t, "count")), Fill: ' ', Gzip: true,
		}}
		var packed, plain bytes.Buffer
		if err := r.writePadded(&packed); err != nil {
			t.Fatal(err)
		}
		r.Pad.Gzip = false
		if err := r.writePadded(&plain); err != nil {
			t.Fatal(err)
		}
		reader, err := gzip.NewReader(&packed)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(reader)
		if err != nil || !bytes.Equal(got, plain.Bytes()) {
			t.Fatalf("%d bytes of %d, %v", len(got), plain.Len(), err)
		}
		if want := int64(len(body)) + r.Pad.Count; int64(len(got)) != want {
			t.Fatalf("%d bytes, want %d", len(got), want)
		}
	})
}
