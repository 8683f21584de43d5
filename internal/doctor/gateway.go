package doctor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/secret"
)

// itself looks at what the gateway stands on here.
func (r *Report) itself(cfg app.Config) {
	if cfg.Access.IsOff() {
		r.add(groupItself, "access", Warn, "access is off: everybody on this machine may ask everything", "Write access with a callers_file before anybody is served.")
	} else {
		r.add(groupItself, "access", OK, "the callers file holds", "")
	}
	r.audit(cfg)
	for _, f := range config.Files(cfg) {
		if f.Private {
			r.secret(f)
		}
	}
	r.served("api", cfg.API.CertificateFile, nil)
	r.served("operate", cfg.Operate.CertificateFile, cfg.Operate.Hosts)
	r.authorities(cfg)
	if cfg.State.File == "" {
		r.add(groupItself, "state", Warn, "state is off: day quotas, holds, open breakers and overrides end with the process",
			"Name state.file in a directory of the gateway's user.")
	} else {
		r.disk("state", "state.file", cfg.State.File)
	}
	r.limits(cfg)
}

// notHanded is said of a credential that this process cannot have.
const notHanded = "not looked at: systemd hands it to the unit alone"

// secret looks at where a secret lies: what is in it the configuration's validation has read.
func (r *Report) secret(f config.File) {
	if secret.NotHanded(f.Written) {
		r.add(groupItself, "secret", Skipped, f.Key+": "+f.Written+": "+notHanded, "")
		return
	}
	text := f.Key + ": " + secret.Describe(f.Written)
	info, err := os.Stat(f.Written)
	if err != nil { // a credential: systemd sees to its permissions
		r.add(groupItself, "secret", OK, text, "")
		return
	}
	switch directory, err := os.Stat(filepath.Dir(f.Written)); {
	case err == nil && directory.Mode().Perm()&0o002 != 0 && directory.Mode()&os.ModeSticky == 0:
		r.add(groupItself, "secret", Bad, text+"; everybody may replace it: its directory is open to all", "chmod o-w the directory.")
	case !ours(info):
		r.add(groupItself, "secret", Warn, text+"; it belongs to another user than this one, or root", "chown it to the gateway's user or to root.")
	default:
		r.add(groupItself, "secret", OK, text, "")
	}
}

