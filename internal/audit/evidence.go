package audit

import (
	"context"
	"crypto/sha256"
	"net/http"
	"sync"

	"github.com/sverka/sverka/adapters"
)

// Evidence is what an answer rests on: the registry's last reply, and the id of the message that it answers. It goes with the answer
// wherever that is shared or kept.
type Evidence struct {
	heard   bool
	reply   [sha256.Size]byte // of the body, as it came
	message string
}

// A Witness is an Exchanger that remembers the last reply. Safe for concurrent use.
type Witness struct {
	of adapters.Exchanger

	mu   sync.Mutex
	last Evidence
}

// Watch returns x as seen by a Witness.
func Watch(x adapters.Exchanger) *Witness { return &Witness{of: x} }

// Exchange implements adapters.Exchanger.
func (w *Witness) Exchange(ctx context.Context, r *http.Request) (adapters.Response, error) {
	response, err := w.of.Exchange(ctx, r)
	if err != nil {
		return response, err
	}
	seen := Evidence{heard: true, reply: sha256.Sum256(response.Body), message: adapters.Message(ctx)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = seen
	return response, nil
}

// Evidence returns what was seen last.
func (w *Witness) Evidence() Evidence {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}
