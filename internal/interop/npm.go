package main

import "context"

// npm is the package soap, client and server.
func npm() stack {
	return stack{
		name: "npm soap", folder: "npm",
		needs: []tool{
			{what: "Node 18 or later", check: []string{"node", "-e", "process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)"},
				install: apt("nodejs")},
			{what: "npm", check: []string{"npm", "--version"}, install: apt("npm")},
		},
		version: []string{"node", "-p", "require('soap/package.json').version"},
		prepare: func(ctx context.Context, w *workshop, _ *registries) error {
			return w.run(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
		},
		client: func(w *workshop, _ string) []string { return []string{"node", w.path("client.js")} },
		speaks: jsonLines{},
		script: writeJSON,
		server: func(w *workshop, _ string) []string { return []string{"node", w.path("server.js")} },
	}
}
