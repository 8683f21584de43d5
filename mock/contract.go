package mock

import (
	"bytes"
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/openapi"
	"github.com/sverka/sverka/wsdl"
)

// The contracts of the REST registries are those of package wsdl; what is built in besides is the same as JSON, because a mock starts often.
//
//go:generate go run ./internal/yamltojson ../wsdl/tax/openapi.yaml contract/tax.json
//go:generate go run ./internal/yamltojson ../wsdl/mvd/openapi.yaml contract/mvd.json
//go:embed contract
var contractFiles embed.FS

// What requests are held to, each compiled once in a process, when its registry is first asked.
//
//nolint:gochecknoglobals // read once in a process, never written to
var (
	migrationContract = sync.OnceValues(func() (*soap.Contract, error) { return soap.Compile(wsdl.FS(), "migration/migration.wsdl") })
	pensionContract   = sync.OnceValues(func() (*soap.Contract, error) { return soap.Compile(wsdl.FS(), "pension/pension.wsdl") })
	taxContract       = sync.OnceValues(func() (*openapi.Document, error) { return readOpenAPI("contract/tax.json") })
	mvdContract       = sync.OnceValues(func() (*openapi.Document, error) { return readOpenAPI("contract/mvd.json") })
)

func readOpenAPI(file string) (*openapi.Document, error) {
	text, err := contractFiles.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return openapi.Parse(text)
}

// serveContract shows a registry's contract: /pension?wsdl, /pension/commons.xsd, /tax/openapi.yaml. The address in it is the one
// at which it was asked for, so that a client made from it comes back here.
func serveContract(w http.ResponseWriter, r *http.Request, s *namespace, registry, file string) {
	if file == "" {
		for key := range r.URL.Query() {
			if strings.EqualFold(key, "wsdl") {
				file = registry + ".wsdl"
			}
		}
	}
	if !strings.HasSuffix(file, ".wsdl") && !strings.HasSuffix(file, ".xsd") && !strings.HasSuffix(file, ".yaml") {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "a registry is asked by POST; the contract of this one is at "+contractOf(registry), http.StatusMethodNotAllowed)
		return
	}
	text, err := fs.ReadFile(wsdl.FS(), path.Join(registry, path.Clean("/"+file)))
	if err != nil {
		http.Error(w, "this registry has no such file; its contract is at "+contractOf(registry), http.StatusNotFound)
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

func contractOf(registry string) string {
	if isSOAP(registry) {
		return "/" + registry + "?wsdl"
	}
	return "/" + registry + "/openapi.yaml"
}

// address is the one under which the client knows the mock.
func address(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
