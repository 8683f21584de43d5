# Go types of our own API, from the document that is its contract. Included by the root Makefile; CI fails if it changes the tree.
.PHONY: generate-api
generate-api: ## Write internal/gen/api from internal/httpapi/openapi.yaml, and into that what the lookups' Specs say
	@go tool ogen -loglevel error -clean -target internal/gen/api -package api -config internal/httpapi/ogen.yml internal/httpapi/openapi.yaml
	@said=$$(go test -vet=off -count=1 ./internal/httpapi -run '^TestTheContractSaysWhatTheSpecsSay$$' -update 2>&1) || { echo "$$said"; exit 1; }
