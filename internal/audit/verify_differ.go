package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A differ finds out how the records that lie in a segment became what they are from those that were written. No two records have one
// leaf, for each has a salt of its own.
type differ struct {
	want, got []tlog.Hash
	holes     []hole
	first     int64
	more      bool // behind the last that was written more may lie, which no checkpoint has
}

// A difference is one thing that was done to a segment.
type difference struct {
	index    int64  // of the record that was written
	position int    // of the record that lies there; -1: there is none
	id       string // of the lookup, where there is no position
	what     string
}

func (d *differ) run() (found []difference) {
	place := make(map[tlog.Hash]int, len(d.want))
	if len(d.holes) == 0 && equalPrefix(d.want, d.got) && (len(d.want) == len(d.got) || d.more && len(d.got) > len(d.want)) {
		return nil
	}
	for j, h := range d.want {
		place[h] = j
	}
	lies := make(map[tlog.Hash]bool, len(d.got))
	for _, h := range d.got {
		lies[h] = true
	}
	i, j, holes := 0, 0, d.holes
	for (i < len(d.got) || j < len(d.want) || len(holes) > 0) && len(found) < MaxDamage {
		if len(holes) > 0 && holes[0].before == i {
			lost, dj := d.lost(i, j, holes[0], place)
			found, j, holes = append(found, lost...), min(len(d.want), j+dj), holes[1:]
			continue
		}
		if d.more && j == len(d.want) && i < len(d.got) {
			i++
			continue
		}
		f, di, dj := d.step(i, j, place, lies)
		if f.what != "" {
			found = append(found, f)
		}
		if i < len(d.got) && di > 0 {
			delete(place, d.got[i]) // it is accounted for: another one like it was put in
		}
		i, j = i+di, j+dj
	}
	return found
}

// lost returns what lay in a hole before the record at i, of what was written from j on: all up to where that one stood. Where that
// cannot be told it is one record at least. dj is how many they are.
func (d *differ) lost(i, j int, h hole, place map[tlog.Hash]int) (lost []difference, dj int) {
	from := d.first + int64(max(i, j))
	if j < len(d.want) {
		from = d.first + int64(j)
	}
	dj = max(1, len(h.ids))
	if i == len(d.got) && j < len(d.want) {
		dj = len(d.want) - j
	} else if i < len(d.got) {
		if at, known := place[d.got[i]]; known && at >= j {
			dj = at - j
		}
	}
	if dj == 0 {
		return []difference{{index: from, position: -1, what: "bytes that are no record were inserted before it"}}, 0
	}
	for n := range min(dj, MaxDamage) {
		f := difference{index: from + int64(n), position: -1, what: "the record was changed or cut: its frame does not hold"}
		if n < len(h.ids) && len(h.ids) <= dj {
			f.id = h.ids[n]
		}
		lost = append(lost, f)
	}
	return lost, dj
}

func equalPrefix(a, b []tlog.Hash) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// step says what became of the record that lies at i and of the one that was written at j, and how far to go in each.
func (d *differ) step(i, j int, place map[tlog.Hash]int, lies map[tlog.Hash]bool) (f difference, di, dj int) {
	f = difference{index: d.first + int64(j), position: -1}
	switch {
	case i == len(d.got):
		f.what = "the record was removed"
		return f, 0, 1
	case j == len(d.want):
		f.position, f.what = i, "a record was inserted here"
		return f, 1, 0
	case d.got[i] == d.want[j]:
		return f, 1, 1
	}
	was, known := place[d.got[i]]
	switch {
	case !known && lies[d.want[j]]:
		f.position, f.what = i, "a record was inserted here"
		return f, 1, 0
	case !known:
		f.position, f.what = i, "the record was changed"
		return f, 1, 1
	case !lies[d.want[j]]:
		f.what = "the record was removed"
		return f, 0, 1
	default:
		f.position, f.what = i, fmt.Sprintf("the records were reordered: here lies what was record %d", d.first+int64(was))
		return f, 1, 1
	}
}
