package doctor

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/config"
)

func TestTheRoomOfADisk(t *testing.T) {
	const mib, gib = 1 << 20, 1 << 30
	for _, tc := range []struct {
		name                     string
		free, inodes, freeInodes uint64
		want                     Result
	}{
		{"plenty", 10 * gib, 1e6, 1e5, OK},
		{"a file system without a number of inodes", 10 * gib, 0, 0, OK},
		{"a gigabyte", gib, 1e6, 1e5, OK},
		{"less than a gigabyte", gib - 1, 1e6, 1e5, Warn},
		{"few inodes", 10 * gib, 1e6, 999, Warn},
		{"no inode", 10 * gib, 1e6, 0, Bad},
		{"less than 64 MiB", 64*mib - 1, 1e6, 1e5, Bad},
	} {
		var r Report
		r.roomOf("state", "state.file", tc.free, tc.inodes, tc.freeInodes)
		t.Run(tc.name, func(t *testing.T) {
			found(t, &r, groupItself, "state").is(t, tc.want, "state.file: can be written; free are")
		})
	}
}

// The doctor finds the audit's disk full exactly when the log itself would stop.
func TestTheReserveOfTheAudit(t *testing.T) {
	const gib = 1 << 30
	reserve := audit.Reserve{Percent: 5, Bytes: gib}
	for _, tc := range []struct {
		name                           string
		free, size, inodes, freeInodes uint64
		bad                            bool
	}{
		{"plenty", 50 * gib, 100 * gib, 1000, 500, false},
		{"at the percentage", 5 * gib, 100 * gib, 1000, 500, false},
		{"below the percentage", 5*gib - 1, 100 * gib, 1000, 500, true},
		{"of a small disk, below the bytes", gib - 1, 10 * gib, 1000, 500, true},
		{"at the inodes", 50 * gib, 100 * gib, 1000, 50, false},
		{"below the inodes", 50 * gib, 100 * gib, 1000, 49, true},
		{"no number of inodes", 50 * gib, 100 * gib, 0, 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var r Report
			r.reserve(reserve, tc.free, tc.size, tc.inodes, tc.freeInodes)
			leastBytes, leastInodes := reserve.Least(tc.size, tc.inodes)
			if stops := tc.free < leastBytes || tc.freeInodes < leastInodes; stops != tc.bad {
				t.Errorf("the log itself stops: %t", stops)
			}
			if got := len(r.Findings) == 1; got != tc.bad {
				t.Fatalf("%+v", r.Findings)
			}
			if tc.bad {
				r.Findings[0].is(t, Bad, "less than audit.reserve leaves alone")
			}
		})
	}
}

func TestTheLimitsOfTheProcess(t *testing.T) {
	for _, tc := range []struct {
		need, may uint64
		want      Result
		says      string
	}{{100, 0, Warn, "is not known"}, {101, 100, Bad, "would not start"}, {100, 100, OK, "100 may be"}} {
		var r Report
		r.files(tc.need, tc.may)
		found(t, &r, groupItself, "files").is(t, tc.want, tc.says)
	}
	var r Report
	r.core(false)
	found(t, &r, groupItself, "core").is(t, Warn, "could be written")
	r.core(true)
	found(t, &r, groupItself, "core").is(t, OK, "no core is ever written")
}

