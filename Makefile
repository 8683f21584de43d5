# make help lists what there is. Everything needs Go, make and, for the race detector, gcc; lint and the checks of the
# contracts install or want what they say.

.DEFAULT_GOAL := help
FUZZTIME ?= 10s
BENCHTIME ?= 1s

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: all
all: generate build lint test ## Everything that CI does, but for fuzzing

.PHONY: build
build: ## Build bin/gateway, bin/mock and bin/demo, which is both in one process
	go build -trimpath -o bin/ ./cmd/...

.PHONY: run
run: build ## Start the mock registries and a gateway on them, ask one question, and serve until Ctrl-C
	@exec bin/demo

.PHONY: test
test: ## Run all tests that need no more than Go and gcc, with the race detector
	go test -race ./...

.PHONY: linter
linter:
	go -C internal/tools build -o ../../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: lint
lint: linter ## Check style, import rules and the traps that we know (builds golangci-lint once, into bin/)
	bin/golangci-lint run ./...

.PHONY: generate
generate: generate-contracts generate-api generate-mock generate-docs generate-dashboards ## Write all generated code again; the tree must not change

# A package's tests are built once for all that it fuzzes: go test would link them anew for each.
.PHONY: fuzz
fuzz: ## Fuzz each parser for FUZZTIME (10s, or 10000x: so many tries)
	@set -e; built=$$(mktemp -d); trap 'rm -rf "$$built"' EXIT; cache=$$(go env GOCACHE)/fuzz; \
	go list -f '{{.ImportPath}} {{.Dir}}' ./... | while read -r package dir; do \
	  targets=$$(cat $$dir/*_test.go 2>/dev/null | sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p'); \
	  [ -n "$$targets" ] || continue; \
	  go test -c -fuzz=. -o $$built/fuzz.test $$package; \
	  for target in $$targets; do \
	    echo "$$package $$target"; \
	    (cd $$dir && $$built/fuzz.test -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 10x \
	      -test.fuzzcachedir $$cache/$$package) || exit 1; \
	  done; \
	done

include internal/gen/generate.mk
include internal/httpapi/generate.mk
include internal/docs/docs.mk
include internal/bench/bench.mk
include internal/interop/interop.mk
include internal/observe/observe.mk
include mock/mock.mk
include configs/prometheus/rules.mk
include configs/grafana/dashboards.mk
