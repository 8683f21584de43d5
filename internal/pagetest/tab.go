//go:build chromium

package pagetest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A Tab is one of a Chromium, which the first of a test starts and which is gone with the test. What cannot be done ends the test.
type Tab struct {
	T      *testing.T
	Ctx    context.Context //nolint:containedctx // a tab is its context, by chromedp; of further tabs of the same browser
	cancel func()
}

// Open returns a tab that shows the page: of a browser of its own, or of that of another tab, whose Ctx of is.
func Open(t *testing.T, of context.Context, url string, options ...chromedp.ExecAllocatorOption) *Tab { //nolint:revive // the test comes first, as everywhere
	t.Helper()
	ctx, cancel := chromedp.NewContext(of, chromedp.WithAllocatorOptions(append(options, chromedp.NoSandbox)...))
	t.Cleanup(cancel)
	b := &Tab{T: t, Ctx: ctx, cancel: cancel}
	b.Do(chromedp.Navigate(url))
	return b
}

// Quiet has the page be silent until end is called, which closes the tab and fails the test for each complaint of the browser or the
// page's script that holds none of the expected texts: a policy that is broken above all.
func (b *Tab) Quiet(expected ...string) (end func()) {
	messages, complaints := chromedp.Console(b.Ctx), make(chan string, 100)
	go func() {
		defer close(complaints)
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.Type == chromedp.ConsoleException {
				complaints <- m.Text
			}
		}
	}()
	return func() {
		b.cancel()
		for text := range complaints {
			if !slices.ContainsFunc(expected, func(e string) bool { return strings.Contains(text, e) }) {
				b.T.Errorf("the page complains: %s", text)
			}
		}
	}
}

// Do takes the steps.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.T.Helper()
	if err := chromedp.Do(b.Ctx, steps...); err != nil {
		b.T.Fatal(err)
	}
}

// Value returns what an expression of JavaScript comes to.
func Value[V any](b *Tab, expression string) V {
	b.T.Helper()
	v, err := chromedp.Run(b.Ctx, chromedp.Evaluate[V](expression))
	if err != nil {
		b.T.Fatal(err)
	}
	return v
}

// Is reports what an expression of JavaScript comes to.
func (b *Tab) Is(expression string) bool {
	b.T.Helper()
	return Value[bool](b, expression)
}

// Until waits for an expression of JavaScript to be true.
func (b *Tab) Until(expression string) {
	b.T.Helper()
	for range 1200 {
		if b.Is("Boolean(" + expression + ")") {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	b.T.Fatalf("not within a minute: %s", expression)
}

// Prefer is the step that has the device prefer a colour scheme, light or dark.
func Prefer(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// Picture leaves a picture of what is seen in the directory that SVERKA_SCREENSHOTS names, if it does.
func (b *Tab) Picture(name string) {
	b.T.Helper()
	dir := os.Getenv("SVERKA_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.Ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600) //nolint:gosec // a directory that the developer names
	}
	if err != nil {
		b.T.Fatal(err)
	}
}
