package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
)

const (
	auditLone     = 200 // lone lookups of each kind, by turns
	auditCallers  = 64
	auditCount    = 1000 // lookups of a round
	auditRate     = 1000 // lookups a second
	auditRecords  = 1_000_000
	loneAllowance = time.Millisecond
	cpuAllowance  = 30 * time.Microsecond
	verifyBound   = 10 * time.Second
	bytesBound    = 1000
)

// takeAudit takes what the audit costs a lookup, in time, processor and disk, and how fast a log is verified.
func takeAudit(ctx context.Context, h *house, r *report, rounds, seconds int) error {
	registry, err := h.startRegistry(ctx)
	if err != nil {
		return err
	}
	defer registry.stop()
	plain, err := h.startGateway(ctx, setting{registry: registry.api})
	if err != nil {
		return err
	}
	defer plain.stop()
	directory, err := h.auditKeys()
	if err != nil {
		return err
	}
	audited, err := h.startGateway(ctx, setting{registry: registry.api, audit: directory})
	if err != nil {
		return err
	}
	defer audited.stop()
	r.heading("The audit: a gateway that has one, and one that has none")
	if err := takeLone(ctx, h, r, [2]*program{audited, plain}); err != nil {
		return err
	}
	if err := takeAuditCPU(ctx, r, [2]*program{audited, plain}, rounds); err != nil {
		return err
	}
	if err := takeSustained(ctx, r, audited, filepath.Join(directory, "audit"), seconds); err != nil {
		return err
	}
	return takeVerify(ctx, h, r)
}

// auditKeys writes the keys of a log and of an officer into a directory, in which the log will be.
func (h *house) auditKeys() (string, error) {
	directory := h.path("audited")
	if _, err := os.Stat(directory); err == nil {
		return directory, nil
	}
	private, public, err := audit.NewSigner("bench.sverka.example/1")
	if err != nil {
		return "", err
	}
	secret, officer, err := audit.NewOfficer()
	if err != nil {
		return "", err
	}
	err = os.MkdirAll(directory, 0o700)
	for name, text := range map[string]string{"audit.key": private, "audit.pub": public, "officer.pub": officer, "officer.key": secret} {
		err = errors.Join(err, os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600))
	}
	return directory, err
}

// takeLone compares lone lookups with and without the audit, and a lone append that is synced, by turns on one disk.
func takeLone(ctx context.Context, h *house, r *report, programs [2]*program) error {
	probe, err := os.OpenFile(h.path("probe"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = probe.Close() }() // the house removes it
	var took [2][]time.Duration
	var syncs []time.Duration
	var loads [2]*load
	for i := range programs {
		var end func()
		loads[i], end = callers(programs[i], pensionSNILSCheck(), 1)
		defer end()
	}
	for turn := range auditLone + auditLone/10 {
		for i := range loads {
			got := loads[i].ask(ctx)
			if err := got.missed(); err != nil {
				return err
			}
			took[i] = append(took[i], got.took)
		}
		one, err := syncOne(probe)
		if err != nil {
			return err
		}
		syncs = append(syncs, one)
		if turn == auditLone/10 { // connections, pools and caches are full
			took, syncs = [2][]time.Duration{}, nil
		}
	}
	more, sync := median(took[0])-median(took[1]), median(syncs)
	r.ratio("a lone lookup: p50 more, over 2 syncs + 1 ms", float64(more)/float64(2*sync+loneAllowance), 1,
		fmt.Sprintf("%s more; fdatasync p50 %s", micros(more), micros(sync)))
	return nil
}

// syncOne appends what a record takes to a file, and makes it last.
func syncOne(f *os.File) (time.Duration, error) {
	record := make([]byte, 350)
	began := time.Now()
	if _, err := f.Write(record); err != nil {
		return 0, err
	}
	err := unix.Fdatasync(int(f.Fd()))
	return time.Since(began), err
}

// takeAuditCPU compares the CPU time of a lookup at many callers, by turns. What is bounded is a difference of two costs of which each varies
// by more than it, and drifts with the machine: it takes many short rounds, of which each compares what was measured within half a second.
func takeAuditCPU(ctx context.Context, r *report, programs [2]*program, rounds int) error {
	pace := busy(auditCount, auditCallers)
	var all [2]*contender
	for i, program := range programs {
		load, end := callers(program, pensionSNILSCheck(), auditCallers)
		defer end()
		all[i] = pace.contender(program, load)
	}
	if err := byTurns(ctx, all[:], 4, 12*rounds); err != nil {
		return err
	}
	more := all[0].more(all[1])
	r.ratio(fmt.Sprintf("CPU of a lookup at %d callers: more, over 30 µs", auditCallers), float64(median(more))/float64(cpuAllowance), 1,
		fmt.Sprintf("%s more; rounds %s to %s", micros(median(more)), micros(quantile(more, 0)), micros(quantile(more, 1))))
	return nil
}

// takeSustained asks at the rate that the design names, and looks what it leaves on the disk.
func takeSustained(ctx context.Context, r *report, p *program, directory string, seconds int) error {
	load, end := callers(p, pensionSNILSCheck(), auditCallers)
	defer end()
	bytesBefore, filesBefore, err := usage(directory)
	if err != nil {
		return err
	}
	began := time.Now()
	replies := load.paced(ctx, auditRate, auditRate*seconds)
	took := time.Since(began)
	bytesAfter, filesAfter, err := usage(directory)
	if err != nil {
		return err
	}
	r.say("audited lookups", "%d in %s: %.0f a second; answered %d (a machine that is busy refuses some)",
		len(replies), took.Round(time.Millisecond), float64(len(replies))/took.Seconds(), matches(replies))
	r.atMost("files of the log more than before", filesAfter-filesBefore, levelsOfTree+(bytesAfter-bytesBefore)/bytesOfSegment+1)
	r.atMost("bytes on the disk for each (the tree's are stored each minute: 64 more)", (bytesAfter-bytesBefore)/len(replies)+bytesOfTree, bytesBound)
	return ctx.Err()
}

// The tree's files are made when there is something to store in them; both records of a lookup take 64 bytes of them.
const (
	levelsOfTree   = 5
	bytesOfTree    = 64
	bytesOfSegment = 256 << 20 // a file of the journal
)

// usage returns what the files of a directory take, and how many there are.
func usage(directory string) (bytes, files int, err error) {
	err = filepath.WalkDir(directory, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) { // replaced meanwhile
			return nil
		}
		files++
		if err == nil {
			bytes += int(info.Size())
		}
		return err
	})
	return bytes, files, err
}

