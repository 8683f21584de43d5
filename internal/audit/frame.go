package audit

import (
	"crypto/rand"
	"encoding/binary"
	"hash/crc32"

	"golang.org/x/mod/sumdb/tlog"
)

// A frame is one record as it lies in a segment:
//
//	length of the payload | number of its batch | CRC-32C of both and the payload | payload
//
// each number 4 bytes, little endian. A payload is a salt of 16 random bytes and a record's body; that of a segment's first
// frame is the segment's header. A batch is what was made to last by one sync: batches of a segment are numbered from 1, the
// header is of batch 0.
const (
	frameHead  = 12
	saltSize   = 16
	maxPayload = saltSize + maxBody
	maxHeader  = 4 << 20
	// maxBatch bounds the bytes of a batch, so of what a crash can tear.
	maxBatch = 4 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli) //nolint:gochecknoglobals // never written to

// appendFrame appends payload, framed, to dst.
func appendFrame(dst []byte, batch uint32, payload []byte) []byte {
	at := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(payload))) //nolint:gosec // at most maxHeader
	dst = binary.LittleEndian.AppendUint32(dst, batch)
	sum := crc32.Update(crc32.Checksum(dst[at:], castagnoli), castagnoli, payload)
	dst = binary.LittleEndian.AppendUint32(dst, sum)
	return append(dst, payload...)
}

// cutFrame returns the frame that data begins with. ok is false if there is no whole and right one.
func cutFrame(data []byte, most int) (batch uint32, payload []byte, ok bool) {
	if len(data) < frameHead {
		return 0, nil, false
	}
	size := int(binary.LittleEndian.Uint32(data))
	if size == 0 || size > most || size > len(data)-frameHead {
		return 0, nil, false
	}
	payload = data[frameHead:][:size]
	sum := crc32.Update(crc32.Checksum(data[:8], castagnoli), castagnoli, payload)
	return binary.LittleEndian.Uint32(data[4:]), payload, sum == binary.LittleEndian.Uint32(data[8:])
}

// appendSalted appends a fresh salt and r's body: a payload, which is what the tree's leaf is the hash of.
func appendSalted(dst []byte, r *Record) []byte {
	var salt [saltSize]byte
	_, _ = rand.Read(salt[:]) // does not fail
	return appendBody(append(dst, salt[:]...), r)
}

// recordOf reads the record of a payload.
func recordOf(payload []byte) (Record, error) {
	if len(payload) < saltSize {
		return Record{}, errBody
	}
	return decodeBody(payload[saltSize:])
}

// leafOf returns the leaf of a payload: SHA-256 of 0, salt and body (RFC 6962, section 2.1).
func leafOf(payload []byte) tlog.Hash { return tlog.RecordHash(payload) }
