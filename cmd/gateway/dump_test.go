//go:build linux

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/mock"
)

// nobody is who the gateway runs as where the test is root, who may look into everything.
const nobody = 65534

// The real program, as it is built, leaves no core and lets nobody of its own user into its memory.
func TestARunningGatewayCannotBeDumped(t *testing.T) {
	directory, config := t.TempDir(), filepath.Join(t.TempDir(), "gateway.yaml")
	text, err := os.ReadFile("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	free := strings.NewReplacer("127.0.0.1:8080", "127.0.0.1:0", "127.0.0.1:9464", "127.0.0.1:0", "127.0.0.1:9465", "127.0.0.1:0",
		"drain: 5s", "drain: 0s", "run/", directory+"/run/").Replace(string(text))
	if err := os.WriteFile(config, []byte(free), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := secret.Write(filepath.Join(directory, "run"), mock.Defaults()); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(directory, "gateway")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	gateway := exec.CommandContext(t.Context(), program, "-config", config)
	gateway.Dir = directory
	gateway.Cancel = func() error { return gateway.Process.Signal(syscall.SIGTERM) }
	uid := os.Getuid()
	if uid == 0 {
		uid = nobody
		give(t, uid, directory, filepath.Dir(config))
		gateway.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	log, err := gateway.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := gateway.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = gateway.Process.Signal(syscall.SIGTERM)
		_ = gateway.Wait()
	}()
	for lines := bufio.NewScanner(log); !strings.Contains(lines.Text(), `"msg":"started"`); {
		if !lines.Scan() {
			t.Fatalf("it did not start: %s", lines.Text())
		}
	}
	proc := filepath.Join("/proc", strconv.Itoa(gateway.Process.Pid))
	limits, err := os.ReadFile(filepath.Join(proc, "limits"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(limits)) {
		if rest, ok := strings.CutPrefix(line, "Max core file size"); ok && !strings.HasPrefix(strings.Join(strings.Fields(rest), " "), "0 0 ") {
			t.Errorf("its limit of core files is%s", rest)
		}
	}
	// What is not dumpable belongs to root in /proc (proc(5)), so that its own user may not open its memory.
	info, err := os.Stat(filepath.Join(proc, "mem"))
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != 0 {
		t.Errorf("its memory belongs to user %d, who runs it as %d", owner, uid)
	}
}

// give makes the directories and what is in them the user's.
func give(t *testing.T, uid int, directories ...string) {
	t.Helper()
	for _, d := range directories {
		for up := d; strings.HasPrefix(up, os.TempDir()+"/"); up = filepath.Dir(up) {
			if err := os.Chmod(up, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := exec.CommandContext(t.Context(), "chown", "-R", strconv.Itoa(uid), d).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}
