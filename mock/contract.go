package mock

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/openapi"
	"github.com/sverka/sverka/wsdl"
)

// contractSet is what requests are held to. It is immutable.
type contractSet struct {
	migration, pension *soap.Contract
	tax, mvd           *openapi.Document
}

// The contracts of the REST registries are those of package wsdl; what is built in besides is the same as JSON, because a mock starts often.
//
//go:generate go run ./internal/yamltojson ../wsdl/tax/openapi.yaml contract/tax.json
//go:generate go run ./internal/yamltojson ../wsdl/mvd/openapi.yaml contract/mvd.json
//go:embed contract
var contractFiles embed.FS

// contracts are compiled once in a process.
var contracts = sync.OnceValues(compileContracts) //nolint:gochecknoglobals // read once in a process, never written to

func compileContracts() (*contractSet, error) {
	c := &contractSet{}
	var err error
	for _, one := range []struct {
		file string
		into **soap.Contract
	}{{"migration/migration.wsdl", &c.migration}, {"pension/pension.wsdl", &c.pension}} {
		if *one.into, err = soap.Compile(wsdl.FS(), one.file); err != nil {
			return nil, fmt.Errorf("mock: %w", err)
		}
	}
	for _, one := range []struct {
		file string
		into **openapi.Document
	}{{"contract/tax.json", &c.tax}, {"contract/mvd.json", &c.mvd}} {
		text, err := contractFiles.ReadFile(one.file)
		if err != nil {
			return nil, fmt.Errorf("mock: %w", err)
		}
		if *one.into, err = openapi.Parse(text); err != nil {
			return nil, fmt.Errorf("mock: %s: %w", one.file, err)
		}
	}
	return c, nil
}

// serveContract shows a registry's contract: /pension?wsdl, /pension/commons.xsd, /tax/openapi.yaml. The address in it is the one
// at which it was asked for, so that a client made from it comes back here.
func serveContract(w http.ResponseWriter, r *http.Request, s *namespace, registry, file string) {
	if file == "" {
		if _, asked := r.URL.Query()["wsdl"]; asked {
			file = registry + ".wsdl"
		}
	}
	if !strings.HasSuffix(file, ".wsdl") && !strings.HasSuffix(file, ".xsd") && !strings.HasSuffix(file, ".yaml") {
		http.Error(w, "a registry is asked by POST; its contract is at ?wsdl, or at /openapi.yaml", http.StatusNotFound)
		return
	}
	text, err := fs.ReadFile(wsdl.FS(), path.Join(registry, path.Clean("/"+file)))
	if err != nil {
		http.Error(w, "this registry has no such file", http.StatusNotFound)
		return
	}
	published := "http://127.0.0.1:8090/" + registry
	here, err := escapeXML(address(r) + s.prefix() + "/" + registry)
	if err != nil {
		http.Error(w, "this Host cannot be written down", http.StatusBadRequest)
		return
	}
	text = bytes.ReplaceAll(text, []byte(published), []byte(here))
	contentType := "application/yaml; charset=utf-8"
	if !strings.HasSuffix(file, ".yaml") {
		contentType = "text/xml; charset=utf-8"
	}
	if strings.HasSuffix(file, ".wsdl") {
		// A relative location would be one level too high from /pension?wsdl.
		text = bytes.ReplaceAll(text, []byte(`schemaLocation="`), []byte(`schemaLocation="`+here+"/"))
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(text)
}

// address is the one under which the client knows the mock.
func address(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
