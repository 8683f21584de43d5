package mock

import (
	"bytes"
	"embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/sverka/sverka/internal/docs"
	"github.com/sverka/sverka/mock/fault"
)

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
		{"GET /mock-and-reality", serveReality},
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
	mux.HandleFunc("/", nothingHere)
	return mux
}

// nothingHere answers whoever mistyped a path.
func nothingHere(w http.ResponseWriter, _ *http.Request) {
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
	Lookups    []lookupOption
	Groups     []faultGroup
}

type registryView struct{ Name, Contract string }

type lookupOption struct {
	Name     string
	Protocol fault.Protocol
}

type personaView struct {
	ID, Name, Born, Story string
	Citizenships          []string
	Lookups               []lookupView
}

type lookupView struct {
	Name, Fault string
	Expect      string
}

// String says what is expected in the words of the answer.
func (e Expect) String() string {
	text := e.Outcome + e.Kind
	if e.Verdict+e.Reason != "" {
		text += " · " + e.Verdict + e.Reason
	}
	return text
}

func (m *Mock) servePage(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := template.Must(page()).Execute(&b, m.view(r)); err != nil { // it is built in, and tested
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes())
}

func (m *Mock) view(r *http.Request) pageView {
	space := spaceOf(r)
	view := pageView{
		Base: address(r) + space.prefix(), Namespace: space.name, Gateway: m.config.Gateway, Seed: m.config.Seed,
		Groups: m.faultGroups(),
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
		view.Personas = append(view.Personas, p.view())
	}
	return view
}

// serveReality says what the real registries do otherwise.
func serveReality(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(docs.MockAndReality()))
}

// consoleFile serves a file of the page.
func consoleFile(name, contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		text, err := consoleFiles.ReadFile("console/" + name)
		if err != nil {
			http.Error(w, "the page could not be read", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(text)
	}
}

func (p *persona) view() personaView {
	s := p.Person
	name := joined(s.FamilyName, s.GivenName, s.Patronymic)
	if name == "" {
		name = joined(s.LatinFamilyName, s.LatinGivenName)
	}
	v := personaView{ID: p.ID, Name: name, Born: s.BirthDate, Story: p.Story, Citizenships: s.Citizenships}
	for _, lookup := range slices.Sorted(maps.Keys(p.Lookups)) {
		l := p.Lookups[lookup]
		v.Lookups = append(v.Lookups, lookupView{lookup, l.Fault, l.Expect.String()})
	}
	return v
}

func joined(words ...string) string {
	var b bytes.Buffer
	for _, w := range words {
		if w != "" && b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}
