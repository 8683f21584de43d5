package mock

// faultView is what the templates *-fault render: one element with children in order.
type faultView struct {
	Name   string
	Fields []faultField
}

type faultField struct{ Name, Text string }

// fault renders the detail of a fault of migration; fields are names and texts by turns.
func (m *migration) fault(name string, fields ...string) string {
	return m.detail("migration-fault", newFaultView(name, fields))
}

// fault renders the detail of a fault of pension.
func (p *pension) fault(name string, fields ...string) string {
	return p.detail("pension-fault", newFaultView(name, fields))
}

func newFaultView(name string, fields []string) faultView {
	v := faultView{Name: name}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Fields = append(v.Fields, faultField{fields[i], fields[i+1]})
	}
	return v
}