// takeVerify writes a log and has the program verify it.
func takeVerify(ctx context.Context, h *house, r *report) error {
	directory, err := h.auditKeys()
	if err != nil {
		return err
	}
	log := filepath.Join(directory, "large")
	each, err := writeLog(ctx, directory, log)
	if err != nil {
		return err
	}
	r.say("a record at 256 callers, without the gateway", "%s of the wall", micros(each))
	command := exec.CommandContext(ctx, h.path("gateway"), "audit", "verify", "-directory", log, "-public", filepath.Join(directory, "audit.pub"))
	began := time.Now()
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("audit verify: %w: %s", err, out)
	}
	took := time.Since(began)
	r.ratio("verifying a million records, over 10 s", took.Seconds()/verifyBound.Seconds(), 1, took.Round(time.Millisecond).String())
	find := exec.CommandContext(ctx, h.path("gateway"), "audit", "find", "-operator", "bench", "-why", "bench", "-directory", log,
		"-private", filepath.Join(directory, "officer.key"), "-log-key", filepath.Join(directory, "audit.key"), "-officers", filepath.Join(directory, "officer.pub"))
	find.Stdin = strings.NewReader(`{"snils": "11223344595"}`)
	began = time.Now()
	if out, err := find.CombinedOutput(); err != nil {
		return fmt.Errorf("audit find: %w: %s", err, out)
	}
	r.say("looking for a person in them", "%s", time.Since(began).Round(time.Millisecond))
	return nil
}

// writeLog writes a log of auditRecords records, and returns what one took.
func writeLog(ctx context.Context, keys, directory string) (time.Duration, error) {
	cfg := audit.Default()
	cfg.Directory, cfg.Reserve, cfg.Log = directory, audit.Reserve{}, slog.New(slog.DiscardHandler)
	private, err := os.ReadFile(filepath.Join(keys, "audit.key"))
	if err != nil {
		return 0, err
	}
	officer, err := os.ReadFile(filepath.Join(keys, "officer.pub"))
	if err != nil {
		return 0, err
	}
	if cfg.Signer, err = audit.ParseSigner(string(private)); err != nil {
		return 0, err
	}
	if cfg.Officers, err = audit.ParseOfficerPublic(string(officer)); err != nil {
		return 0, err
	}
	l, err := audit.Open(cfg)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	err = fill(ctx, l)
	each := time.Since(began) / auditRecords
	return each, errors.Join(err, l.Close())
}

// fill writes lookups from many callers at a time.
func fill(ctx context.Context, l *audit.Log) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	subject := adapters.NewSubject(&adapters.Stated{FamilyName: adapters.NewSecret("Каримов"), LatinFamilyName: adapters.NewSecret("KARIMOV")})
	var left atomic.Int64
	left.Store(auditRecords / 2)
	var all sync.WaitGroup
	for range 256 {
		all.Go(func() {
			for left.Add(-1) >= 0 && ctx.Err() == nil {
				asking, err := l.Intend(ctx, audit.Question{LookupID: uuid.Must(uuid.NewV7()).String(), Lookup: "tax/inn", Query: adapters.Query{
					Subject: subject, Purpose: adapters.PeriodicRecheck, CaseID: "2026-000123", Caller: "portal", Digest: adapters.Hide([32]byte{1}),
				}})
				if err == nil {
					err = l.Conclude(ctx, asking, audit.Result{Outcome: adapters.Match, Disclosed: adapters.DiscloseRecord, Attempts: 1})
				}
				if err != nil {
					cancel(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}
