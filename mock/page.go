package mock

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/sverka/sverka/mock/fault"
)

// What the real registries do otherwise is a text for reading; what is built in is a page of it.
//
//go:generate go run ./internal/mdtohtml ../internal/docs/mock-and-reality.md console/mock-and-reality.html
//go:embed console
var consoleFiles embed.FS

// page is parsed once in a process.
//
//nolint:gochecknoglobals // read once, never written to
var page = sync.OnceValues(func() (*template.Template, error) { return template.ParseFS(consoleFiles, "console/page.html") })

// A route is one path of the pages and the admin API.
type route struct {
	pattern string // as http.ServeMux reads it; admin.yaml has the same
	serve   http.HandlerFunc
}

// routes lists everything that is no registry.
func (m *Mock) routes() []route {
	return []route{
		{"GET /{$}", m.servePage},
		{"DELETE /{$}", m.forget},
		{"GET /console.css", consoleFile("console.css", "text/css; charset=utf-8")},
		{"GET /console.js", consoleFile("console.js", "text/javascript; charset=utf-8")},
		{"GET /favicon.ico", consoleFile("favicon.svg", "image/svg+xml")},
		{"GET /mock-and-reality", consoleFile("mock-and-reality.html", "text/html; charset=utf-8")},
		{"GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }},
		{"GET /personas", m.servePersonas},
		{"GET /personas/{id}", m.servePersona},
		{"GET /personas/{id}/{registry}/{lookup}", m.serveQuery},
		{"POST /personas/{id}/{registry}/{lookup}", m.askRegistry},
		{"POST /personas/{id}/{registry}/{lookup}/collect", m.collect},
		{"GET /population", m.servePopulation},
		{"GET /population/{n}", m.serveInhabitant},
		{"GET /population/{n}/{registry}/{lookup}", m.serveQuery},
		{"POST /population/{n}/{registry}/{lookup}", m.askRegistry},
		{"POST /population/{n}/{registry}/{lookup}/collect", m.collect},
		{"GET /faults", m.serveFaults},
		{"GET /faults/{fault}", m.serveFault},
		{"GET /admin/faults", m.serveRules},
		{"POST /admin/faults", m.addRule},
		{"DELETE /admin/faults", m.clearRules},
		{"DELETE /admin/faults/{id}", m.removeRule},
		{"GET /admin/journal", m.serveJournal},
		{"DELETE /admin/journal", m.clearJournal},
		{"GET /admin/journal/{id}", m.serveExchange},
		{"GET /admin/journal/live", m.streamJournal},
		{"POST /admin/verify", m.serveVerify},
		{"GET /admin/clock", m.serveClock},
		{"PUT /admin/clock", m.setClock},
		{"DELETE /admin/clock", m.resetClock},
		{"GET /admin/doors", m.serveDoors},
		{"POST /admin/doors", m.addDoor},
		{"GET /admin/ca.pem", m.serveCA},
		{"GET /admin/client.pem", m.serveClientCertificate},
		{"GET /admin/namespaces", m.serveNamespaces},
		{"GET /admin/openapi.yaml", serveAdminContract},
	}
}

// pages returns the handler of everything that is no registry.
func (m *Mock) pages() http.Handler {
	mux := http.NewServeMux()
	for _, r := range m.routes() {
		mux.HandleFunc(r.pattern, r.serve)
	}
	mux.HandleFunc(elsewhere, func(w http.ResponseWriter, r *http.Request) {
		if methods := strings.Join(allowed(mux, r), ", "); methods != "" {
			w.Header().Set("Allow", methods)
			http.Error(w, "not by "+r.Method+": expected "+methods, http.StatusMethodNotAllowed)
			return
		}
		nothingHere(w)
	})
	return mux
}

// elsewhere is the pattern of what fits no route. It fits every method, so that the mux never answers 405 on its own.
const elsewhere = "/"

// allowed returns the methods by which there is something at a request's path.
func allowed(mux *http.ServeMux, r *http.Request) (methods []string) {
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := r.WithContext(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != elsewhere {
			methods = append(methods, method)
		}
	}
	return methods
}

// nothingHere answers whoever mistyped a path.
func nothingHere(w http.ResponseWriter) {
	http.Error(w, "there is nothing here; the registries are at /migration, /pension, /tax and /mvd, the page is at /, and /admin/openapi.yaml has the rest",
		http.StatusNotFound)
}

// pageView is what page.html shows.
type pageView struct {
	Base       string // of this mock as the reader reached it, namespace included
	Namespace  string
	Gateway    string
	Seed       uint64
	Registries []registryView
	Personas   []personaView
	Population crowdView
	Lookups    []lookupOption
	Groups     []faultGroup
}

type registryView struct{ Name, Contract string }

type lookupOption struct {
	Name     string
	Protocol fault.Protocol
}

func (m *Mock) servePage(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := template.Must(page()).Execute(&b, m.view(r)); err != nil { // it is built in, and tested
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	own(w, "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// own says of what is sent that it loads and asks nothing from elsewhere.
func own(w http.ResponseWriter, contentType string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "+
		"base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
}

func (m *Mock) view(r *http.Request) pageView {
	space := spaceOf(r)
	base := address(r) + space.prefix()
	view := pageView{
		Base: base, Namespace: space.name, Gateway: m.config.Gateway, Seed: m.config.Seed,
		Groups: m.faultGroups(), Population: m.crowdView(r, base),
	}
	for _, name := range Registries() {
		contract := "?wsdl"
		if protocolOf(name+"/") == fault.REST {
			contract = "/openapi.yaml"
		}
		view.Registries = append(view.Registries, registryView{name, contract})
	}
	for _, name := range Lookups() {
		view.Lookups = append(view.Lookups, lookupOption{name, protocolOf(name)})
	}
	for _, p := range m.people {
		view.Personas = append(view.Personas, p.view(base, "/personas/"+p.ID))
	}
	return view
}

// consoleFile serves a file of the page.
func consoleFile(name, contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		text, err := consoleFiles.ReadFile("console/" + name)
		if err != nil {
			http.Error(w, "the page could not be read", http.StatusInternalServerError)
			return
		}
		own(w, contentType)
		_, _ = w.Write(text)
	}
}
