# Dashboards. Included by the root Makefile; CI fails if generate-dashboards changes the tree.
.PHONY: generate-dashboards
generate-dashboards: ## Write configs/grafana/*.json from internal/grafana
	@said=$$(go test -vet=off -count=1 ./internal/grafana -run '^TestTheDashboardsAreWhatTheCodeSays$$' -update 2>&1) || { echo "$$said"; exit 1; }

.PHONY: dashboards-check
dashboards-check: ## Ask a real Prometheus every query of the dashboards, of a gateway under faults (needs Debian's prometheus)
	go test -tags prometheus -run 'Prometheus' ./internal/e2e/promtest ./internal/e2e
