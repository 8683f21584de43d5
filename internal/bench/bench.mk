.PHONY: bench
bench: ## Take the figures: CPU per lookup, drivers, bad replies, a registry that hangs or flaps, a scrape, start, the mocks (some 12 minutes, Linux)
	go test -run '^$$' -bench . -benchtime 200ms ./adapters/...
	go test -run '^$$' -bench Lookup -benchtime $(BENCHTIME) -benchmem ./internal/bench/...
	go test -run '^$$' -bench 'BadReplies$$' -benchtime 250000x ./internal/bench
	go test -run '^$$' -bench 'BadRepliesOverSockets$$' -benchtime 2500x ./internal/bench
	go test -run '^$$' -bench Authenticate -benchmem ./internal/access
	go test -run '^$$' -bench Scrape ./internal/e2e
	go run ./internal/bench
