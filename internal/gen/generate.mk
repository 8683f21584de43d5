# Types from the registries' contracts. Included by the root Makefile; everything it writes is in the tree, and CI fails if it changes.
# The generators are pinned in go.mod; nothing is fetched.

SOAP_REGISTRIES := migration pension
REST_REGISTRIES := tax mvd
GEN := internal/gen

.PHONY: generate-contracts
generate-contracts: $(SOAP_REGISTRIES:%=generate-soap-%) $(REST_REGISTRIES:%=generate-rest-%) ## Write internal/gen from wsdl

.PHONY: $(SOAP_REGISTRIES:%=generate-soap-%)
$(SOAP_REGISTRIES:%=generate-soap-%): generate-soap-%:
	@go tool gowsdl -d $(GEN) -p $* -o $*.go wsdl/$*/$*.wsdl >/dev/null

.PHONY: $(REST_REGISTRIES:%=generate-rest-%)
$(REST_REGISTRIES:%=generate-rest-%): generate-rest-%:
	@go tool ogen -loglevel error -clean -target $(GEN)/$* -package $* -config $(GEN)/ogen.yml wsdl/$*/openapi.yaml

# xmllint is the referee that no one here wrote: each sample is named <schema>-<what>.xml and stands beside its contract.
.PHONY: contracts-check
contracts-check: ## Validate the samples of wsdl/*/testdata against their schemas (needs xmllint)
	@set -e; for registry in $(SOAP_REGISTRIES); do \
	  xmllint --noout --nonet wsdl/$$registry/$$registry.wsdl; \
	  for schema in wsdl/$$registry/*.xsd; do \
	    samples=$$(ls wsdl/$$registry/testdata/$$(basename $$schema .xsd)-*.xml 2>/dev/null || true); \
	    if [ -n "$$samples" ]; then xmllint --noout --nonet --schema $$schema $$samples; fi; \
	  done; \
	done
