package operate

import (
	_ "embed"
	"io"
	"net/http"
)

//go:embed page/operate.html
var pageHTML string

//go:embed page/operate.js
var pageScript string

//go:embed page/operate.css
var pageStyle string

// pages serves where a person signs in. They tell nothing of the gateway and are the same for everybody.
func (o *operator) pages(mux *http.ServeMux) {
	for path, file := range map[string]struct{ kind, text string }{
		"GET /{$}":         {"text/html; charset=utf-8", pageHTML},
		"GET /operate.js":  {"text/javascript; charset=utf-8", pageScript},
		"GET /operate.css": {"text/css; charset=utf-8", pageStyle},
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", file.kind)
			_, _ = io.WriteString(w, file.text) // the reader has gone
		})
	}
}
