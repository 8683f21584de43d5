package operate

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"net/http"
	"time"

	"github.com/sverka/sverka/internal/resilience"
)

//go:embed page/operate.js
var pageScript string

//go:embed page/operate.css
var pageStyle string

//go:embed page/operate.svg
var pageIcon string

//go:embed page/*.html
var pageFiles embed.FS

// pageHTML are the page and its sections. What an operator wrote, or a registry's name, is escaped where it stands.
var pageHTML = template.Must(template.ParseFS(pageFiles, "page/*.html")) //nolint:gochecknoglobals // compiled once, and never changed

// pages serves the page. To who has no session it tells nothing of the gateway.
func (o *operator) pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", o.page)
	for path, file := range map[string]struct{ kind, text string }{
		"GET /operate.js":  {"text/javascript; charset=utf-8", pageScript},
		"GET /operate.css": {"text/css; charset=utf-8", pageStyle},
		"GET /operate.svg": {"image/svg+xml", pageIcon}, // a browser asks for one in any case, and would be counted as unknown
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", file.kind)
			_, _ = io.WriteString(w, file.text) // the reader has gone
		})
	}
}

// A view is the page for one reader.
type view struct {
	Operator string // "": nobody has signed in
	Until    when   // of a session
	Modes    []modeChoice
	Sections []section
	Now      when
}

type modeChoice struct {
	Mode resilience.Mode
	Does string
	Most int // hours that it may last
}

// modeChoices are what an operator can choose from, in words for both gates and breakers.
func modeChoices() []modeChoice {
	return []modeChoice{
		{resilience.Refuse, "nothing goes to the registry; answers that are kept are given all the same", hours(maxOverride)},
		{resilience.Pass, "everything goes through, and nothing is counted", hours(maxPass)},
		{resilience.Observe, "it measures, and holds nothing back", hours(maxOverride)},
	}
}

func hours(d time.Duration) int { return int(d / time.Hour) }

// page shows how things stand to who has a session or a token, and to others where to sign in.
func (o *operator) page(w http.ResponseWriter, r *http.Request) {
	v, ok := o.viewFor(w, r)
	if !ok {
		return
	}
	var text bytes.Buffer
	if err := pageHTML.ExecuteTemplate(&text, "operate.html", v); err != nil {
		o.Log.Error("the console cannot be rendered", "error", err)
		problem(w, http.StatusInternalServerError, "internal", "the page cannot be rendered; the log says that it was so")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = text.WriteTo(w) // the reader has gone
}

// viewFor returns what the reader may see; ok is false if he was refused.
func (o *operator) viewFor(w http.ResponseWriter, r *http.Request) (v view, ok bool) {
	now := time.Now()
	v = view{Modes: modeChoices(), Now: when{now, now}}
	if _, ok := r.Header["Authorization"]; ok {
		who, ok := o.byToken(w, r, bearer(r))
		if !ok {
			return v, false
		}
		v.Operator = who.Name
	} else if s := o.sessions.of(r, o.Deps); s != nil {
		v.Operator, v.Until = s.operator, when{s.ends(), now}
	}
	if v.Operator != "" {
		v.Sections = o.look(now).sections()
	}
	return v, true
}

// A section is a part of the page that changes by itself.
type section struct {
	ID       string
	template string
	data     any
}

// sections are the parts in the order of the page.
func (c console) sections() []section {
	all := []section{{"overview", "overview", c}}
	for _, r := range c.Registries {
		all = append(all, section{"r-" + r.Registry, "registry", r})
	}
	return append(all,
		section{"overrides", "overrides", c}, section{"failures", "failures", c}, section{"calendar", "calendar", c}, section{"gateway", "gateway", c})
}

// html renders the section alone.
func (s section) html() (string, error) {
	var text bytes.Buffer
	err := pageHTML.ExecuteTemplate(&text, s.template, s.data)
	return text.String(), err
}

// HTML is html for the page around it.
func (s section) HTML() (template.HTML, error) {
	text, err := s.html()
	return template.HTML(text), err //nolint:gosec // html/template has just escaped it
}
