package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Audit says how it is written down who asked what about whom. It is written as a section, or as the word off: then it is not, and only
// loopback is served.
type Audit struct {
	written bool
	off     bool

	Directory string `yaml:"directory"` // the log's own
	// KeyFile holds the private key that signs checkpoints; OfficersFile the public keys to which keys of months are sealed.
	KeyFile      string `yaml:"key_file" secret:"private"`
	OfficersFile string `yaml:"officers_file" secret:"public"`
	// Retention is for how long bodies of records are kept; 0: for ever.
	Retention time.Duration `yaml:"retention"`
	// CheckpointEvery is how often a checkpoint is signed.
	CheckpointEvery time.Duration `yaml:"checkpoint_every"`
	// Wait is how long a lookup waits for the log's disk at most, Queue how many records wait at a time.
	Wait  time.Duration `yaml:"wait"`
	Queue int           `yaml:"queue"`
	// SegmentBytes is the size of one file of the journal.
	SegmentBytes int64   `yaml:"segment_bytes"`
	Reserve      Reserve `yaml:"reserve"`
}

// Reserve is how much of the log's disk is left alone: below either, nothing is answered.
type Reserve struct {
	Percent int   `yaml:"percent"` // of blocks, and of inodes
	Bytes   int64 `yaml:"bytes"`   // of blocks
}

// DefaultAudit returns the defaults of the section; directory, key_file and officers_file have none.
func DefaultAudit() Audit {
	return Audit{
		written: true, Retention: 5 * 365 * 24 * time.Hour, CheckpointEvery: time.Minute, Wait: 5 * time.Second, Queue: 4096,
		SegmentBytes: 256 << 20, Reserve: Reserve{Percent: 5, Bytes: 1 << 30},
	}
}

// AuditOff returns what off is read as.
func AuditOff() Audit { return Audit{written: true, off: true} }

// IsOff reports whether nothing is written down.
func (a Audit) IsOff() bool { return a.off }

// UnmarshalYAML reads a section, or the word off.
func (a *Audit) UnmarshalYAML(read func(any) error) error {
	var word string
	if read(&word) == nil {
		if word != offWord {
			return errors.New("must be off, or a section with directory, key_file and officers_file")
		}
		*a = AuditOff()
		return nil
	}
	type section Audit
	s := section(DefaultAudit())
	if err := read(&s); err != nil {
		return err
	}
	*a = Audit(s)
	return nil
}

// MarshalYAML writes what UnmarshalYAML reads.
func (a Audit) MarshalYAML() (any, error) {
	if a.off {
		return offWord, nil
	}
	type section Audit
	return section(a), nil
}

// Bounds of what may be configured.
const (
	leastSegment   = 64 << 10
	mostSegment    = 4 << 30
	mostReserve    = 50
	mostWait       = 30 * time.Second
	mostCheckpoint = time.Hour
)

func (a Audit) validate(api API, accessOff bool) error {
	switch {
	case !a.written:
		return errors.New("audit: must be written: off, where who asked what is not written down and only loopback is served, or a section with directory")
	case a.off && !accessOff && !IsLoopback(api.Listen): // with access off it is said already
		return errors.New("audit: must not be off where api.listen is no loopback address")
	case a.off:
		return nil
	}
	errs := []error{
		a.home(), Secret("key_file", a.KeyFile), present("officers_file", a.OfficersFile),
		atLeast("checkpoint_every", a.CheckpointEvery, time.Second), atMost("checkpoint_every", a.CheckpointEvery, mostCheckpoint),
		atLeast("wait", a.Wait, 100*time.Millisecond), atMost("wait", a.Wait, mostWait), positive("queue", a.Queue),
	}
	if a.KeyFile == "" {
		errs = append(errs, errors.New("key_file: must be given: checkpoints are signed with it; gateway audit keygen log makes one"))
	}
	if a.OfficersFile == "" {
		errs = append(errs, errors.New("officers_file: must be given: keys of months are sealed to them; gateway audit keygen officer makes one"))
	}
	if a.Retention != 0 && a.Retention < 24*time.Hour {
		errs = append(errs, errors.New("retention: must be at least 24h, or 0 for ever"))
	}
	if a.SegmentBytes < leastSegment || a.SegmentBytes > mostSegment {
		errs = append(errs, fmt.Errorf("segment_bytes: must be from %d to %d", leastSegment, int64(mostSegment)))
	}
	if a.Reserve.Percent < 0 || a.Reserve.Percent > mostReserve {
		errs = append(errs, fmt.Errorf("reserve.percent: must be from 0 to %d", mostReserve))
	}
	if a.Reserve.Bytes < 0 {
		errs = append(errs, errors.New("reserve.bytes: must not be negative"))
	}
	return At("audit", errors.Join(errs...))
}

// home returns an error unless the log's directory is one, or can be made in one.
func (a Audit) home() error {
	if a.Directory == "" {
		return errors.New("directory: must be given: one for each gateway, on a local disk")
	}
	if at, failed := os.Stat(filepath.Dir(filepath.Clean(a.Directory))); failed != nil || !at.IsDir() {
		return errors.New("directory: must lie in a directory that is there")
	}
	return nil
}

// present returns an error if file is named and cannot be read.
func present(key, file string) error {
	if file == "" {
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", key, file, errors.Unwrap(err))
	}
	return f.Close()
}

func atMost(key string, d, most time.Duration) error {
	if d > most {
		return fmt.Errorf("%s: must be at most %s, is %s", key, most, d)
	}
	return nil
}
