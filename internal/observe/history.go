package main

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The times of the rules that lie in the past: a month of objectives, and the same hour of last week.
const (
	month = 28 * 24 * time.Hour / factor
	week  = 7 * 24 * time.Hour / factor
)

// Of last week, what was found is needed for the day that is played and no longer.
const dayAtMost = 15 * time.Minute

// remember writes a month of good days into Prometheus' store: lookups as many as are asked now, all of them good, and a last week in which
// a tenth of the answers was not_found. It is cumulative, as counters are; that they begin anew today is a restart.
func remember(ctx context.Context, folder, instance string, now time.Time) error {
	file, err := os.Create(filepath.Join(folder, "history.txt"))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	write := func(name, labels string, value float64, at time.Time) {
		fmt.Fprintf(out, "%s{job=%q,instance=%q,%s} %g %.3f\n", name, job, instance, labels, value, float64(at.UnixMilli())/1000)
	}
	series(out, "sverka_slo_registry_lookups", "counter", func(labels string, perSecond float64) {
		const step = 20 * time.Second
		for at := now.Add(-month); at.Before(now); at = at.Add(step) {
			write("sverka_slo_registry_lookups_total", labels+`,judged="good"`, perSecond*at.Sub(now.Add(-month)).Seconds(), at)
		}
	})
	const step = 2 * time.Second // less than what Prometheus looks back
	for name, value := range map[string]float64{"sverka:not_found:ratio_increase1h": 0.1, "sverka:answers_fresh:increase1h": 100} {
		series(out, name, "gauge", func(labels string, _ float64) {
			for at := now.Add(-week); at.Before(now.Add(-week + dayAtMost)); at = at.Add(step) {
				write(name, labels, value, at)
			}
		})
	}
	fmt.Fprintln(out, "# EOF")
	if err := out.Flush(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	said, err := exec.CommandContext(ctx, "promtool", "tsdb", "create-blocks-from", "openmetrics", file.Name(), filepath.Join(folder, "prometheus")).CombinedOutput()
	if err != nil {
		return fmt.Errorf("promtool: %w: %s", err, said)
	}
	return nil
}

// series writes what each writes for every lookup that is asked.
func series(out *bufio.Writer, name, kind string, each func(labels string, perSecond float64)) {
	fmt.Fprintf(out, "# TYPE %s %s\n", name, kind)
	all := rates()
	for _, l := range slices.Sorted(maps.Keys(all)) {
		registry, lookup, _ := strings.Cut(l, "/")
		each(fmt.Sprintf("registry=%q,lookup=%q", registry, lookup), all[l])
	}
}
