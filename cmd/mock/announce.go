package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sverka/sverka/mock"
)

// announcement is what a reader needs who has only this text: where everything is, and how to send something there.
func announcement(p *mock.Program, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Mock registries at %s, seed %d\n\n", p.URL, o.config.Seed)
	line := func(what, where string) { fmt.Fprintf(&b, "  %-14s  %s\n", what, where) }
	line("page", p.URL+"/  people, fault switches, the journal as it grows")
	for _, name := range mock.Registries() {
		where := p.URL + "/" + name
		if alone := p.Alone[name]; alone != "" {
			where += ", and alone at " + alone
		}
		line(name, where)
	}
	line("admin API", p.URL+"/admin/openapi.yaml")
	for _, d := range p.Doors() {
		line(d.Kind, d.URL+"/{registry}")
	}
	if size := o.config.Population; size > 0 {
		line("population", fmt.Sprintf("%s/population/1 to %d", p.URL, size))
	}
	b.WriteString(pointing(p, o))
	b.WriteString("\nCtrl-C ends it.\n")
	return b.String()
}

// pointing says what a gateway's configuration needs to be.
func pointing(p *mock.Program, o options) string {
	var b strings.Builder
	b.WriteString("\nA gateway on them, in its configuration:\n")
	fmt.Fprintf(&b, "  registries.pension.transport.base_url: %s/pension  (and so for each)\n", p.URL)
	if o.secrets != "" {
		fmt.Fprintf(&b, "  its secrets are in %s, by the names that configs/gateway.yaml has\n", o.secrets)
	} else {
		b.WriteString("  its secrets: mock -secrets run writes those that configs/gateway.yaml names\n")
	}
	doors := p.Doors()
	i := slices.IndexFunc(doors, func(d mock.Door) bool { return d.Kind == mock.DoorMutualTLS })
	if p.TLS == nil || i < 0 {
		return b.String()
	}
	fmt.Fprintf(&b, "By mutual TLS, with files made for this run alone:\n")
	fmt.Fprintf(&b, "  registries.pension.transport.base_url: %s/pension\n", doors[i].URL)
	fmt.Fprintf(&b, "  registries.pension.transport.tls: {ca_file: %s, certificate_file: %s, key_file: %s}\n", p.TLS.CA, p.TLS.Certificate, p.TLS.Key)
	return b.String()
}
