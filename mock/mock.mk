# The mock registries. Included by the root Makefile.

.PHONY: generate-mock
generate-mock: ## Write as JSON what the mocks read at their start: mock/personas.json, mock/contract
	@go generate ./mock

# The referees are those that no one here wrote. xmllint for SOAP: the goldens of the replies are named <schema>-<what>.xml, as the samples of
# wsdl are. kin-openapi for REST, in the test. Both judge what the gateway's drivers really send, and what comes back.
.PHONY: mock-check
mock-check: ## Validate what passes between gateway and mocks by the contracts, with others' validators (needs xmllint)
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	SVERKA_EXCHANGES=$$dir go test -count=1 -run TestEveryExchangeKeepsToItsContract ./internal/e2e; \
	for registry in migration pension; do \
	  for schema in wsdl/$$registry/*.xsd; do \
	    what=$$(basename $$schema .xsd); \
	    all=$$(ls mock/testdata/replies/$$registry/$$what-*.xml $$dir/$$registry-$$what-[0-9]*.xml 2>/dev/null || true); \
	    if [ -n "$$all" ]; then xmllint --noout --nonet --schema $$schema $$all; fi; \
	  done; \
	done

.PHONY: console-check
console-check: ## Try the mocks' page and the operators' in a real Chromium (needs chromium; SVERKA_SCREENSHOTS=dir keeps pictures)
	go test -tags chromium -run TestConsole ./mock ./internal/operate

.PHONY: readme-check
readme-check: ## Run what the README and the demo have developers type into a shell (needs bash and curl)
	go test -tags readme -run 'TestTheREADME|TestTheDemo' ./cmd/mock ./cmd/demo
