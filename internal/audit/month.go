package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"path"
	"strings"
	"sync"
)

const (
	keyDirectory    = "key"
	sealedDirectory = "sealed"
	monthKeySize    = 32
)

// A monthKey makes the terms and digests of one month. Safe for concurrent use.
type monthKey struct {
	month Month
	macs  sync.Pool // of *mac
}

// mac is an HMAC and the room that it is used in.
type mac struct {
	hash hash.Hash
	sum  [sha256.Size]byte
	text []byte
}

func newMonthKey(m Month, key []byte) *monthKey {
	k := &monthKey{month: m}
	key = append([]byte(nil), key...)
	k.macs.New = func() any { return &mac{hash: hmac.New(sha256.New, key)} }
	return k
}

// digest returns the HMAC of what is called label.
func (k *monthKey) digest(label string, parts ...[]byte) Digest {
	m, _ := k.macs.Get().(*mac)
	defer k.macs.Put(m)
	m.hash.Reset()
	m.text = append(append(m.text[:0], label...), 0)
	for _, p := range parts {
		m.text = append(m.text, p...)
	}
	m.hash.Write(m.text)
	clear(m.text)
	return Digest(m.hash.Sum(m.sum[:0]))
}

// term returns the term of what is called label; of nothing, none.
func (k *monthKey) term(label string, text []byte) Term {
	if len(text) == 0 {
		return Term{}
	}
	whole := k.digest(label, text)
	return Term(whole[:len(Term{})])
}

// A keyring has the key of the month under way. One goroutine turns it.
type keyring struct {
	disk     disk
	officers []OfficerPublic
}

// turn returns the key of the month m: the one that lies there, or a fresh one, which is sealed before it is used. The plain keys of
// all other months are wiped.
func (k keyring) turn(m Month) (*monthKey, error) {
	if err := k.wipeAllBut(m); err != nil {
		return nil, err
	}
	name := path.Join(keyDirectory, m.String())
	key, err := readAll(k.disk, name, monthKeySize)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		key = make([]byte, monthKeySize)
		_, _ = rand.Read(key) // does not fail
		if err := k.seal(m, key); err != nil {
			return nil, err
		}
		if err := replace(k.disk, name, key); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case len(key) != monthKeySize:
		return nil, fmt.Errorf("%s: it is cut: records of the month could not be found by it", name)
	default:
		if err := k.seal(m, key); err != nil {
			return nil, err
		}
	}
	made := newMonthKey(m, key)
	clear(key)
	return made, nil
}

// seal seals key to each officer to whom it is not sealed yet.
func (k keyring) seal(m Month, key []byte) error {
	there, err := k.disk.list(sealedDirectory)
	if err != nil {
		return err
	}
	sealed := make(map[string]bool, len(there))
	for _, name := range there {
		sealed[name] = true
	}
	for _, o := range k.officers {
		name := sealedName(m, o.id)
		if sealed[name] {
			continue
		}
		text, err := o.seal(m, key)
		if err != nil {
			return err
		}
		if err := replace(k.disk, path.Join(sealedDirectory, name), text); err != nil {
			return err
		}
	}
	return nil
}

func sealedName(m Month, officer string) string { return m.String() + "." + officer }

// sealedMonth returns the month of a sealed key, by the name of its file, or false for another file's.
func sealedMonth(name string) (Month, bool) {
	month, _, sealed := strings.Cut(name, ".")
	m, ok := parseMonth(month)
	return m, ok && sealed
}

// wipeAllBut overwrites and removes the plain keys of all months but m. Where a file system does not write in place, or a disk
// keeps old blocks, what was overwritten may still be found by who takes the disk apart: internal/docs/audit.md says so.
func (k keyring) wipeAllBut(m Month) error {
	names, err := k.disk.list(keyDirectory)
	if err != nil {
		return err
	}
	for _, name := range names {
		month, partly := strings.CutSuffix(name, newMark)
		of, ok := parseMonth(month)
		if !ok || of == m && !partly {
			continue
		}
		if !partly {
			if err := k.sealLate(of, name); err != nil {
				return err
			}
		}
		if err := k.wipe(path.Join(keyDirectory, name)); err != nil {
			return err
		}
	}
	return nil
}

// sealLate seals a key before it is wiped, for an officer who came since.
func (k keyring) sealLate(m Month, name string) error {
	key, err := readAll(k.disk, path.Join(keyDirectory, name), monthKeySize)
	if err != nil || len(key) != monthKeySize {
		return err
	}
	defer clear(key)
	return k.seal(m, key)
}

func (k keyring) wipe(name string) error {
	f, err := k.disk.reopen(name)
	if err != nil {
		return err
	}
	size, err := f.Size()
	if err == nil {
		_, err = f.WriteAt(make([]byte, size), 0)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := k.disk.remove(name); err != nil {
		return err
	}
	return k.disk.syncDirectory(keyDirectory)
}

// unsealed returns the key of the month m, with the officer's private key.
func unsealed(d disk, m Month, officer OfficerPrivate) (*monthKey, error) {
	text, err := readAll(d, path.Join(sealedDirectory, sealedName(m, officer.id)), maxSealed)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key of %s was not sealed to this officer, or is erased", m)
	}
	if err != nil {
		return nil, err
	}
	key, err := officer.open(m, text)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return newMonthKey(m, key), nil
}

// maxSealed bounds a sealed key's file; one has about 1.6 KiB.
const maxSealed = 16 << 10
