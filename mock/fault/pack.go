package fault

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// A packer writes one gzip member (RFC 1952) and packs what is written again and again only once: a compressed block whose
// matches lie in a run of the same bytes stays right behind any such run.
type packer struct {
	out     io.Writer
	block   bytes.Buffer
	deflate *flate.Writer
	crc     uint32
	size    uint32
}

func newPacker(out io.Writer) (*packer, error) {
	p := &packer{out: out}
	p.deflate, _ = flate.NewWriter(&p.block, flate.BestSpeed) // a valid level has no error
	_, err := out.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff})
	return p, err
}

// Write implements io.Writer.
func (p *packer) Write(b []byte) (int, error) {
	block, err := p.pack(b)
	if err != nil {
		return 0, err
	}
	return len(b), p.send(b, block)
}

// repeat writes chunk n times; it must be one byte over and over, and at least as long as deflate's window.
func (p *packer) repeat(chunk []byte, n int64) error {
	var block []byte
	for i := range n {
		if i < 2 { // the second is packed against a window of the same bytes, and so are all that follow
			var err error
			if block, err = p.pack(chunk); err != nil {
				return err
			}
		}
		if err := p.send(chunk, block); err != nil {
			return err
		}
	}
	return nil
}

// pack returns b as blocks of deflate that end at a byte; they hold until the next call.
func (p *packer) pack(b []byte) ([]byte, error) {
	p.block.Reset()
	if _, err := p.deflate.Write(b); err != nil {
		return nil, err
	}
	if err := p.deflate.Flush(); err != nil {
		return nil, err
	}
	return p.block.Bytes(), nil
}

func (p *packer) send(b, block []byte) error {
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b)
	p.size += uint32(len(b)) //nolint:gosec // modulo 2^32 by the standard
	_, err := p.out.Write(block)
	return err
}

// Close ends the member. It does not close what lies below.
func (p *packer) Close() error {
	p.block.Reset()
	if err := p.deflate.Close(); err != nil {
		return err
	}
	tail := binary.LittleEndian.AppendUint32(p.block.Bytes(), p.crc)
	_, err := p.out.Write(binary.LittleEndian.AppendUint32(tail, p.size))
	return err
}
