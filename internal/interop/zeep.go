package main

// zeep is Python's client. It is tried under Debian's own interpreter, for which Debian packages it.
func zeep() stack {
	python := "/usr/bin/python3"
	return stack{
		name: "zeep", folder: "zeep",
		needs: []tool{{
			what: "zeep for Debian's own python3", check: []string{python, "-c", "import zeep"}, install: apt("python3-zeep"),
		}},
		version:   []string{python, "-c", "import zeep; print(zeep.__version__)"},
		client:    func(w *workshop, _ string) []string { return []string{python, w.path("client.py")} },
		speaks:    jsonLines{},
		unread:    []string{"noTerm", "PersonMismatch"},
		unreadWhy: "an element of an empty type is None, as one that did not come; internal/docs/interop.md says what to do",
		noServer:  "zeep is a client only, and spyne, Python's server, takes no WSDL: it writes one from Python classes",
	}
}
