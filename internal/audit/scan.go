package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// An entry is one record as it lies in the journal. It holds until the next is read.
type entry struct {
	index   int64
	payload []byte
	record  Record
}

// scan calls f for each record that can have been written since from, in order. The end of a journal that is being written is its end.
func scan(ctx context.Context, d disk, from time.Time, f func(entry) error) error {
	numbers, err := segments(d)
	if err != nil {
		return err
	}
	first, err := firstSince(d, numbers, from)
	if err != nil {
		return err
	}
	for i := first; i < len(numbers); i++ {
		if err := scanSegment(ctx, d, numbers[i], i == len(numbers)-1, f); err != nil {
			return err
		}
	}
	return nil
}

// firstSince returns which segment is the first that can hold a record of that time.
func firstSince(d disk, numbers []uint64, from time.Time) (int, error) {
	low, high := 0, len(numbers)-1 // the segment lies between
	for low < high {
		middle := (low + high + 1) / 2
		h, err := headerOf(d, numbers[middle])
		if err != nil {
			return 0, err
		}
		if h.Created.After(from) {
			high = middle - 1
		} else {
			low = middle
		}
	}
	return low, nil
}

func scanSegment(ctx context.Context, d disk, number uint64, last bool, f func(entry) error) (err error) {
	s, err := read(d, number)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	end, err := s.acknowledged(d, last)
	if err != nil {
		return err
	}
	for s.at < end {
		if s.index%checkEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		index := s.index
		payload, err := s.next()
		if last && (errors.Is(err, errFrame) || errors.Is(err, io.EOF)) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: gateway audit verify says more", &Damage{Segment: number, Index: index, What: "it cannot be read"})
		}
		e := entry{index: index, payload: payload}
		if e.record, err = recordOf(payload); err != nil {
			return &Damage{Segment: number, Index: index, What: err.Error()}
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}
