package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// gsoap is gSOAP in C: what wsdl2h and soapcpp2 generate from the contract, and its WS-Security plugin.
func gsoap() stack {
	return stack{
		name: "gSOAP", folder: "gsoap",
		needs: []tool{
			{what: "a C compiler", check: []string{"cc", "--version"}, install: apt("gcc")},
			{what: "wsdl2h and soapcpp2", check: []string{"sh", "-c", "command -v wsdl2h && command -v soapcpp2"}, install: apt("gsoap")},
			{what: "gSOAP's library", check: []string{"pkg-config", "--exists", "gsoapssl"}, install: apt("libgsoap-dev", "pkg-config")},
			{what: "OpenSSL's headers", check: []string{"sh", "-c", "echo '#include <openssl/ssl.h>' | cc -E - >/dev/null"}, install: apt("libssl-dev")},
		},
		version: []string{"sh", "-c", "pkg-config --modversion gsoapssl"},
		prepare: generate,
		speaks:  tabbedLines{},
		client:  func(w *workshop, registry string) []string { return []string{w.path(registry + "/client")} },
		script:  writeReplies,
		server: func(w *workshop, registry string) []string {
			return []string{w.path(registry + "/server"), w.path(registry)}
		},
	}
}

// soapVersion is the option of soapcpp2 that speaks a registry's version: without one it speaks 1.2 to a contract of 1.1.
func soapVersion(registry string) string { return "-" + version(registry)[2:] }

// installed is where Debian puts the sources of gSOAP's plugins, and the headers that soapcpp2 imports.
const installed = "/usr/share/gsoap/"

// generate makes a client and a server from each contract, as a running mock shows it.
func generate(ctx context.Context, w *workshop, r *registries) error {
	errs := make(chan error)
	all := soapRegistries()
	for _, registry := range all {
		go func() { errs <- w.generate(ctx, registry, r.address(registry, "")+"?wsdl") }()
	}
	var err error
	for range all {
		err = errors.Join(err, <-errs)
	}
	return err
}

func (w *workshop) generate(ctx context.Context, registry, wsdl string) error {
	inner := &workshop{w.path(registry)}
	if err := os.Mkdir(inner.folder, 0o700); err != nil {
		return err
	}
	types := fmt.Sprintf("r = %q\n", namespace(registry))
	if err := os.WriteFile(inner.path("typemap.dat"), []byte(types), 0o600); err != nil {
		return err
	}
	if err := inner.run(ctx, "wsdl2h", "-c", "-t", "typemap.dat", "-o", "contract.h", wsdl); err != nil {
		return err
	}
	// What a user of the plugin writes before it all.
	sources := []string{"soapC.c", "../client.c", "soapClient.c", "../server.c", "soapServer.c"}
	if registry == "migration" {
		contract, err := os.ReadFile(inner.path("contract.h"))
		if err != nil {
			return err
		}
		if err := os.WriteFile(inner.path("contract.h"), append([]byte("#import \"wsse.h\"\n"), contract...), 0o600); err != nil { //nolint:gosec // a file of the workshop
			return err
		}
		for _, name := range []string{"plugin/wsseapi.c", "plugin/smdevp.c", "plugin/mecevp.c", "plugin/threads.c", "custom/struct_timeval.c"} {
			sources = append(sources, installed+name)
		}
	}
	if err := inner.run(ctx, "soapcpp2", soapVersion(registry), "-c", "-x", "-w", "-I", installed+"import", "contract.h"); err != nil {
		return err
	}
	return inner.compile(ctx, registry, sources)
}

// compile builds client and server of what has been generated. The generated code is large and soon thrown away: nothing is optimized.
func (w *workshop) compile(ctx context.Context, registry string, sources []string) error {
	flags := w.output(ctx, []string{"pkg-config", "--cflags", "gsoapssl"})
	var shared []string
	for _, source := range sources {
		object := strings.TrimSuffix(filepath.Base(source), ".c") + ".o"
		compile := append([]string{"cc", "-O0", "-w", "-c", "-o", object}, strings.Fields(flags)...)
		compile = append(compile, "-I.", "-I"+installed+"plugin", "-I"+installed+"custom", `-DREGISTRY="../`+registry+`.h"`, source)
		if err := w.run(ctx, compile...); err != nil {
			return err
		}
		if !strings.Contains(strings.ToLower(object), "client") && !strings.Contains(strings.ToLower(object), "server") {
			shared = append(shared, object)
		}
	}
	for program, own := range map[string][]string{"client": {"client.o", "soapClient.o"}, "server": {"server.o", "soapServer.o"}} {
		link := append([]string{"cc", "-o", program}, append(own, shared...)...)
		if err := w.run(ctx, append(link, "-lgsoapssl", "-lssl", "-lcrypto", "-lpthread")...); err != nil {
			return err
		}
	}
	return nil
}

// tabbedLines is the speech of a client in C: a line each for question and reading, with tabs between, and elements as XML.
type tabbedLines struct{}

func (tabbedLines) write(q *question) string {
	var element bytes.Buffer
	q.Request.appendXML(&element, namespace(q.sample.registry))
	address, user, password := "-", "-", "-"
	if q.sample.space != "" {
		address = strings.TrimSuffix(q.WSDL, "?wsdl")
	}
	if q.Username != "" {
		user, password = q.Username, q.Password
	}
	return strings.Join([]string{q.ID, q.Operation, address, user, password, element.String()}, "\t") + "\n"
}

func (tabbedLines) read(line []byte) (id string, r reading, err error) {
	parts := strings.SplitN(strings.TrimSpace(string(line)), "\t", 5)
	if len(parts) < 3 {
		return "", r, errors.New("fewer than three parts")
	}
	switch kind := parts[1]; kind {
	case "answer":
		answer, err := parseElement([]byte(parts[2]))
		if err != nil {
			return "", r, err
		}
		r.answer = answer.told()
	case "fault":
		r.fault = &faultReading{code: parts[2]}
		if len(parts) > 3 {
			r.fault.text = parts[3]
		}
		if len(parts) > 4 {
			detail, err := parseElement([]byte(parts[4]))
			if err != nil {
				return "", r, err
			}
			r.fault.detail = (&element{children: []element{detail}}).told()
		}
	default:
		r.err = parts[2]
	}
	return parts[0], r, nil
}

// writeReplies writes a script as files that are easily read in C, each in the folder of its registry.
func writeReplies(w *workshop, s *script) error {
	for operation, replies := range s.Replies {
		registry := s.Registries[operation]
		folder := filepath.Join(w.path(registry), "replies", operation)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		for about, reply := range replies {
			if err := os.WriteFile(filepath.Join(folder, about), reply.tabbed(s.Namespaces[registry]), 0o600); err != nil {
				return err
			}
		}
	}
	for _, registry := range soapRegistries() {
		credentials := []byte(s.Username + "\n" + s.Password + "\n")
		if err := os.WriteFile(filepath.Join(w.path(registry), "credentials"), credentials, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (r scripted) tabbed(namespace string) []byte {
	var b bytes.Buffer
	if r.Fault == nil {
		b.WriteString("answer\t")
		r.Answer.appendXML(&b, namespace)
		return b.Bytes()
	}
	b.WriteString("fault\t" + r.Fault.Code + "\t" + r.Fault.Text + "\t" + r.Fault.Name + "\t")
	r.Fault.Detail.appendXML(&b, namespace)
	return b.Bytes()
}
