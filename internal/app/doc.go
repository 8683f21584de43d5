// Package app builds the gateway from its configuration and runs it. registries.go is the one list of registries.
package app
