package audit

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

var t0 = context.Background()

// checkpointsOfChild is short, so that kills fall into the making of checkpoints too.
const checkpointsOfChild = 10 * time.Millisecond

// killed names the directory of a child's log, in its environment.
const killed = "SVERKA_AUDIT_KILLED"

func TestMain(m *testing.M) {
	if directory := os.Getenv(killed); directory != "" {
		beKilled(directory)
		return
	}
	os.Exit(m.Run())
}

// beKilled appends from many callers at a time, and says of each record on standard output that it was acknowledged, until somebody
// kills it.
func beKilled(directory string) {
	cfg, err := childConfig(directory)
	if err != nil {
		fmt.Println("failed", err)
		return
	}
	l, err := Open(cfg)
	if err != nil {
		fmt.Println("failed", err)
		return
	}
	out := make(chan string, 1024)
	for range 16 {
		go func() {
			for {
				q := Question{LookupID: newID(), Lookup: "tax/inn"}
				a, err := l.Intend(t0, q)
				if err != nil {
					out <- "failed " + err.Error()
					continue
				}
				out <- fmt.Sprintf("intent %d %s", a.index, q.LookupID)
				if err := l.Conclude(t0, a, result()); err != nil {
					out <- "failed " + err.Error()
					continue
				}
				out <- fmt.Sprintf("outcome %d %s", a.index, q.LookupID)
			}
		}()
	}
	for line := range out {
		_, _ = os.Stdout.WriteString(line + "\n") // one write each: what the parent reads was acknowledged
	}
}

func childConfig(directory string) (Config, error) {
	cfg := Default()
	signer, err := os.ReadFile(filepath.Join(directory, "..", "log.key"))
	if err != nil {
		return cfg, err
	}
	if cfg.Signer, err = ParseSigner(string(signer)); err != nil {
		return cfg, err
	}
	officer, err := os.ReadFile(filepath.Join(directory, "..", "officer.pub"))
	if err != nil {
		return cfg, err
	}
	cfg.Officers, err = ParseOfficerPublic(string(officer))
	cfg.Directory, cfg.SegmentBytes, cfg.Reserve = directory, 64<<10, Reserve{}
	cfg.CheckpointEvery = checkpointsOfChild
	cfg.Log = slog.New(slog.DiscardHandler)
	return cfg, err
}

// A process that writes as fast as it can is killed a hundred times, each time the next one goes on where it was, and at the end all that
// anybody was told is there.
func TestAHundredKillsLoseNothingThatWasAcknowledged(t *testing.T) {
	directory, public := keysFor(t)
	acknowledged := map[string]bool{}
	for range 100 {
		for _, line := range killOne(t, directory) {
			acknowledged[line] = true
		}
	}
	cfg, err := childConfig(directory)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(cfg)
	if err != nil {
		t.Fatalf("after the kills it does not open: %v", err)
	}
	mustClose(t, l)
	there := map[string]bool{}
	all := records(t, local{directory})
	for i, r := range all {
		switch r.Kind {
		case KindIntent:
			there[fmt.Sprintf("intent %d %s", i, r.LookupID)] = true
		case KindOutcome:
			there[fmt.Sprintf("outcome %d %s", r.Intent, r.LookupID)] = true
		default:
		}
	}
	lost := 0
	for line := range acknowledged {
		if !there[line] {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged records are lost", lost, len(acknowledged))
	}
	if still := openIn2(all); still > 0 {
		t.Errorf("%d intents are open", still)
	}
	report, err := Verify(t.Context(), directory, public, nil)
	if err != nil || len(report.Damage) > 0 {
		t.Errorf("it does not verify: %v %v", err, report)
	}
	t.Logf("%d records were acknowledged, %d lie in the log", len(acknowledged), len(all))
}

// openIn2 counts open intents, of many.
func openIn2(all []Record) (n int) {
	open := map[int64]uuid.UUID{}
	for i, r := range all {
		if r.Kind == KindIntent {
			open[int64(i)] = r.LookupID
		} else if r.Kind.ends() {
			delete(open, r.Intent)
		}
	}
	return len(open)
}

func keysFor(t *testing.T) (directory string, public Verifier) {
	t.Helper()
	home := t.TempDir()
	private, key, err := NewSigner("gateway.test/1")
	if err != nil {
		t.Fatal(err)
	}
	_, officer, err := NewOfficer()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"log.key": private, "officer.pub": officer} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if public, err = ParseVerifier(key); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(home, "audit"), public
}

// killOne starts a child, reads some acknowledgements, and kills it at once. What it had written to the pipe by then is read too.
func killOne(t *testing.T, directory string) (lines []string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), killed+"="+directory)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	wanted := rand.IntN(200) + 1 //nolint:gosec // no secret
	from := bufio.NewReader(out)
	for {
		line, err := from.ReadString('\n')
		if err == io.EOF {
			break
		}
		line = strings.TrimSuffix(line, "\n")
		if reason, failed := strings.CutPrefix(line, "failed "); failed {
			t.Fatalf("the child failed: %s", reason)
		}
		if lines = append(lines, line); len(lines) == wanted {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = child.Wait() // it was killed
	if len(lines) < wanted {
		t.Fatalf("the child ended by itself after %s acknowledgements", strconv.Itoa(len(lines)))
	}
	return lines
}
