package state

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// keptAside is how many broken files are kept: enough to see a pattern, and no disk was ever filled by five.
const keptAside = 5

// setAside renames the file, so that somebody may look at it and a new one can take its place, and forgets the oldest of
// those that were set aside before. It returns the name that it has now.
func setAside(name string, now time.Time) (string, error) {
	aside := name + asideMark + stamp(now)
	if err := os.Rename(name, aside); err != nil {
		return "", err
	}
	prune(name)
	return aside, nil
}

const asideMark = ".broken-"

func prune(name string) {
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return // the next one tries again
	}
	var all []string
	for _, e := range entries {
		// What only looks alike, such as notes that somebody keeps beside them, is not ours to forget.
		if at, ours := strings.CutPrefix(e.Name(), filepath.Base(name)+asideMark); ours && isStamp(at) {
			all = append(all, e.Name())
		}
	}
	slices.Sort(all) // by their time
	for _, old := range all[:max(0, len(all)-keptAside)] {
		_ = os.Remove(filepath.Join(filepath.Dir(name), old)) // the next one tries again
	}
}
