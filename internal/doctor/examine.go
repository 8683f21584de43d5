package doctor

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/sverka/sverka/internal/app"
)

// AsTheUnit says how to look at what systemd hands to the unit alone.
const AsTheUnit = "Run it as the unit: systemd-run --pipe --wait -p User=sverka -p LoadCredential=NAME:FILE … gateway …; internal/docs/runbook/README.md has the line."

// Examine looks at everything, the registries side by side, until ctx ends: what could not be finished by then is told as bad. version
// is what build info says.
func Examine(ctx context.Context, file, version string) *Report {
	r := &Report{Format: format, Version: version, Config: file, At: time.Now().UTC().Format(time.RFC3339), Exchanges: map[string]int{}}
	defer func() { r.Result = r.worst() }()
	r.add(groupItself, "version", OK, "gateway "+version+", "+runtime.Version(), "")
	r.user()
	cfg, unseen, err := app.Look(file)
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			r.add(groupItself, "config", Bad, strings.TrimSpace(line), "Mend the configuration; nothing else can be looked at before it holds.")
		}
		return r
	}
	if len(unseen) > 0 {
		text := fmt.Sprintf("the configuration holds; %d of its secrets were not looked at: systemd hands them to the unit alone", len(unseen))
		r.add(groupItself, "config", Skipped, text, AsTheUnit)
	} else {
		r.add(groupItself, "config", OK, "the configuration holds", "")
	}
	r.itself(cfg)
	r.traces(ctx, cfg)
	r.registries(ctx, cfg)
	return r
}

func (r *Report) user() {
	if os.Geteuid() == 0 {
		r.add(groupItself, "user", Warn, "this runs as root, who may read and write everything",
			"Run it as the gateway's user, so that permissions are found as the gateway finds them.")
		return
	}
	r.add(groupItself, "user", OK, "this runs as an ordinary user", "")
}

// registries looks at all of them at once, and tells of them in their order.
func (r *Report) registries(ctx context.Context, cfg app.Config) {
	e, all, err := app.Examine(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		r.add(groupItself, "config", Bad, err.Error(), "Mend the configuration: the gateway would not start with it.")
		return
	}
	defer e.Close()
	parts := make([]Report, len(all))
	var looking sync.WaitGroup
	for i, x := range all {
		looking.Go(func() {
			v := visit{Report: &parts[i], x: x}
			v.look(ctx)
		})
	}
	looking.Wait()
	for i, x := range all {
		r.Findings = append(r.Findings, parts[i].Findings...)
		r.Exchanges[x.Name] = x.Spent()
	}
}
