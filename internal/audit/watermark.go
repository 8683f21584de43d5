package audit

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
)

// A watermark says up to where the journal was acknowledged. It is written after each acknowledgement and not synced: a process
// that is killed leaves it exact, a machine that loses power leaves an older one. So it never says too much, and a journal
// that holds less than it says has lost what was acknowledged.
type watermark struct {
	segment uint64
	size    int64 // of the segment
	records int64 // of the log
}

const (
	watermarkName = "acknowledged"
	watermarkSize = 28
)

func (w watermark) encode() []byte {
	b := make([]byte, 0, watermarkSize)
	b = binary.LittleEndian.AppendUint64(b, w.segment)
	b = binary.LittleEndian.AppendUint64(b, uint64(w.size))    //nolint:gosec // a size
	b = binary.LittleEndian.AppendUint64(b, uint64(w.records)) //nolint:gosec // a number of records
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// readWatermark returns the watermark of d. One that is not there or torn says nothing: the zero watermark.
func readWatermark(d disk) (watermark, error) {
	b, err := readAll(d, watermarkName, watermarkSize)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errTooLarge):
		return watermark{}, nil
	case err != nil:
		return watermark{}, err
	case len(b) != watermarkSize || crc32.Checksum(b[:24], castagnoli) != binary.LittleEndian.Uint32(b[24:]):
		return watermark{}, nil
	}
	return watermark{
		segment: binary.LittleEndian.Uint64(b),
		size:    int64(binary.LittleEndian.Uint64(b[8:])),  //nolint:gosec // as it was written
		records: int64(binary.LittleEndian.Uint64(b[16:])), //nolint:gosec // as it was written
	}, nil
}

// openWatermark opens the file for writing.
func openWatermark(d disk) (file, error) {
	f, err := d.reopen(watermarkName)
	if errors.Is(err, fs.ErrNotExist) {
		return d.create(watermarkName)
	}
	return f, err
}
