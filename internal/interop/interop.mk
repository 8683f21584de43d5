# Other people's SOAP stacks. Included by the root Makefile. Needs zeep, PHP, npm and gSOAP, and says how to get what is missing.
.PHONY: interop
interop: ## Try contracts, mocks and drivers with zeep, php-soap, npm's soap and gSOAP, as clients and as servers
	go run ./internal/interop
