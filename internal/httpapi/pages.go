package httpapi

import (
	"net/http"
	"strconv"
	"sync"
)

// pages returns what is served besides lookups, by path. The page for readers is rendered when first asked for.
func pages() map[string]http.HandlerFunc {
	docs := sync.OnceValues(func() ([]byte, string) { return renderDocs(openAPI) })
	return map[string]http.HandlerFunc{
		"/openapi.yaml": func(w http.ResponseWriter, _ *http.Request) { page(w, "application/yaml", openAPI) },
		"/docs": func(w http.ResponseWriter, _ *http.Request) {
			html, policy := docs()
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Referrer-Policy", "no-referrer")
			page(w, "text/html; charset=utf-8", html)
		},
	}
}

func page(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body)
}
