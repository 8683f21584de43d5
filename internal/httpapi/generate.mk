# Go types of our own API, from the document that is its contract. Included by the root Makefile; CI fails if it changes the tree.
.PHONY: generate-api
generate-api: ## Write internal/gen/api from internal/httpapi/openapi.yaml
	@go tool ogen -loglevel error -clean -target internal/gen/api -package api -config internal/httpapi/ogen.yml internal/httpapi/openapi.yaml
