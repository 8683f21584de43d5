package mock

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/sverka/sverka/mock/fault"
)

// faultInfo is a fault as GET /faults shows it.
type faultInfo struct {
	Name      string           `json:"name"`
	Says      string           `json:"says"`
	Place     fault.Place      `json:"place"`
	Group     string           `json:"group"` // what it looks like to a client; see groupOf
	Protocols []fault.Protocol `json:"protocols"`
	Ends      string           `json:"ends"`
	Takes     string           `json:"takes,omitempty"` // how long an exchange takes with it, where it does
}

// faultDetail is a fault as GET /faults/{fault} shows it.
type faultDetail struct {
	faultInfo
	Cases []faultCase `json:"cases"`
}

// A faultCase is one way in which a fault can befall an exchange.
type faultCase struct {
	Lookup string `json:"lookup"`
	On     string `json:"on"`
	Name   string `json:"name"`
	Ends   string `json:"ends"`
}

// The groups of faults that a page shows, in its order.
const (
	groupSOAP   = "SOAP fault"
	groupStatus = "Refusal by HTTP status or JSON"
	groupTicket = "About a ticket"
	groupWire   = "On the wire"
	groupAny    = "In the body of any reply"
	groupXML    = "In the body of a SOAP reply"
	groupJSON   = "In the body of a JSON reply"
	groupDoor   = "Before there is a request"
)

func groups() []string {
	return []string{groupSOAP, groupStatus, groupTicket, groupWire, groupAny, groupXML, groupJSON, groupDoor}
}

// groupOf says where somebody looks for f who knows what he wants to see.
func groupOf(f fault.Fault) string {
	soap, rest := f.In(fault.SOAP11) || f.In(fault.SOAP12), f.In(fault.REST)
	switch {
	case !f.Served():
		return groupDoor
	case f.Place == fault.OnWire:
		return groupWire
	case strings.HasPrefix(f.Name, "ticket_"):
		return groupTicket
	case f.Place == fault.InRefusal && !rest:
		return groupSOAP
	case f.Place == fault.InRefusal:
		return groupStatus
	case soap && rest:
		return groupAny
	case soap:
		return groupXML
	default:
		return groupJSON
	}
}

func (m *Mock) faultInfo(f fault.Fault) faultInfo {
	return faultInfo{f.Name, f.Says, f.Place, groupOf(f), f.Protocols, f.Ends.String(), m.takes(f.Name)}
}

// takes says how long an exchange takes with a fault, "" where it takes no time.
func (m *Mock) takes(name string) string {
	const typical = 600 // bytes of a reply
	switch of := m.config.Faults; name {
	case "drip":
		return fmt.Sprintf("a byte each %v: %v for a reply of %d bytes", of.Drip.std(), typical*of.Drip.std(), typical)
	case "hang":
		return "until the client gives up"
	case "slow":
		return fmt.Sprintf("mostly about %v, now and then several times as long", of.SlowMedian.std())
	default:
		return ""
	}
}

func (m *Mock) faultInfos() []faultInfo {
	var all []faultInfo
	for _, f := range fault.Catalogue() {
		all = append(all, m.faultInfo(f))
	}
	return all
}

// A faultGroup is faults that look alike to a client.
type faultGroup struct {
	Label  string
	Faults []faultInfo
}

// Served reports whether a rule can choose those of the group.
func (g faultGroup) Served() bool { return g.Label != groupDoor }

func (m *Mock) faultGroups() []faultGroup {
	all := make([]faultGroup, len(groups()))
	for i, label := range groups() {
		all[i].Label = label
	}
	for _, info := range m.faultInfos() {
		of := &all[slices.Index(groups(), info.Group)]
		of.Faults = append(of.Faults, info)
	}
	return all
}

func (m *Mock) serveFaults(w http.ResponseWriter, _ *http.Request) { writeJSON(w, m.faultInfos(), nil) }

func (m *Mock) serveFault(w http.ResponseWriter, r *http.Request) {
	f, err := fault.Find(r.PathValue("fault"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	writeJSON(w, faultDetail{m.faultInfo(f), m.ways(f, "")}, nil)
}

// ways returns in which ways f can befall which exchanges of a lookup, "" being all, each once. Which there are, a reply decides: so everybody is asked about whom
// nothing else befalls, which takes some ten milliseconds.
func (m *Mock) ways(f fault.Fault, of string) []faultCase {
	all := []faultCase{}
	seen := map[faultCase]bool{}
	for way := range m.eachWay(f, of) {
		if !seen[way] {
			seen[way] = true
			all = append(all, way)
		}
	}
	return all
}

// eachWay yields ways, one of them as often as there are people to whom it can happen. Nobody is asked about before he is come to.
func (m *Mock) eachWay(f fault.Fault, of string) iter.Seq[faultCase] {
	return func(yield func(faultCase) bool) {
		for _, lookup := range Lookups() {
			if of != "" && of != lookup || !f.Served() || !f.In(protocolOf(lookup)) {
				continue
			}
			for _, p := range m.people {
				if l, asked := p.Lookups[lookup]; !asked || l.Fault != "" {
					continue
				}
				if !each(m.waysOf(f, lookup, p), yield) {
					return
				}
			}
		}
	}
}

// each yields ways until there is no more or yield wants no more, and reports whether it does.
func each(ways []faultCase, yield func(faultCase) bool) bool {
	for _, way := range ways {
		if !yield(way) {
			return false
		}
	}
	return true
}

// waysOf returns the cases of f for the replies to one question. They are made in a world of their own, where nobody else meets them.
func (m *Mock) waysOf(f fault.Fault, lookup string, p *persona) []faultCase {
	q, err := p.query(lookup)
	if err != nil {
		return nil
	}
	aside := &namespace{counts: map[string]int{}, earlier: map[operation]fault.Reply{}}
	r, body := m.question(aside, lookup, q.Subject)
	replies := []answer{m.answerAside(aside, r, body)}
	if then := offerOf(lookup).then; then != nil {
		if next, due, ok := then.wire(m, aside, q.Subject); ok {
			if !due.IsZero() {
				aside.clock.set(m.config.Now(), due, true)
			}
			r.URL.Path = next.path
			replies = append(replies, m.answerAside(aside, r, next.body))
		}
	}
	var ways []faultCase
	for _, a := range replies {
		cases, err := f.Cases(m.input(aside.clock.now(m.config.Now()), a, fault.Reply{}, 0))
		if err != nil { // this reply has nothing for it to act on
			continue
		}
		for i := range cases {
			ways = append(ways, faultCase{lookup, a.operation, cases[i].Name, cases[i].Ends.String()})
		}
	}
	return ways
}

func (m *Mock) answerAside(aside *namespace, r *http.Request, body string) answer {
	registry, below, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return m.registries[registry]().answer(&exchange{
		request: r, registry: registry, path: "/" + below, body: []byte(body), space: aside, now: aside.clock.now(m.config.Now()),
	})
}
