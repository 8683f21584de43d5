// Package grafana has the dashboards in configs/grafana as code: what each asks, and by which query it is answered. `make generate-dashboards`
// writes them, by Grafana's own types, so that a misspelt option is no silent default. No program imports it.
package grafana
