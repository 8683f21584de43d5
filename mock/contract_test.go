package mock

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/wsdl"
)

// The contracts of the REST registries as they are read at the start say what the published ones do.
func TestTheContractsBuiltInAreThePublishedOnes(t *testing.T) {
	for _, registry := range []string{"tax", "mvd"} {
		text, err1 := fs.ReadFile(wsdl.FS(), registry+"/openapi.yaml")
		plain, err2 := yaml.YAMLToJSON(text)
		builtIn, err3 := contractFiles.ReadFile("contract/" + registry + ".json")
		var published, read any
		if err := errors.Join(err1, err2, err3, json.Unmarshal(plain, &published), json.Unmarshal(builtIn, &read)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(read, published) {
			t.Errorf("mock/contract/%s.json is not what wsdl/%s/openapi.yaml says: run go generate ./mock", registry, registry)
		}
	}
}

// A stock client follows what a WSDL includes, by the address at which it found it.
func TestAClientThatFollowsTheWSDLFindsEverythingHere(t *testing.T) {
	s, _ := started(t)
	for _, server := range []*Server{s, s.In("elsewhere")} {
		for registry, root := range map[string]string{"migration": "statusRequest", "pension": "SnilsValidationRequest"} {
			published := get(t, server.Registry(registry)+"?wsdl")
			if published.status != 200 || !strings.Contains(published.body, `address location="`+server.Registry(registry)+`"`) {
				t.Fatalf("%s: %d %s", registry, published.status, published.body)
			}
			all := follow(t, server.Registry(registry)+"?wsdl", map[string]bool{})
			if !strings.Contains(all, `name="`+root+`"`) || !strings.Contains(all, "CalendarDateType") {
				t.Errorf("%s: not everything was found", registry)
			}
		}
	}
}

// The action of each operation is made of the name of its element: that is how the registries tell a wrong one.
func TestActionsAreAsTheContractsHaveThem(t *testing.T) {
	for _, entry := range []string{"migration/migration.wsdl", "pension/pension.wsdl"} {
		text, err := fs.ReadFile(wsdl.FS(), entry)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`soapAction="([^"]*)"`).FindAllSubmatch(text, -1)
		if len(found) == 0 {
			t.Errorf("%s has no actions", entry)
		}
		for _, action := range found {
			element := strings.TrimPrefix(string(action[1]), "urn:") + "Request"
			if actionOf(element) != string(action[1]) || !strings.Contains(string(text), `element="tns:`+element+`"`) {
				t.Errorf("%s: %s is not the action of %s", entry, action[1], element)
			}
		}
	}
}

// follow returns a document and all that it includes.
func follow(t *testing.T, at string, seen map[string]bool) string {
	t.Helper()
	if seen[at] {
		return ""
	}
	seen[at] = true
	r := get(t, at)
	if r.status != 200 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/xml") {
		t.Fatalf("%s: %d %s", at, r.status, r.header.Get("Content-Type"))
	}
	base, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	all := r.body
	decoder := xml.NewDecoder(strings.NewReader(r.body))
	for {
		token, err := decoder.Token()
		if err != nil {
			return all
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "include" {
			continue
		}
		for _, a := range start.Attr {
			if a.Name.Local == "schemaLocation" {
				next, err := base.Parse(a.Value)
				if err != nil {
					t.Fatal(err)
				}
				all += follow(t, next.String(), seen)
			}
		}
	}
}

func TestTheHostIsTheReadersOwn(t *testing.T) {
	s, _ := started(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/pension?wsdl", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "registry.test:9&'x"
	recorder := &recorder{header: http.Header{}}
	s.Handler().ServeHTTP(recorder, r)
	if !strings.Contains(recorder.body.String(), `location="http://registry.test:9&amp;&#39;x/pension"`) {
		t.Errorf("got %s", recorder.body.String())
	}
}

type recorder struct {
	header http.Header
	body   strings.Builder
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

func TestTheRESTContractsAreServed(t *testing.T) {
	s, _ := started(t)
	for _, registry := range []string{"tax", "mvd"} {
		r := get(t, s.Registry(registry)+"/openapi.yaml")
		if r.status != 200 || !strings.Contains(r.body, "- url: "+s.Registry(registry)) {
			t.Errorf("%s: %d %.300s", registry, r.status, r.body)
		}
	}
}

func TestOnlyContractsAreServed(t *testing.T) {
	s, _ := started(t)
	for _, path := range []string{"/pension", "/pension/SOURCE", "/pension/../embed.go", "/pension/../tax/openapi.yaml", "/pension/none.xsd", "/tax?wsdl"} {
		if r := get(t, s.URL+path); r.status == 200 {
			t.Errorf("%s was served", path)
		}
	}
	if r, err := do(t, http.MethodPut, s.URL+"/pension", ""); err != nil || r.status != http.StatusMethodNotAllowed || r.header.Get("Allow") == "" {
		t.Errorf("PUT: %d %v", r.status, err)
	}
}

// The page loads nothing from elsewhere: its policy says so, and so do its own files.
func TestThePageStandsAlone(t *testing.T) {
	s, _ := started(t)
	r := get(t, s.URL+"/")
	if policy := r.header.Get("Content-Security-Policy"); r.status != 200 || !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%d %v", r.status, r.header)
	}
	for _, path := range []string{"/", "/console.css", "/console.js", "/mock-and-reality"} {
		text := get(t, s.URL+path)
		if text.status != 200 || text.body == "" {
			t.Errorf("%s: %d", path, text.status)
		}
		for _, address := range regexp.MustCompile(`https?://[^\s"'<]+`).FindAllString(text.body, -1) {
			if !strings.HasPrefix(address, s.URL) && !strings.HasPrefix(address, s.config.Gateway) {
				t.Errorf("%s holds %s", path, address)
			}
		}
		for _, foreign := range []string{"@import", "url(", "innerHTML", "eval(", " style=", " onclick="} {
			if strings.Contains(text.body, foreign) {
				t.Errorf("%s holds %s", path, foreign)
			}
		}
	}
	for _, p := range people(t) {
		if !strings.Contains(r.body, `id="`+p.ID+`"`) {
			t.Errorf("%s is not on the page", p.ID)
		}
		for name := range p.Lookups {
			if !strings.Contains(r.body, s.URL+"/personas/"+p.ID+"/"+name) {
				t.Errorf("%s %s is not on the page", p.ID, name)
			}
		}
	}
	if r := get(t, s.In("x").Registry("")); !strings.Contains(r.body, s.URL+"/ns/x/personas") {
		t.Error("the page of a namespace leads out of it")
	}
}
