package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// The columns of the matrix: what a stack does as a client of the mocks, and as a server for the drivers.
const (
	clientAnswer = iota
	clientFault
	clientToken // a UsernameToken made by the stack is accepted, and refused with a wrong password
	serverAnswer
	serverFault
	serverToken // a driver's UsernameToken is verified by the stack, and refused with a wrong password
	columns
)

// A cell counts what was tried of a stack, an operation and a column.
type cell struct {
	tried int
	wrong int
	first string // what is wrong, of the first that is
	none  string // why nothing is tried
}

// judge counts one that was tried; wrong is "" when it is right.
func (c *cell) judge(about, wrong string) {
	c.tried++
	if wrong == "" {
		return
	}
	c.wrong++
	if c.first == "" {
		c.first = about + ": " + wrong
	}
}

// String implements fmt.Stringer. A cell in which nothing was tried is wrong, unless it says why.
func (c *cell) String() string {
	switch {
	case c.none != "":
		return "has none"
	case c.tried == 0:
		return "WRONG untried"
	case c.wrong > 0:
		return fmt.Sprintf("WRONG %d/%d", c.wrong, c.tried)
	default:
		return fmt.Sprintf("ok %d", c.tried)
	}
}

// bad reports whether the cell makes the run fail.
func (c *cell) bad() bool { return c.none == "" && (c.tried == 0 || c.wrong > 0) }

// A row is an operation tried with a stack.
type row struct {
	operation operation
	cells     [columns]cell
}

// A part is what of the matrix is about one stack.
type part struct {
	stack   string
	version string
	rows    []row
	notes   []string
	failed  string // why it could not be tried to the end
}

func newPart(s *stack) *part {
	p := &part{stack: s.name}
	if len(s.unread) > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%s as a client does not read %s: %s.", s.name, strings.Join(s.unread, " and "), s.unreadWhy))
	}
	for _, o := range operations() {
		r := row{operation: o}
		if o.registry != "migration" {
			r.cells[clientToken].none, r.cells[serverToken].none = noTokens, noTokens
		}
		if s.noToken != "" {
			r.cells[clientToken].none, r.cells[serverToken].none = s.noToken, s.noToken
		}
		if s.server == nil {
			for _, column := range []int{serverAnswer, serverFault, serverToken} {
				r.cells[column].none = s.noServer
			}
		}
		p.rows = append(p.rows, r)
	}
	return p
}

const noTokens = "the contract wants no UsernameToken"

// cell returns the cell of an operation.
func (p *part) cell(o operation, column int) *cell {
	i := slices.IndexFunc(p.rows, func(r row) bool { return r.operation.lookup == o.lookup })
	return &p.rows[i].cells[column]
}

// bad reports whether the part makes the run fail.
func (p *part) bad() bool {
	return p.failed != "" || slices.ContainsFunc(p.rows, func(r row) bool {
		return slices.ContainsFunc(r.cells[:], func(c cell) bool { return c.bad() })
	})
}

// printMatrix writes all parts for a reader: what was tried, and below it what is wrong and why something has none.
func printMatrix(w io.Writer, parts []*part) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\t\tclient of the mocks\t\t\tserver for the drivers\t\t")
	fmt.Fprintln(t, "stack\toperation\tanswer\tfault\ttoken\tanswer\tfault\ttoken")
	for _, p := range parts {
		name := p.stack + " " + p.version
		for i := range p.rows {
			r := &p.rows[i]
			fmt.Fprintf(t, "%s\t%s %s", name, r.operation.registry, r.operation.name)
			for column := range r.cells {
				fmt.Fprintf(t, "\t%v", &r.cells[column])
			}
			fmt.Fprintln(t)
		}
	}
	_ = t.Flush() // to a terminal or a log
	for _, p := range parts {
		p.printReasons(w)
	}
}

func (p *part) printReasons(w io.Writer) {
	if p.failed != "" {
		fmt.Fprintf(w, "\nWRONG %s: %s\n", p.stack, p.failed)
	}
	for _, note := range p.notes {
		fmt.Fprintf(w, "\n%s\n", note)
	}
	var none []string
	for i := range p.rows {
		r := &p.rows[i]
		for column := range r.cells {
			c := &r.cells[column]
			if c.first != "" {
				fmt.Fprintf(w, "\nWRONG %s, %s %s, %s: %s\n", p.stack, r.operation.registry, r.operation.name, columnName(column), c.first)
			}
			if c.none != "" && c.none != noTokens && !slices.Contains(none, c.none) {
				none = append(none, c.none)
			}
		}
	}
	for _, reason := range none {
		fmt.Fprintf(w, "\n%s has none: %s.\n", p.stack, reason)
	}
}

func columnName(column int) string {
	return [columns]string{
		"answer to the client", "fault to the client", "token of the client",
		"answer of the server", "fault of the server", "token at the server",
	}[column]
}
