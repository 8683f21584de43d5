package audit

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
)

// A reading goes through the frames of one segment, in order.
type reading struct {
	header header
	number uint64
	size   int64 // of the file
	at     int64 // where the next frame begins
	batch  uint32
	index  int64 // of the next record
	sum    hash.Hash

	file  file
	from  *bufio.Reader
	buf   []byte
	close func() error
}

// readAhead is what is read of a segment at a time.
const readAhead = 1 << 20

// read begins to read a segment, and reads its header. To be closed.
func read(d disk, number uint64) (*reading, error) {
	f, err := d.open(segmentName(number))
	if err != nil {
		return nil, err
	}
	size, err := f.Size()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r := &reading{number: number, size: size, file: f, close: f.Close, sum: sha256.New()}
	r.from = bufio.NewReaderSize(io.NewSectionReader(f, 0, size), readAhead)
	payload, err := r.frame(maxHeader)
	if err == nil {
		r.header, err = decodeHeader(payload, number)
	}
	if err != nil {
		if errors.Is(err, errFrame) || errors.Is(err, io.EOF) {
			err = &Damage{Segment: number, Index: -1, What: "its header is cut or changed"}
		}
		return nil, errors.Join(err, f.Close())
	}
	r.index = r.header.First
	return r, nil
}

// headerOf returns the header of a segment.
func headerOf(d disk, number uint64) (header, error) {
	s, err := read(d, number)
	if err != nil {
		return header{}, err
	}
	return s.header, s.close()
}

// acknowledged returns up to where the segment was acknowledged: of the last one, up to its end, for there is no header yet that says so.
func (r *reading) acknowledged(d disk, last bool) (int64, error) {
	if last {
		return r.size, nil
	}
	next, err := headerOf(d, r.number+1)
	return next.Previous.Bytes, err
}

// errFrame says that no whole and right frame follows.
var errFrame = errors.New("no whole frame follows")

// next returns the payload of the next record, until io.EOF at the end of the file, or errFrame where no whole frame follows. It
// holds until next is called again.
func (r *reading) next() ([]byte, error) {
	payload, err := r.frame(maxPayload)
	if err == nil {
		r.index++
	}
	return payload, err
}

func (r *reading) frame(most int) ([]byte, error) {
	if r.at == r.size {
		return nil, io.EOF
	}
	head, err := r.from.Peek(frameHead)
	if err != nil {
		return nil, cut(err)
	}
	size := frameHead + int64(binary.LittleEndian.Uint32(head))
	if size > int64(most)+frameHead || size > r.size-r.at {
		return nil, errFrame
	}
	if int64(cap(r.buf)) < size {
		r.buf = make([]byte, max(size, maxPayload+frameHead))
	}
	frame := r.buf[:size]
	// What is not right is not taken from the buffer, so that it can be looked at.
	if size <= readAhead {
		peeked, err := r.from.Peek(int(size))
		if err != nil {
			return nil, cut(err)
		}
		copy(frame, peeked)
	} else if _, err := r.file.ReadAt(frame, r.at); err != nil {
		return nil, cut(err)
	}
	batch, payload, ok := cutFrame(frame, most)
	if !ok || r.at > 0 && (batch < r.batch || batch > r.batch+1 || batch == 0) {
		return nil, errFrame
	}
	if _, err := r.from.Discard(int(size)); err != nil {
		return nil, err
	}
	r.at, r.batch = r.at+size, batch
	r.sum.Write(frame)
	return payload, nil
}

// cut tells an end that came too soon from a disk that cannot be read.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errFrame
	}
	return err
}

// ending returns what the segment would be if it ended before the next frame.
func (r *reading) ending() ending { return ending{Bytes: r.at, Sum: Digest(r.sum.Sum(nil))} }

// skip goes on where no whole frame follows: to the next one, or to end. ids are the lookup ids of the records on the way whose frames
// still say how long they are, "" of one that has none that can be read; nil: where one of them ends cannot be told.
func (r *reading) skip(end int64) (ids []string, err error) {
	const longest = frameHead + maxPayload
	from := r.at
	for r.at < end {
		if _, err := r.from.Discard(1); err != nil {
			return nil, cut(err)
		}
		r.at++
		follows, err := r.from.Peek(int(min(longest, r.size-r.at)))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		// No more batches can have been in what was skipped than frames.
		if batch, _, ok := cutFrame(follows, maxPayload); ok && batch >= r.batch && int64(batch-r.batch) <= 1+(r.at-from)/frameHead {
			r.batch = batch
			break
		}
	}
	return r.lost(from)
}

// mostLost bounds what is looked at of what was skipped.
const mostLost = 1 << 20

// lost returns the lookup ids of the records that lie between from and where r is, if their frames say their lengths.
func (r *reading) lost(from int64) (ids []string, err error) {
	if r.at-from > mostLost {
		return nil, nil
	}
	rest := make([]byte, r.at-from)
	if _, err := r.file.ReadAt(rest, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for len(rest) > 0 {
		if len(rest) < frameHead {
			return nil, nil
		}
		size := int64(binary.LittleEndian.Uint32(rest)) + frameHead
		if size == frameHead || size > int64(len(rest)) {
			return nil, nil
		}
		ids, rest = append(ids, idOfPayload(rest[frameHead:size])), rest[size:]
	}
	return ids, nil
}

// torn reports whether all that follows can be what a crash has left of a batch that was never acknowledged: no more than a batch
// has room for, and no frame in it of a batch after the next. A later batch was written only when the one before it had been
// acknowledged. what says why not.
func (r *reading) torn() (what string, err error) {
	if r.size-r.at > maxBatch+maxPayload+frameHead {
		return "more follows that cannot be read than a crash leaves", nil
	}
	rest := make([]byte, r.size-r.at)
	if _, err := r.file.ReadAt(rest, r.at); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	for i := range rest {
		if batch, _, ok := cutFrame(rest[i:], maxPayload); ok && batch > r.batch+1 {
			return "it cannot be read, and what was acknowledged after it can", nil
		}
	}
	return "", nil
}
