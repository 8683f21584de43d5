package main

// php is php-soap: SoapClient, and SoapServer behind PHP's own web server.
func php() stack {
	return stack{ //nolint:gosec // commands, and no credentials
		name: "php-soap", folder: "php",
		needs: []tool{{
			what: "PHP with its soap extension", check: []string{"php", "-r", "exit(extension_loaded('soap') ? 0 : 1);"}, install: apt("php-cli", "php-soap"),
		}},
		version: []string{"php", "-r", "echo PHP_VERSION;"},
		client:  func(w *workshop, _ string) []string { return []string{"php", w.path("client.php")} },
		speaks:  jsonLines{},
		script:  writeJSON,
		server: func(w *workshop, _ string) []string {
			return []string{"php", "-d", "soap.wsdl_cache_dir=" + w.folder, "-S", "127.0.0.1:0", w.path("server.php")}
		},
		noToken: "php-soap has no WS-Security: its users write the header by hand, as php/client.php does",
	}
}
