package fault

import (
	"slices"
	"strings"
)

// Faults of structure: elements that are missing, doubled, empty, unknown or in another namespace.

// edit makes one case for each given element that stands in the reply, unless how gives nil for it.
func edit(in *Input, elements []Element, how func(document, *node, Element) []byte) []Case {
	doc := parse(in.Shape.Protocol, in.Reply.Body)
	if doc == nil {
		return nil
	}
	var cases []Case
	for _, e := range elements {
		n := doc.at(e.Path)
		if n == nil {
			continue
		}
		if body := how(doc, n, e); body != nil {
			cases = append(cases, Case{Name: e.Path, Reply: in.Reply.with(body)})
		}
	}
	return cases
}

func missingRequired(in *Input) []Case {
	return edit(in, in.Shape.those(Required), func(d document, n *node, _ Element) []byte { return d.remove(n) })
}

func duplicateElement(in *Input) []Case {
	once := slices.DeleteFunc(slices.Clone(in.Shape.Elements), func(e Element) bool { return e.is(Repeats) })
	return edit(in, once, func(d document, n *node, e Element) []byte { return d.repeat(n, e.Other) })
}

func xsiNil(in *Input) []Case {
	const is = `xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
	return edit(in, in.Shape.those(Required), func(d document, n *node, _ Element) []byte {
		x := &xmlDocument{body: d.setRaw(n, "")}
		return x.attribute(n, is)
	})
}

func emptyElement(in *Input) []Case {
	doc := parse(in.Shape.Protocol, in.Reply.Body)
	if doc == nil {
		return nil
	}
	content := ""
	if in.Shape.Protocol == REST {
		content = "{}"
	}
	return []Case{{Reply: in.Reply.with(doc.setRaw(doc.at(""), content))}}
}

func bothChoices(in *Input) []Case {
	return choices(in, func(d document, parent, _ *node, other string) []byte { return d.put(parent, other) })
}

func noChoice(in *Input) []Case {
	cases := choices(in, func(d document, _, present *node, _ string) []byte { return d.remove(present) })
	return slices.CompactFunc(cases, func(a, b Case) bool { return string(a.Reply.Body) == string(b.Reply.Body) })
}

// choices makes a case for each choice that the reply holds and each branch that was not taken.
func choices(in *Input, how func(d document, parent, present *node, other string) []byte) []Case {
	doc := parse(in.Shape.Protocol, in.Reply.Body)
	if doc == nil {
		return nil
	}
	var cases []Case
	for _, choice := range in.Shape.Choices {
		parent := doc.at(choice.In)
		taken, present := choice.taken(parent)
		if present == nil {
			continue
		}
		for _, other := range choice.names() {
			if other != taken {
				body := how(doc, parent, present, choice.Samples[other])
				cases = append(cases, Case{Name: strings.TrimPrefix(choice.In+"/"+other, "/"), Reply: in.Reply.with(body)})
			}
		}
	}
	return cases
}

func (b Branches) names() []string {
	names := make([]string, 0, len(b.Samples))
	for name := range b.Samples {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// taken returns the branch that stands in parent, which may be nil.
func (b Branches) taken(parent *node) (string, *node) {
	if parent == nil {
		return "", nil
	}
	for _, name := range b.names() {
		if n := parent.find(name); n != nil {
			return name, n
		}
	}
	return "", nil
}

func extraElement(in *Input) []Case {
	doc := parse(in.Shape.Protocol, in.Reply.Body)
	if doc == nil {
		return nil
	}
	extra := `"unknownMember":{"note":"new in the next version"}`
	if x, ok := doc.(*xmlDocument); ok {
		p := x.prefix(x.payload)
		extra = "<" + p + "unknownElement><" + p + "note>new in the next version</" + p + "note></" + p + "unknownElement>"
	}
	return []Case{{Reply: in.Reply.with(doc.put(doc.at(""), extra))}}
}

func wrongNamespace(in *Input) []Case {
	doc, ok := parse(in.Shape.Protocol, in.Reply.Body).(*xmlDocument)
	if !ok {
		return nil
	}
	body := strings.ReplaceAll(string(in.Reply.Body), `"`+doc.payload.space+`"`, `"`+doc.payload.space+`/other"`)
	return []Case{{Reply: in.Reply.with([]byte(body))}}
}

func childWrongNamespace(in *Input) []Case {
	return edit(in, in.Shape.those(Required), func(d document, n *node, _ Element) []byte {
		x, _ := d.(*xmlDocument)
		binding := strings.TrimSuffix("xmlns:"+x.prefix(n), ":")
		return x.attribute(n, binding+`="`+n.space+`/other"`)
	})
}
