package main

import (
	"net/http"
	"strings"
)

// client keeps no connections, so that nothing of it is left when a test ends.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func newRequest(method, url, body string) (*http.Request, error) {
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err == nil && body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r, err
}
