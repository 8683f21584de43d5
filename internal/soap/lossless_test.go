package soap

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// randomStatus draws a reply that follows the contract. Numbers are never zero: gowsdl's tags would drop them on the way back.
func randomStatus(t *rapid.T) *statusResponse {
	text := rapid.StringMatching(`[A-Z]{1,5}`)
	reply := &statusResponse{RequestID: "r-1"}
	switch rapid.IntRange(0, 2).Draw(t, "branch") {
	case 0:
		reply.NotFound = &marker{}
	case 1:
		n := rapid.Int32Range(1, 9).Draw(t, "candidates")
		reply.Candidates = &n
		reply.RefineBy = rapid.SliceOfN(text, 1, 3).Draw(t, "refine")
	default:
		limit := rapid.Int32Range(1, 90).Draw(t, "limit")
		reply.Info = &info{DaysUsed: rapid.Int32Range(1, 90).Draw(t, "used"), DaysLimit: &limit}
		for range rapid.IntRange(0, 3).Draw(t, "grounds") {
			reply.Info.Ground = append(reply.Info.Ground, randomGround(t, text))
		}
	}
	return reply
}

// randomGround draws one ground.
func randomGround(t *rapid.T, text *rapid.Generator[string]) *ground {
	g := &ground{ID: text.Draw(t, "id"), Kind: text.Draw(t, "kind"), State: "VALID"}
	switch rapid.IntRange(0, 2).Draw(t, "until") {
	case 0:
		g.ValidUntil = "2027-02-14"
	case 1:
		g.Unlimited = &marker{}
	}
	g.Note = rapid.SliceOfN(text, 0, 2).Draw(t, "notes")
	return g
}

// mutate changes a document at a random place.
func mutate(t *rapid.T, root *node) {
	all := places(root, root.local)
	at := all[rapid.IntRange(0, len(all)-1).Draw(t, "place")]
	n := at.element()
	siblings := at.parent.children
	switch rapid.SampledFrom([]string{"remove", "repeat", "swap", "rename", "space", "empty", "move", "extend", "nil"}).Draw(t, "mutation") {
	case "remove":
		at.remove()
	case "repeat":
		at.repeat()
	case "swap":
		j := rapid.IntRange(0, len(siblings)-1).Draw(t, "with")
		siblings[at.i], siblings[j] = siblings[j], siblings[at.i]
	case "rename":
		n.local = all[rapid.IntRange(0, len(all)-1).Draw(t, "as")].element().local
	case "space":
		n.space = "urn:other"
	case "empty":
		n.text, n.children = nil, nil
	case "move":
		other := all[rapid.IntRange(0, len(all)-1).Draw(t, "into")].element()
		other.children = append(slices.Clip(other.children), &node{space: n.space, local: n.local, text: n.text})
	case "extend":
		at.parent.children = slices.Insert(slices.Clone(siblings), at.i, &node{space: n.space, local: "Extra", children: []*node{{space: n.space, local: n.local, text: n.text}}})
	case "nil":
		if _, there := n.attr(namespaceXSI, "nil"); there {
			return
		}
		n.attrs = append(slices.Clip(n.attrs), nodeAttr{namespaceXSI, "nil", "true"})
		n.text, n.children = nil, nil
	}
}

// leaves lists path and text of every element and attribute of a document, without what the contract does not know and without nil.
func leaves(n *node, path string) []string {
	path += "/" + n.local
	if _, isNil := n.attr(namespaceXSI, "nil"); isNil || n.local == "Extra" {
		return nil
	}
	var all []string
	for _, a := range n.attrs {
		if a.space == "" {
			all = append(all, path+"@"+a.local+"="+a.value)
		}
	}
	all = append(all, path+"="+string(n.text))
	for _, c := range n.children {
		all = append(all, leaves(c, path)...)
	}
	return all
}

// TestWhatIsAcceptedIsDecodedWithoutLoss mutates replies: what the checker lets pass, a struct holds to the last value.
func TestWhatIsAcceptedIsDecodedWithoutLoss(t *testing.T) {
	o := statusOperation(t)
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text, err := xml.Marshal(randomStatus(t))
		if err != nil {
			t.Fatal(err)
		}
		root, err := readDocument(text, Limits{}.withDefaults())
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 2).Draw(t, "mutations") {
			mutate(t, root)
		}
		answer, err := NewAnswer(V12, []byte(render(root)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := o.Reply(200, nil, answer.Body)
		if err != nil {
			refused++
			return
		}
		accepted++
		again, err := xml.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := readDocument(again, Limits{}.withDefaults())
		if err != nil {
			t.Fatal(err)
		}
		want, have := known(leaves(root, "")), known(leaves(decoded, ""))
		if !slices.Equal(want, have) {
			t.Fatalf("sent\n%s\ndecoded\n%s", strings.Join(want, "\n"), strings.Join(have, "\n"))
		}
	})
	if accepted < 20 || refused < 20 {
		t.Errorf("%d replies were accepted and %d refused: too few to tell", accepted, refused)
	}
}

// known drops leaves that stand where the contract does not know them, and sorts: a struct keeps no order among different fields.
// An element that is known elsewhere is an extension where it is not, so the known paths are written out here.
func known(all []string) []string {
	const root, ground = "/StatusResponse", "/StatusResponse/Info/Ground"
	paths := []string{
		root, root + "/RequestId", root + "/NotFound", root + "/Candidates", root + "/RefineBy", root + "/Info",
		root + "/Info/DaysUsed", root + "/Info/DaysLimit", root + "/Info/Counted",
		ground, ground + "@Id", ground + "@Region", ground + "/Kind", ground + "/ValidUntil", ground + "/Unlimited", ground + "/State", ground + "/Note",
	}
	var kept []string
	for _, leaf := range all {
		path, _, _ := strings.Cut(leaf, "=")
		if slices.Contains(paths, path) && leaf != ground+"/Note=" { // which omitempty drops on the way back
			kept = append(kept, leaf)
		}
	}
	slices.Sort(kept)
	return kept
}
