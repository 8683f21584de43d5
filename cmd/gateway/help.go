package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sverka/sverka/internal/audit/auditcmd"
	"github.com/sverka/sverka/internal/client"
	"github.com/sverka/sverka/internal/doctor"
)

const usage = `gateway checks what a foreign citizen says about himself against the government registries.

  gateway [serve] [flags]   serve the API
  gateway lookup ...        ask a running gateway; gateway help lookup says how
  gateway access ...        make an API key for a caller; gateway help access says how
  gateway audit ...         make keys, verify the audit log, prove a lookup, find who asked; gateway help audit says how
  gateway doctor ...        look at all that a gateway stands on; gateway help doctor says how
  gateway help [command]    print this, or how a command is called

Flags of serve:
`

const usageServe = `gateway serve serves the API, until it gets SIGTERM or SIGINT; the word may be left out.

  gateway [serve] [flags]

SIGHUP lets it read again who may come in (the file of callers, and the authorities of their certificates): whole, or not at all.
Secrets and certificates are read again by themselves when their files change. A second SIGTERM ends it at once.

`

const usageAccess = `gateway access makes the credentials that callers come in by.

  gateway access newkey FILE   make an API key: into FILE, which must not be there yet, for the caller; its hash to standard output

FILE can be read by its owner only: give it to the caller, and keep no copy. Put the hash, a line of "sha256: ...", under the caller's
keys in the file of callers (access.callers_file; configs/callers.yaml is an example) and send the gateway a SIGHUP. A caller
may have two keys at a time, so that one takes the other's place without a gap; "until" says the last day on which a key holds.

Exit codes:
    0  the key is made
    1  the file is there already, or cannot be written
    2  wrong arguments
`

const usageCodes = `
Exit codes:
    0  it was told to end, and did
    1  it could not run, or was cut off
    2  it was called or configured wrongly
`

// commandUsage returns how a command is called, or false if there is none of that name.
func commandUsage(name string) (func() string, bool) {
	text, ok := map[string]func() string{
		"serve":  func() string { return usageServe + serveFlags() + usageCodes },
		"lookup": client.Usage, "audit": auditcmd.Usage, "doctor": doctor.Usage,
		"access": func() string { return usageAccess },
		"help":   general,
	}[name]
	return text, ok
}

func general() string { return usage + serveFlags() }

func serveFlags() string {
	var b strings.Builder
	f := new(options).flags()
	f.SetOutput(&b)
	f.PrintDefaults()
	return b.String()
}

// help says how the command is called that about begins with; of more words, the command says it itself.
func help(ctx context.Context, about []string, s client.Streams) int {
	if len(about) == 0 {
		fmt.Fprint(s.Out, general())
		return 0
	}
	text, ok := commandUsage(about[0])
	switch {
	case !ok:
		return unknown(s.Err)
	case len(about) > 1:
		return run(ctx, append(slices.Clone(about), "-h"), s)
	default:
		fmt.Fprint(s.Out, text())
		return 0
	}
}

// unknown says that a command is none. It is not repeated: it may be about a person, who meant lookup.
func unknown(failed io.Writer) int {
	fmt.Fprintln(failed, "gateway has no such command; gateway help lists them")
	return misused
}

// asksForHelp reports whether one of args is what the flag package takes for that.
func asksForHelp(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "-help" || a == "--help" || a == "--h" })
}
