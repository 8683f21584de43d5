# Documents that are made from code. Included by the root Makefile; CI fails if it changes the tree.
.PHONY: generate-docs
generate-docs: ## Write internal/docs/metrics.md and traces.md from the descriptions in internal/telemetry and internal/trace
	@said=$$(go test -vet=off -count=1 ./internal/docs -run '^(TestTheMetricsPageIsWhatTheCodeSays|TestTheTracesPageIsWhatTheCodeSays)$$' -update 2>&1) || { echo "$$said"; exit 1; }