func TestWhereASecretLies(t *testing.T) {
	directory := t.TempDir()
	file := filepath.Join(directory, "password")
	write(t, file, "secret")
	of := config.File{Key: "registries.tax.driver.master_token_file", Written: file, Private: true}
	look := func() Finding {
		var r Report
		r.secret(of)
		return found(t, &r, groupItself, "secret")
	}
	look().is(t, OK, of.Key)
	for mode, want := range map[os.FileMode]Result{0o777: Bad, 0o777 | os.ModeSticky: OK, 0o700: OK} {
		if err := os.Chmod(directory, mode); err != nil {
			t.Fatal(err)
		}
		if f := look(); f.Result != want {
			t.Errorf("in a directory of mode %v: %+v", mode, f)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", t.TempDir())
	of.Written = "credential:password" // of systemd, which sees to it
	look().is(t, OK, of.Key)
}

// An owned is a file of a user.
type owned struct {
	fs.FileInfo
	uid uint32
}

func (o owned) Sys() any { return &syscall.Stat_t{Uid: o.uid} }

func TestWhoseAFileIs(t *testing.T) {
	us := uint32(os.Geteuid())
	for uid, want := range map[uint32]bool{0: true, us: true, us + 12345: false} {
		if got := ours(owned{uid: uid}); got != want {
			t.Errorf("of user %d: %t", uid, got)
		}
	}
}

func TestWhatTheGatewayWrites(t *testing.T) {
	directory := t.TempDir()
	state := filepath.Join(directory, "state")
	look := func(file string) Finding {
		var r Report
		r.disk("state", "state.file", file)
		return found(t, &r, groupItself, "state")
	}
	if f := look(state); f.Result == Bad {
		t.Errorf("before the first start: %+v", f)
	}
	write(t, state, "{}")
	if err := os.Chmod(state, 0o666); err != nil {
		t.Fatal(err)
	}
	look(state).is(t, Bad, "others may change it (mode 0666)")
	look(filepath.Join(directory, "no such directory", "state")).is(t, Bad, "nothing can be written beside it: no such file or directory")
	if left, err := os.ReadDir(directory); err != nil || len(left) != 1 {
		t.Errorf("it left %v %v", left, err)
	}
}

func TestTheStateAndTheAccessOfAGateway(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(well))
	defer server.Close()
	r := Examine(t.Context(), patient(t, server.URL, nil), "v1.2.3")
	for check, want := range map[string]string{"access": "everybody on this machine", "audit": "is not written down", "state": "end with the process"} {
		found(t, r, groupItself, check).is(t, Warn, want)
	}
	found(t, r, groupItself, "version").is(t, OK, "gateway v1.2.3, go")
	r = Examine(t.Context(), patient(t, server.URL, func(c *app.Config) { c.State.File = "state" }), "")
	if f := found(t, r, groupItself, "state"); f.Result == Bad {
		t.Errorf("%+v", f)
	}
}

// Whoever runs it beside the unit has none of its credentials: that is said, no registry is shown a word that is none, and all else is
// looked at.
func TestWhatSystemdHandsToTheUnitAloneIsNotLookedAt(t *testing.T) {
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	var methods []string
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		methods = append(methods, r.Method)
	}))
	defer server.Close()
	r := Examine(t.Context(), patient(t, server.URL, func(c *app.Config) {
		c.Registries.MVD.Driver.KeyFile = "credential:mvd.key"
		c.Registries.Tax.Driver.MasterTokenFile = "credential:tax.master-token"
		c.Registries.Pension.Transport.TLS.CertificateFile = "credential:pension.crt"
		c.Registries.Pension.Transport.TLS.KeyFile = "credential:pension.key"
		c.Operate.TokenFile = "credential:operate.token"
	}), "test")
	found(t, r, groupItself, "config").saysDo(t, Skipped, "4 of its secrets were not looked at", "systemd-run --pipe")
	found(t, r, groupItself, "secret").is(t, Skipped, "mvd.driver.key_file: credential:mvd.key: not looked at")
	found(t, r, "mvd", "reply").is(t, OK, "it replies")
	found(t, r, "mvd", "lookup").is(t, Skipped, "what lets us in was not looked at")
	found(t, r, "pension", "certificate").is(t, Skipped, "not looked at")
	found(t, r, "pension", "connect").is(t, OK, "")
	found(t, r, "pension", "reply").is(t, Skipped, "not looked at")
	found(t, r, "migration", "reply").is(t, OK, "it replies")
	if r.Exit() == ExitBad || slices.ContainsFunc(methods, func(m string) bool { return m != http.MethodHead }) {
		t.Errorf("exit code %d; asked by %v", r.Exit(), methods)
	}
	if r := Examine(t.Context(), patient(t, server.URL, func(c *app.Config) {
		c.Registries.MVD.Driver.KeyFile, c.Registries.Tax.Driver.MasterTokenFile = "credential:mvd.key", "nowhere"
	}), "test"); r.Exit() != ExitBad || len(r.Findings) != 3 {
		t.Errorf("what is wrong besides is not told alone: %+v", r.Findings)
	}
}

func (f Finding) saysDo(t *testing.T, result Result, says, do string) {
	t.Helper()
	if f.Result != result || !strings.Contains(f.Text, says) || !strings.Contains(f.Do, do) {
		t.Errorf("found %+v, want %s: %s -> %s", f, result, says, do)
	}
}
