package grafana

import "slices"

// About returns the titles of its panels that show what the alert is about, in their order.
func (d Dashboard) About(alert string) (titles []string) {
	for _, r := range d.rows {
		for _, p := range r.panels {
			if slices.Contains(p.alerts, alert) {
				titles = append(titles, p.asks)
			}
		}
	}
	return titles
}

// Variables returns the names of what its reader chooses.
func (d Dashboard) Variables() (names []string) {
	for _, v := range d.variables {
		names = append(names, v.name)
	}
	return names
}

// Showing returns the dashboards that somebody who comes from the alert is to look at: those of one registry and of the gateway itself,
// and the overview where neither has a panel about it.
func Showing(alert string) (all []Dashboard) {
	for _, d := range []Dashboard{registry(), gateway()} {
		if d.About(alert) != nil {
			all = append(all, d)
		}
	}
	if d := overview(); all == nil && d.About(alert) != nil {
		return []Dashboard{d}
	}
	return all
}
