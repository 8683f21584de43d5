package fault

import "slices"

// Faults of value: what stands in an element is not what the contract lets stand there, or is about something else.

// setting makes a case for each element with trait t, whose text becomes text.
func setting(t Trait, text string) func(*Input) []Case {
	return func(in *Input) []Case {
		return edit(in, in.Shape.those(t), func(d document, n *node, _ Element) []byte { return d.setText(n, text) })
	}
}

// dated makes a case for each date, written as how writes YYYY-MM-DD.
func dated(how func(iso string) string) func(*Input) []Case {
	return func(in *Input) []Case {
		return edit(in, in.Shape.those(Date), func(d document, n *node, _ Element) []byte {
			const iso = len("2006-01-02")
			text := d.text(n)
			if len(text) < iso {
				return nil
			}
			return d.setText(n, how(text[:iso]))
		})
	}
}

func withZone(iso string) string { return iso + "+06:00" }

// asPeopleDo gives the right date, only not in the contract's form.
func asPeopleDo(iso string) string { return iso[8:10] + "." + iso[5:7] + "." + iso[:4] }

func withTime(iso string) string { return iso + "T00:00:00" }

// unknownState tries a harmless word, which a log may show, and one that it may not.
func unknownState(in *Input) []Case {
	var cases []Case
	for _, word := range []struct{ name, text string }{
		{"word", "NEW_STATE_2027"},
		{"text", "Каримов: состояние уточняется\n<см. приложение>"},
	} {
		for _, c := range setting(State, word.text)(in) {
			c.Name += "." + word.name
			cases = append(cases, c)
		}
	}
	return cases
}

func otherRequest(in *Input) []Case {
	const other = "00000000-0000-7000-8000-00000000feed"
	return setting(RequestID, other)(in)
}

// replayedReply sends an earlier reply of the registry, or without one the present with an identifier of last year.
func replayedReply(in *Input) []Case {
	if in.Earlier.Body != nil {
		return []Case{{Reply: in.Earlier}}
	}
	cases := setting(RequestID, "01930000-0000-7000-8000-000000000001")(in)
	return cases[:min(1, len(cases))]
}

// otherPerson changes each thing by which the reply names the person, and then all of them.
func otherPerson(in *Input) []Case {
	elements := slices.DeleteFunc(in.Shape.those(Person), func(e Element) bool { return e.Other == "" })
	swap := func(d document, n *node, e Element) []byte { return d.setText(n, e.Other) }
	all := in.Reply
	for _, e := range elements {
		for _, c := range edit(&Input{Reply: all, Shape: in.Shape}, []Element{e}, swap) {
			all = c.Reply
		}
	}
	cases := edit(in, elements, swap)
	if len(cases) == 0 {
		return nil
	}
	return append([]Case{{Name: "all", Reply: all}}, cases...)
}
