// Package docs holds the documents that programs show, beside those that are for reading in the tree.
package docs

import _ "embed"

//go:embed mock-and-reality.md
var mockAndReality string

// MockAndReality says what the mock registries do otherwise than the real ones, as Markdown.
func MockAndReality() string { return mockAndReality }
