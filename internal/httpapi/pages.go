package httpapi

import (
	"net/http"
	"strconv"
)

// pages returns what is served besides lookups, by path.
func pages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/openapi.yaml": func(w http.ResponseWriter, _ *http.Request) { page(w, "application/yaml", openAPI) },
	}
}

func page(w http.ResponseWriter, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body)
}
