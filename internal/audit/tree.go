package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"path"
	"strconv"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	treeDirectory = "tree"
	// tileHeight is that of the checksum database: 256 hashes, 8 KiB.
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	// levels of tiles: five hold 2^40 records.
	levels = 5
)

// tileFile returns the name of the file that holds all tiles of a level, one after the other: tile n is its bytes from
// n*256*32. So there are five files, however many records.
func tileFile(level int) string { return path.Join(treeDirectory, strconv.Itoa(level)) }

// A tree is the Merkle tree over all records (RFC 6962, section 2.1). Records are pushed as they are acknowledged; store makes the
// hashes last. Safe for concurrent use.
type tree struct {
	disk disk

	mu     sync.Mutex
	size   int64
	stack  []tlog.Hash    // the roots of the whole subtrees, the largest first: one for each 1 of size's bits
	fresh  [levels][]byte // hashes that do not last yet
	stored [levels]int64  // bytes of each file that last
	files  [levels]file   // open for writing; nil: not yet
}

// push adds the leaf of the next record.
func (t *tree) push(leaf tlog.Hash) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fresh[0] = append(t.fresh[0], leaf[:]...)
	h := leaf
	for height, n := 1, t.size; n&1 == 1; height, n = height+1, n>>1 {
		last := len(t.stack) - 1
		h = tlog.NodeHash(t.stack[last], h)
		t.stack = t.stack[:last]
		if height%tileHeight == 0 && height/tileHeight < levels {
			t.fresh[height/tileHeight] = append(t.fresh[height/tileHeight], h[:]...)
		}
	}
	t.stack = append(t.stack, h)
	t.size++
}

// root returns the tree as it stands.
func (t *tree) root() tlog.Tree {
	t.mu.Lock()
	defer t.mu.Unlock()
	return tlog.Tree{N: t.size, Hash: fold(t.stack)}
}

// fold returns the root over the roots of whole subtrees.
func fold(stack []tlog.Hash) tlog.Hash {
	if len(stack) == 0 {
		hash, _ := tlog.TreeHash(0, nil) // reads nothing
		return hash
	}
	h := stack[len(stack)-1]
	for i := len(stack) - 2; i >= 0; i-- {
		h = tlog.NodeHash(stack[i], h)
	}
	return h
}

// store makes the hashes of all that was pushed last, and returns the tree that does. One at a time. After an error the same
// bytes are written again at the next: a page that could not be written is not trusted to be written by another sync alone.
func (t *tree) store() (tlog.Tree, error) {
	t.mu.Lock()
	stands := tlog.Tree{N: t.size, Hash: fold(t.stack)}
	fresh, stored := t.fresh, t.stored
	t.mu.Unlock()
	for level, hashes := range fresh {
		if len(hashes) == 0 {
			continue
		}
		if err := t.write(level, hashes, stored[level]); err != nil {
			return tlog.Tree{}, err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for level, hashes := range fresh {
		t.fresh[level] = append([]byte(nil), t.fresh[level][len(hashes):]...)
		t.stored[level] += int64(len(hashes))
	}
	return stands, nil
}

func (t *tree) write(level int, hashes []byte, at int64) error {
	f := t.files[level]
	if f == nil {
		var err error
		if f, err = openTiles(t.disk, level); err != nil {
			return err
		}
		t.files[level] = f
	}
	if _, err := f.WriteAt(hashes, at); err != nil {
		return err
	}
	return f.Sync()
}

func openTiles(d disk, level int) (file, error) {
	f, err := d.reopen(tileFile(level))
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	if f, err = d.create(tileFile(level)); err != nil {
		return nil, err
	}
	if err := d.syncDirectory(treeDirectory); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (t *tree) close() error {
	var errs []error
	for _, f := range t.files {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// openTree returns the tree of d as it was when it had the records and the root of stands. What was written after that is written
// again. A tree that is not the one is an error.
func openTree(d disk, stands tlog.Tree) (*tree, error) {
	t := &tree{disk: d, size: stands.N}
	tiles := tileReader{d}
	for level := range t.stored {
		t.stored[level] = stands.N >> (tileHeight * level) * tlog.HashSize
	}
	for at := int64(0); at < stands.N; {
		height := bits.Len64(uint64(stands.N-at)) - 1 //nolint:gosec // it is positive
		h, err := tiles.subtree(height, at>>height)
		if err != nil {
			return nil, err
		}
		t.stack = append(t.stack, h)
		at += 1 << height
	}
	if fold(t.stack) != stands.Hash {
		return nil, &Damage{Index: -1, What: fmt.Sprintf("the tree is not the one that the checkpoint of %d records was signed for", stands.N)}
	}
	return t, nil
}

// A tileReader reads tiles from the files of d. It implements tlog.TileReader.
type tileReader struct{ disk disk }

// Height implements tlog.TileReader.
func (tileReader) Height() int { return tileHeight }

// SaveTiles implements tlog.TileReader: there is nothing to save.
func (tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles implements tlog.TileReader.
func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, t := range tiles {
		data := make([]byte, t.W*tlog.HashSize)
		if err := r.at(t.L, t.N*tileWidth, data); err != nil {
			return nil, err
		}
		all[i] = data
	}
	return all, nil
}

// at reads hashes of a level, from the nth on, into data.
func (r tileReader) at(level int, n int64, data []byte) (err error) {
	f, err := r.disk.open(tileFile(level))
	if err != nil {
		return fmt.Errorf("the tree's level %d: %w", level, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.ReadAt(data, n*tlog.HashSize); err != nil {
		return &Damage{Index: -1, What: fmt.Sprintf("level %d of the tree is cut: hash %d is not there", level, n)}
	}
	return nil
}

// subtree returns the root of the nth whole subtree of that height.
func (r tileReader) subtree(height int, n int64) (tlog.Hash, error) {
	level := min(height/tileHeight, levels-1)
	width := 1 << (height - level*tileHeight)
	data := make([]byte, width*tlog.HashSize)
	if err := r.at(level, n*int64(width), data); err != nil {
		return tlog.Hash{}, err
	}
	return rootOf(data), nil
}

// rootOf returns the root over hashes, of which there are a power of two.
func rootOf(hashes []byte) tlog.Hash {
	row := make([]tlog.Hash, len(hashes)/tlog.HashSize)
	for i := range row {
		row[i] = tlog.Hash(hashes[i*tlog.HashSize:])
	}
	for ; len(row) > 1; row = row[:len(row)/2] {
		for i := range len(row) / 2 {
			row[i] = tlog.NodeHash(row[2*i], row[2*i+1])
		}
	}
	return row[0]
}
