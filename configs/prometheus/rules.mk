# Alert and recording rules. Included by the root Makefile.
.PHONY: rules-check
rules-check: ## Try the alert rules, and let Prometheus read rules, runbook and a scrape (needs promtool, of Debian's prometheus)
	promtool check rules configs/prometheus/recording.yaml configs/prometheus/alerts.yaml
	promtool test rules configs/prometheus/alerts_test.yaml configs/prometheus/alerts_week_test.yaml
	go test -tags promtool -run TestPromtool ./internal/docs ./internal/e2e
