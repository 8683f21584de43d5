package auditcmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
)

func find(ctx context.Context, args []string, s Streams) int {
	f, parse := flags("find", s)
	var o finding
	f.StringVar(&o.directory, "directory", "", "the log's `directory`")
	f.StringVar(&o.private, "private", "", "`file` with the officer's private key")
	f.StringVar(&o.operator, "operator", "", "`who` looks: a number or role, written down in the log")
	f.StringVar(&o.why, "why", "", "`case` or order that it is looked for, written down in the log; nothing about the person")
	f.StringVar(&o.file, "file", "", "`file` with the subject, or a whole question; standard input if empty")
	f.StringVar(&o.logKey, "log-key", "", "`file` with the log's private key: only where no gateway has the log open, which writes the search down otherwise")
	f.StringVar(&o.officers, "officers", "", "`file` with the officers' public keys, beside -log-key")
	if done, code := parse(args, 0); done {
		return code
	}
	search, err := o.search(s)
	if err = errors.Join(isDirectory(o.directory), err); err != nil {
		return misused(s, "%v", err)
	}
	note, end, err := o.notary()
	if err != nil {
		return failed(s, err)
	}
	search.Note = note
	return look(ctx, o.directory, search, end, s)
}

// finding is what find is called with.
type finding struct{ directory, private, operator, why, file, logKey, officers string }

func (o *finding) search(s Streams) (audit.Search, error) {
	for key, text := range map[string]string{"operator": o.operator, "why": o.why} {
		if !plain(text) {
			return audit.Search{}, fmt.Errorf("-%s: must be given, as one line of at most %d bytes", key, maxWord)
		}
		if adapters.HoldsNumber(text) {
			return audit.Search{}, fmt.Errorf("-%s: must not hold a SNILS or an INN, nor what looks like one: it is written down as it is", key)
		}
	}
	officer, err := fromFile("private", o.private, audit.ParseOfficerPrivate)
	if err != nil {
		return audit.Search{}, err
	}
	text, err := input(o.file, s)
	if err != nil {
		return audit.Search{}, err
	}
	subject, err := readSubject(text)
	return audit.Search{Officer: officer, Operator: o.operator, Why: o.why, Subject: subject}, err
}

// maxWord bounds what is written down of who looks and why.
const maxWord = 200

func plain(text string) bool {
	return strings.TrimSpace(text) != "" && len(text) <= maxWord && !strings.ContainsFunc(text, unicode.IsControl)
}

// notary returns who writes the search down: the gateway that has the log open, or this process where none has.
func (o *finding) notary() (audit.Notary, func() error, error) {
	if o.logKey == "" {
		return audit.Attach(o.directory), func() error { return nil }, nil
	}
	cfg := audit.Default()
	cfg.Directory, cfg.Retention, cfg.Log = o.directory, 0, slog.New(slog.DiscardHandler)
	var err error
	if cfg.Signer, err = fromFile("log-key", o.logKey, audit.ParseSigner); err != nil {
		return nil, nil, err
	}
	if cfg.Officers, err = fromFile("officers", o.officers, audit.ParseOfficerPublic); err != nil {
		return nil, nil, err
	}
	l, err := audit.Open(cfg)
	if errors.Is(err, audit.ErrLocked) {
		return nil, nil, fmt.Errorf("%w: leave out -log-key, and it writes the search down", err)
	}
	if err != nil {
		return nil, nil, err
	}
	return l, l.Close, nil
}

// look prints one finding a line.
func look(ctx context.Context, directory string, search audit.Search, end func() error, s Streams) int {
	found, out := 0, json.NewEncoder(s.Out)
	missing, err := audit.Find(ctx, directory, search, func(f audit.Finding) error {
		found++
		return out.Encode(f)
	})
	if err = errors.Join(err, end()); err != nil {
		return failed(s, err)
	}
	fmt.Fprintf(s.Err, "%d lookups; the search is written down\n", found)
	for month, why := range missing {
		fmt.Fprintf(s.Err, "%s could not be searched: %v\n", month, why)
	}
	if len(missing) > 0 {
		return ExitPartly
	}
	return ExitHolds
}
