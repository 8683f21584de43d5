package fault

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Refusals by HTTP status, and JSON that is not what it should be.

// plain is what stands in front of a registry: it answers with a status and knows no contract.
func plain(p Protocol, status int) Reply {
	text := http.StatusText(status)
	if p == REST {
		return RESTError(Document{Status: status, Body: `{"code":` + quoteJSON(strings.ToUpper(strings.ReplaceAll(text, " ", "_"))) + `,"message":` + quoteJSON(text) + `}`})
	}
	return Reply{Status: status, Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte(text + "\n")}
}

// byStatus makes a case for each wording of the refusals that the contract gives status, or a plain one.
func byStatus(status int, refusals ...Refusal) func(*Input) []Case {
	return func(in *Input) []Case {
		if in.Shape.Protocol != REST {
			return []Case{{Reply: plain(in.Shape.Protocol, status)}}
		}
		cases := slices.DeleteFunc(worded(in, RESTError, refusals...), func(c Case) bool { return c.Reply.Status != status })
		if len(cases) == 0 && status != http.StatusUnprocessableEntity {
			return []Case{{Reply: plain(REST, status)}}
		}
		return cases
	}
}

// refusedOnce ends as the fault does, and not as its wording: the second time the token holds.
func refusedOnce(in *Input) []Case {
	cases := byStatus(http.StatusUnauthorized, Token)(in)
	for i := range cases {
		cases[i].own = false
	}
	return cases
}

// retryAfter makes a case for each manner of asking to wait, sane ones first.
func retryAfter(status int) func(*Input) []Case {
	return func(in *Input) []Case {
		first := byStatus(status, Quota, Server)(in)[0]
		var cases []Case
		for _, ask := range []struct{ name, value string }{
			{"seconds", "2"},
			{"date", in.Now.Add(3 * time.Second).UTC().Format(http.TimeFormat)},
			{"week", "604800"},
			{"next_year", in.Now.AddDate(1, 0, 0).UTC().Format(http.TimeFormat)},
			{"negative", "-5"},
			{"past", "Thu, 01 Jan 1970 00:00:00 GMT"},
			{"word", "later"},
			{"overflow", "99999999999999999999"},
		} {
			c := first
			c.Name, c.Reply = ask.name, first.Reply.Headed("Retry-After", ask.value)
			cases = append(cases, c)
		}
		return cases
	}
}

func status200Error(in *Input) []Case {
	cases := everyFault(in, func(d Document) Reply {
		reply := RESTError(d)
		reply.Status = http.StatusOK
		return reply
	})
	return slices.DeleteFunc(cases, func(c Case) bool { return len(c.Reply.Body) == 0 })
}

func ticket(r Refusal) func(*Input) []Case {
	return func(in *Input) []Case { return worded(in, RESTError, r) }
}

func redirect(in *Input) []Case {
	var cases []Case
	for _, status := range []int{http.StatusFound, http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		reply := in.Reply.with(nil).Headed("Location", in.Elsewhere)
		reply.Status = status
		cases = append(cases, Case{Name: strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_"), Reply: reply})
	}
	return cases
}

// jsonWrongType gives each required member a value of another type, and then null.
func jsonWrongType(in *Input) []Case {
	cases := edit(in, in.Shape.those(Required), func(d document, n *node, _ Element) []byte {
		j, _ := d.(*jsonDocument)
		if j.body[n.inner.start] == '{' {
			return d.setRaw(n, `"an object was here"`)
		}
		return d.setRaw(n, `{"a":1}`)
	})
	null := edit(in, in.Shape.those(Required), func(d document, n *node, _ Element) []byte { return d.setRaw(n, "null") })
	for i := range null {
		null[i].Name += ".null"
	}
	return append(cases, null...)
}

func jsonDuplicateKey(in *Input) []Case {
	return edit(in, in.Shape.Elements, func(d document, n *node, e Element) []byte { return d.repeat(n, e.Other) })
}

func jsonNaN(in *Input) []Case {
	return jsonFirst(in, func(d document, n *node) []byte { return d.setRaw(n, "NaN") })
}

func jsonBadUTF8(in *Input) []Case {
	return jsonFirst(in, func(d document, n *node) []byte { return d.setRaw(n, "\"\xc3\x28\"") })
}

// jsonFirst makes one case of the first required member.
func jsonFirst(in *Input, how func(document, *node) []byte) []Case {
	cases := edit(in, in.Shape.those(Required), func(d document, n *node, _ Element) []byte { return how(d, n) })
	return cases[:min(1, len(cases))]
}

func jsonTrailing(in *Input) []Case {
	return []Case{
		{Name: "document", Reply: in.Reply.with(append(slices.Clone(in.Reply.Body), `{"again":true}`...))},
		{Name: "brace", Reply: in.Reply.with(append(slices.Clone(in.Reply.Body), '}'))},
		{Name: "text", Reply: in.Reply.with(append(slices.Clone(in.Reply.Body), "\nOK"...))},
	}
}
