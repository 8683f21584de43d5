// Package wsdl holds the registries' contracts as they publish them: WSDL and XSD for SOAP, OpenAPI for REST, and beside each a
// SOURCE that says what is public and what is modelled.
//
// One folder is one registry: migration, pension, tax, mvd. A SOAP registry has one <registry>.wsdl in one namespace, which includes
// one .xsd per lookup, commons.xsd and faults.xsd; every .xsd compiles by itself. A REST registry has one openapi.yaml.
package wsdl

import (
	"embed"
	"io/fs"
)

//go:embed */SOURCE */*.wsdl */*.xsd */*.yaml
var files embed.FS

// FS gives the contracts, with paths such as "pension/pension.wsdl". It is read-only and safe for concurrent use.
func FS() fs.FS { return files }

// Registry gives the contract of one registry, with paths such as "pension.wsdl". A registry without one is [fs.ErrNotExist].
func Registry(name string) (fs.FS, error) {
	if _, err := fs.Stat(files, name); err != nil {
		return nil, err
	}
	return fs.Sub(files, name)
}
