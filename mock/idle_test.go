package mock

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Memory is given back once in each pause, not while somebody asks, and no more after the end.
func TestMemoryIsGivenBackOnceNobodyAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var given atomic.Int32
		i := &idle{give: func() { given.Add(1) }}
		h := i.watch(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
		ask := func() {
			t.Helper()
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil)); w.Code != http.StatusTeapot {
				t.Errorf("%d: it was not served", w.Code)
			}
		}
		want := func(n int32, when string) {
			t.Helper()
			synctest.Wait()
			if got := given.Load(); got != n {
				t.Errorf("%s: given back %d times, want %d", when, got, n)
			}
		}
		for range 20 {
			ask()
			time.Sleep(idleAfter - time.Millisecond)
		}
		want(0, "while somebody asks")
		time.Sleep(2 * idleAfter)
		want(1, "in a pause")
		time.Sleep(10 * idleAfter)
		want(1, "in a long pause")
		ask()
		time.Sleep(2*idleAfter + time.Millisecond)
		want(2, "in the next pause")
		ask()
		i.end()
		ask()
		time.Sleep(10 * idleAfter)
		want(2, "after the end")
	})
}
