# The mock registries. Included by the root Makefile.

.PHONY: generate-mock
generate-mock: ## Write mock/personas.json from mock/personas.yaml
	@go generate ./mock

# xmllint is the referee that no one here wrote: the goldens of the replies are named <schema>-<what>.xml, as the samples of wsdl are.
.PHONY: mock-check
mock-check: ## Validate the mocks' replies against the schemas (needs xmllint)
	@set -e; for registry in migration pension; do \
	  for schema in wsdl/$$registry/*.xsd; do \
	    replies=$$(ls mock/testdata/replies/$$registry/$$(basename $$schema .xsd)-*.xml 2>/dev/null || true); \
	    if [ -n "$$replies" ]; then xmllint --noout --nonet --schema $$schema $$replies; fi; \
	  done; \
	done

.PHONY: console-check
console-check: ## Try the mocks' page and the operators' in a real Chromium (needs chromium; SVERKA_SCREENSHOTS=dir keeps pictures)
	go test -tags chromium -run TestConsole ./mock ./internal/operate

.PHONY: readme-check
readme-check: ## Run what the README has developers type into a shell (needs bash and curl)
	go test -tags readme -run TestTheREADME ./cmd/mock
