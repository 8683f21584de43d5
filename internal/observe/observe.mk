# A bad day against the shipped alerts. Included by the root Makefile. Needs prometheus, promtool and prometheus-alertmanager, of Debian.
.PHONY: observe
observe: ## Play a bad day: gateway, mocks, Prometheus and Alertmanager with the shipped rules, and which alerts fire (some 4 minutes)
	go run ./internal/observe
