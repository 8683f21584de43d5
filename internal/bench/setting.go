package main

import "fmt"

// A setting is what a figure needs of the gateway beyond its defaults.
type setting struct {
	registry  string // address of the registries, http://host:port
	migration string // last part of migration's path: what it does (package standin)
	limits    string // keys of migration's limits, as YAML, each with a comma behind it
	audit     string // directory of the audit log's keys, and of the log; none if empty
	idle      string // how long a connection to a registry is kept unused; the default if empty
}

// configure writes the gateway's configuration, and the secrets that it names, and returns the file.
func (h *house) configure(s setting, api, observe, operate string) (file string, err error) {
	for _, secret := range []string{"operate.token", "migration.password", "tax.token", "mvd.key"} {
		if _, err := h.write(secret, "bench-"+secret+"-0123456789abcdef"); err != nil {
			return "", err
		}
	}
	audit := "off"
	if s.audit != "" {
		audit = fmt.Sprintf(audited, s.audit)
	}
	transport := ""
	if s.idle != "" {
		transport = ", idle_timeout: " + s.idle
	}
	return h.write("gateway.yaml", fmt.Sprintf(configuration, api, observe, operate, h.folder, s.registry, s.migration, s.limits, transport, audit))
}

// audited is its audit. How full the disk of a bench is does not matter.
const audited = `{directory: "%[1]s/audit", key_file: "%[1]s/audit.key", officers_file: "%[1]s/officer.pub", reserve: {percent: 0, bytes: 0}}`

// configuration is the gateway's with its defaults, but that it goes at once when it is told to, and that a machine which
// stalls for seconds does not pass for a slow registry and open a breaker. The registries that no figure asks are where the
// others are.
const configuration = `
api: {listen: "%[1]s"}
observe: {listen: "%[2]s"}
operate: {listen: "%[3]s", token_file: "%[4]s/operate.token"}
access: off
audit: %[9]s
shutdown: {drain: 0s}
registries:
  migration:
    driver: {system_id: SVERKA01, username: sverka, password_file: "%[4]s/migration.password"}
    transport: {base_url: "%[5]s/migration%[6]s"%[8]s}
    limits: {%[7]s slow_after: 8s}
  pension:
    driver: {system_id: SVERKA01}
    transport: {base_url: "%[5]s/pension"%[8]s}
    limits: {slow_after: 8s}
  tax:
    driver:
      system_id: SVERKA01
      organisation: {name: "Бенч", inn: "7700000000", ogrn: "1027700000000"}
      master_token_file: "%[4]s/tax.token"
    transport: {base_url: "%[5]s/tax"}
  mvd:
    driver: {system_id: SVERKA01, key_file: "%[4]s/mvd.key"}
    transport: {base_url: "%[5]s/mvd"}
`
