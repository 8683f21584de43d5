.PHONY: bench
bench: ## Take the figures: CPU per lookup, a registry that hangs or flaps, start and memory (under 4 minutes, Linux)
	go test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./internal/bench/...
	go run ./internal/bench
