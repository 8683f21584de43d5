package main

import (
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// report prints, of each act, what fired for it, after how long, and when it had resolved; and what it told people.
func (d *day) report(fired []firing) {
	fmt.Println()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "act\tfired after\tresolved after\talert")
	slices.SortFunc(fired, func(a, b firing) int { return a.from.Compare(b.from) })
	for _, p := range d.played {
		for _, f := range fired {
			if during(d.played, f.labels["registry"], f.from) == p {
				fmt.Fprintf(table, "%s\t%.1fs\t%s\t%s\n", p.name, f.from.Sub(p.began).Seconds(), after(p, f), written(f.labels))
			}
		}
	}
	_ = table.Flush() // it is the standard output
	fmt.Println()
	for _, p := range d.played {
		if text := d.texts(p, nil); text != "" {
			fmt.Printf("%s: what people were told\n\n%s\n", p.name, text)
		}
	}
}

// after says how long after the end of its cause an alert had resolved.
func after(p *played, f firing) string {
	if p.lifted.IsZero() || f.until.Before(p.lifted) {
		return "before its end"
	}
	return fmt.Sprintf("%.1fs", f.until.Add(scrapeEvery).Sub(p.lifted).Round(time.Millisecond).Seconds())
}
