package main

import "sync"

// A tail keeps the end of what a process writes. It is safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) add(line []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 8 << 10
	t.text = append(append(t.text, line...), '\n')
	t.text = t.text[max(0, len(t.text)-most):]
}

// String implements fmt.Stringer.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return lastWords(t.text)
}