// audit looks at the disk of the audit log and at its keys. It does not open the log, which a running gateway has locked.
func (r *Report) audit(cfg app.Config) {
	c := cfg.Audit
	if c.IsOff() {
		r.add(groupItself, "audit", Warn, "audit is off: who asked what about whom is not written down", "Write audit with a directory and keys before anybody is served.")
		return
	}
	if err := cfg.CheckAuditKeys(); errors.Is(err, secret.ErrNotHanded) {
		r.add(groupItself, "audit", Skipped, "audit.key_file: "+c.KeyFile+": "+notHanded, "")
	} else if err != nil {
		r.add(groupItself, "audit", Bad, err.Error(), "Make keys with gateway audit keygen, and put them where the configuration says.")
	} else {
		r.add(groupItself, "audit", OK, "the key that signs and the officers' keys can be read", "")
	}
	directory := filepath.Clean(c.Directory)
	if _, err := os.Stat(directory); errors.Is(err, os.ErrNotExist) {
		directory = filepath.Dir(directory) // the gateway makes it at its first start
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(directory, &fs); err == nil {
		free, size := freeBytes(&fs), fs.Blocks*uint64(fs.Bsize) //nolint:gosec // a block's size is no negative number
		r.reserve(audit.Reserve{Percent: c.Reserve.Percent, Bytes: c.Reserve.Bytes}, free, size, fs.Files, fs.Ffree)
	}
	r.disk("audit", "audit.directory", filepath.Join(directory, "lock"))
}

// reserve says whether the audit log of a disk of that size, of which so much is free, would stop at its reserve.
func (r *Report) reserve(of audit.Reserve, free, size, inodes, freeInodes uint64) {
	if leastBytes, leastInodes := of.Least(size, inodes); free < leastBytes || freeInodes < leastInodes {
		r.add(groupItself, "audit", Bad, fmt.Sprintf("audit.directory: free are %d MiB and %d inodes, less than audit.reserve leaves alone: nothing is answered",
			free>>20, freeInodes), "Make room now.")
	}
}

// Bounds of the disk.
const (
	fewBytes  = 1 << 30
	noBytes   = 64 << 20
	fewInodes = 1000
)

// disk looks at the directory of a file that the gateway writes, by writing another one there and removing it.
func (r *Report) disk(check, key, file string) {
	directory := filepath.Dir(file)
	probe, err := os.CreateTemp(directory, ".sverka-doctor-*")
	if err == nil {
		_, err = probe.WriteString("doctor\n")
		if synced := probe.Sync(); err == nil {
			err = synced
		}
		_ = probe.Close()
		_ = os.Remove(probe.Name())
	}
	if err != nil {
		r.add(groupItself, check, Bad, key+": nothing can be written beside it: "+bare(err), "Give the directory to the gateway's user, or make room.")
		return
	}
	if info, err := os.Stat(file); err == nil && (!ours(info) || info.Mode().Perm()&0o022 != 0) {
		r.add(groupItself, check, Bad, fmt.Sprintf("%s: belongs to another user, or others may change it (mode %04o)", key, info.Mode().Perm()),
			"chown it to the gateway's user and chmod it 0600: it steers gates and breakers.")
		return
	}
	r.room(check, key, directory)
}

// room looks at how much is free.
func (r *Report) room(check, key, directory string) {
	var fs unix.Statfs_t
	if err := unix.Statfs(directory, &fs); err != nil {
		r.add(groupItself, check, Warn, key+": can be written; how much is free is not known", "Look with df.")
		return
	}
	r.roomOf(check, key, freeBytes(&fs), fs.Files, fs.Ffree)
}

// roomOf says how a disk stands of which so much is free; a file system may have no fixed number of inodes, and then has 0.
func (r *Report) roomOf(check, key string, free, inodes, freeInodes uint64) {
	text := fmt.Sprintf("%s: can be written; free are %d MiB and %d inodes", key, free>>20, freeInodes)
	switch {
	case free < noBytes || inodes > 0 && freeInodes == 0:
		r.add(groupItself, check, Bad, text, "Make room now.")
	case free < fewBytes || inodes > 0 && freeInodes < fewInodes:
		r.add(groupItself, check, Warn, text, "Make room: a gigabyte and a thousand inodes are little.")
	default:
		r.add(groupItself, check, OK, text, "")
	}
}

// freeBytes is what of a disk is free to who is not root.
func freeBytes(fs *unix.Statfs_t) uint64 {
	return uint64(fs.Bavail) * uint64(fs.Bsize) //nolint:gosec,unconvert // the types differ between systems; neither is negative
}

// limits looks at those of the process.
func (r *Report) limits(cfg app.Config) {
	r.files(cfg.Files())
	var core unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_CORE, &core)
	r.core(err == nil && core.Max == 0)
}

// files says whether as many files may be open as may come to be; may 0: not known.
func (r *Report) files(need, may uint64) {
	switch {
	case may == 0:
		r.add(groupItself, "files", Warn, fmt.Sprintf("up to %d files may come to be open; how many may be is not known", need), "Look with ulimit -n.")
	case need > may:
		r.add(groupItself, "files", Bad, fmt.Sprintf("up to %d files may come to be open, and %d may be: the gateway would not start", need, may),
			"Raise LimitNOFILE (ulimit -n), or lower api.max_connections.")
	default:
		r.add(groupItself, "files", OK, fmt.Sprintf("up to %d files may come to be open, and %d may be", need, may), "")
	}
}

func (r *Report) core(forbidden bool) {
	if !forbidden {
		r.add(groupItself, "core", Warn, "a core of this process could be written, with what people said about themselves", "Set LimitCORE=0 (ulimit -c 0).")
		return
	}
	r.add(groupItself, "core", OK, "no core is ever written: the program forbids it at its start", "")
}
