package client

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strconv"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

const lookupsPath = "/v1/lookups/"

// A reply is what the gateway said, held to the API's contract: an answer, a pending one, a plan or a problem.
type reply struct {
	document []byte // as it came
	lookup   string // registry/lookup; "" where a problem names none
	lookupID string // "" where a problem has none
	outcome  string // of an answer
	verdict  string // of an answer that has one
	pending  *api.Pending
	problem  *api.Problem
	plan     *api.Plan
}

// expected is what a response has to be to.
type expected struct {
	lookup string // that was asked; "" where only the gateway knows
	id     string // that was resumed, or ""
	plan   bool   // a plan was asked for
}

// A notTheAPI says why a response cannot be a gateway's. It quotes nothing of it.
type notTheAPI string

// Error implements error.
func (e notTheAPI) Error() string { return string(e) }

// maxReply bounds a response. An answer takes a few KiB, the API's own document some hundred.
const maxReply = 4 << 20

// readReply holds a response to the contract. The error is a notTheAPI.
func readReply(response adapters.Response, to expected) (reply, error) {
	wanted := "application/json"
	if response.Status >= http.StatusBadRequest {
		wanted = "application/problem+json"
	}
	if media, _, err := mime.ParseMediaType(response.Header.Get("Content-Type")); err != nil || media != wanted {
		return reply{}, notTheAPI(fmt.Sprintf("status %d with something other than %s", response.Status, wanted))
	}
	limits := strictjson.Default()
	limits.Bytes = maxReply
	document, err := strictjson.New(limits).Check(response.Body)
	if err != nil {
		return reply{}, notTheAPI(fmt.Sprintf("status %d with what is not right: %v", response.Status, err))
	}
	r := reply{document: document}
	switch {
	case response.Status == http.StatusOK && to.plan:
		err = r.planned()
	case response.Status == http.StatusOK:
		err = r.answer()
	case response.Status == http.StatusAccepted && !to.plan:
		err = r.taken(response.Header)
	case response.Status >= http.StatusBadRequest:
		err = r.refused(response.Status)
	default:
		err = notTheAPI(fmt.Sprintf("status %d, which the API never gives", response.Status))
	}
	if err != nil {
		return reply{}, err
	}
	return r, r.concerns(to.lookup, to.id)
}

// A checked is a type of the contract that can tell whether it holds.
type checked interface {
	Decode(d *jx.Decoder) error
	Validate() error
}

// decode reads document into v by the contract. The decoder's own error would quote the document.
func decode(document []byte, v checked, what string) error {
	if v.Decode(jx.DecodeBytes(document)) != nil || v.Validate() != nil {
		return notTheAPI("a document that is not " + what + " as the API has it")
	}
	return nil
}

func (r *reply) answer() error {
	var a api.Answer
	if err := decode(r.document, &a, "an answer"); err != nil {
		return err
	}
	var head struct {
		Lookup   string `json:"lookup"`
		LookupID string `json:"lookup_id"`
		Outcome  string `json:"outcome"`
		Verdict  string `json:"verdict"`
	}
	if json.Unmarshal(r.document, &head) != nil || head.Outcome == string(api.OutcomePending) {
		return notTheAPI("an answer that is none yet, with status 200")
	}
	r.lookup, r.lookupID, r.outcome, r.verdict = head.Lookup, head.LookupID, head.Outcome, head.Verdict
	return nil
}

func (r *reply) planned() error {
	var p api.Plan
	if err := decode(r.document, &p, "a plan"); err != nil {
		return err
	}
	r.plan, r.lookup = &p, string(p.Lookup)
	return nil
}

// taken reads a 202. What its headers say must be what its document says.
func (r *reply) taken(h http.Header) error {
	var p api.Pending
	if err := decode(r.document, &p, "a pending answer"); err != nil {
		return err
	}
	r.pending, r.lookup, r.lookupID = &p, string(p.Lookup), uuid.UUID(p.LookupID).String()
	if h.Get("Location") != lookupsPath+r.lookupID {
		return notTheAPI("a pending answer whose Location is not where it will be")
	}
	if h.Get("Retry-After") != strconv.Itoa(p.RetryAfter) {
		return notTheAPI("a pending answer whose Retry-After is not its retry_after")
	}
	return nil
}

func (r *reply) refused(status int) error {
	var p api.Problem
	if err := decode(r.document, &p, "a problem"); err != nil {
		return err
	}
	if p.Status != status {
		return notTheAPI(fmt.Sprintf("a problem of another status than %d, with which it came", status))
	}
	r.problem, r.lookup = &p, string(p.Lookup.Value)
	if p.LookupID.Set {
		r.lookupID = uuid.UUID(p.LookupID.Value).String()
	}
	return nil
}

// concerns reports a reply to another question. A problem may name neither lookup nor id.
func (r *reply) concerns(asked, id string) error {
	if asked != "" && r.lookup != asked && (r.problem == nil || r.lookup != "") {
		return notTheAPI("a reply that is about another lookup")
	}
	if id != "" && r.lookupID != id && (r.problem == nil || r.lookupID != "") {
		return notTheAPI("a reply that is about another lookup_id")
	}
	return nil
}
