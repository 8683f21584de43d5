package mock

import (
	"bytes"
	"embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"sync"
)

//go:embed page.html
var pageFiles embed.FS

// page is parsed once in a process.
//
//nolint:gochecknoglobals // read once, never written to
var page = sync.OnceValues(func() (*template.Template, error) { return template.ParseFS(pageFiles, "page.html") })

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
		{"GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }},
		{"GET /personas", m.servePersonas},
		{"GET /personas/{id}/{registry}/{lookup}", m.serveQuery},
		{"GET /faults", m.serveFaults},
		{"GET /admin/faults", m.serveRules},
		{"POST /admin/faults", m.addRule},
		{"DELETE /admin/faults", m.clearRules},
		{"GET /admin/journal", m.serveJournal},
		{"DELETE /admin/journal", m.clearJournal},
		{"GET /admin/journal/{id}", m.serveExchange},
		{"GET /admin/journal/live", m.streamJournal},
		{"POST /admin/verify", m.verify},
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
	return mux
}

// pageView is what page.html shows.
type pageView struct {
	Base       string // of this mock as the reader reached it, namespace included
	Gateway    string
	Registries []string
	Personas   []personaView
	Faults     []faultInfo
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
	view := pageView{Base: address(r) + spaceOf(r).prefix(), Gateway: m.config.Gateway, Registries: Registries(), Faults: faultInfos()}
	for _, p := range m.people {
		view.Personas = append(view.Personas, p.view())
	}
	var b bytes.Buffer
	if err := template.Must(page()).Execute(&b, view); err != nil { // it is built in, and tested
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
	_, _ = w.Write(b.Bytes())
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
