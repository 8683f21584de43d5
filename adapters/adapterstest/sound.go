package adapterstest

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/adapters"
)

// Sound holds what a driver returned to the promises that hold whatever a registry answers: a reply if and only if there is no
// error; an outcome and a verdict of the lookup's Spec; a record with a match and with what a list holds, and with nothing else; a reason
// with not_found; each kind that is told as other said to be unlisted; a failure of a kind's own reasons, whose text quotes nothing.
func Sound[R any](t testing.TB, spec adapters.Spec, reply adapters.Reply[R], err error) {
	t.Helper()
	if err != nil {
		if Describe(reply, nil) != "" {
			t.Error("a reply came with an error")
		}
		soundError(t, err)
		return
	}
	if !slices.Contains(spec.Outcomes, reply.Outcome) {
		t.Errorf("outcome %q is not one of %v", reply.Outcome, spec.Outcomes)
	}
	if (reply.Record != nil) != reply.Outcome.HasRecord() {
		t.Errorf("outcome %s, record %v", reply.Outcome, reply.Record != nil)
	}
	judged := reply.Outcome == adapters.Match && len(spec.Verdicts) > 0
	if judged != (reply.Verdict != "") || judged && !slices.Contains(spec.Verdicts, reply.Verdict) {
		t.Errorf("outcome %s, verdict %q", reply.Outcome, reply.Verdict)
	}
	if others := strings.Count(Describe(reply, nil), ": other\n"); others > len(reply.Unlisted) {
		t.Errorf("%d kinds are told as other, and %d said to be unlisted", others, len(reply.Unlisted))
	}
	if (reply.Outcome == adapters.NotFound) != slices.Contains(adapters.NotFoundReasons(), reply.Reason) {
		t.Errorf("outcome %s, reason %q", reply.Outcome, reply.Reason)
	}
}

func soundError(t testing.TB, err error) {
	t.Helper()
	var pending *adapters.Pending
	if errors.As(err, &pending) {
		if pending.Ticket == "" {
			t.Error("pending without a ticket")
		}
		return
	}
	var f *adapters.Failure
	if !errors.As(err, &f) {
		t.Errorf("an error without a kind: %T", err)
		return
	}
	reasons := f.Kind.Rule().Reasons
	if f.Reason == "" != (len(reasons) == 0) || f.Reason != "" && !slices.Contains(reasons, f.Reason) {
		t.Errorf("%s has no reason %q", f.Kind, f.Reason)
	}
	const longest = 1000
	if text := f.Error(); len(text) > longest || strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || r < ' ' }) {
		t.Errorf("the failure's text quotes: %q", text)
	}
}

// FuzzID is the identifier of the request that fuzzed replies answer.
const FuzzID = "id-1"

// SeedReplies adds the replies of the goldens of dir, as (HTTP status, body), to a fuzz target's corpus, as replies to FuzzID.
func SeedReplies(f *testing.F, dir string) {
	f.Helper()
	for _, file := range goldenFiles(f, dir) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			if part.Name == "reply" {
				_, body, _ := strings.Cut(string(part.Data), "\n\n")
				f.Add(http.StatusOK, []byte(strings.ReplaceAll(strings.TrimSpace(body), "$ID", FuzzID)))
			}
		}
	}
}
