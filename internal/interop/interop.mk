# Other people's SOAP stacks. Included by the root Makefile. Needs zeep, PHP and npm, and says how to get what is missing.
.PHONY: interop
interop: ## Try contracts, mocks and drivers with zeep, php-soap and npm's soap, as clients and as servers
	go run ./internal/interop
