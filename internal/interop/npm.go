package main

import "context"

// npm is the package soap, client and server.
func npm() stack {
	return stack{
		name: "npm soap", folder: "npm",
		needs: []tool{
			{what: "Node 20.19 or later", check: []string{"node", "-e",
				"const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 20 || a === 20 && b >= 19 ? 0 : 1)"},
				install: "install Node 20.19 or later"},
			{what: "npm", check: []string{"npm", "--version"}, install: apt("npm")},
		},
		version: []string{"node", "-p", "require('soap/package.json').version"},
		prepare: func(ctx context.Context, w *workshop, _ *registries) error {
			return w.run(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
		},
		client: func(w *workshop) []string { return []string{"node", w.path("client.js")} },
		speaks: jsonLines{},
		server: func(w *workshop) []string { return []string{"node", w.path("server.js")} },
	}
}
