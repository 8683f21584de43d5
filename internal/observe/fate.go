package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/mock"
	"github.com/sverka/sverka/mock/fault"
)

// A deed is how an act begins, or ends.
type deed func(context.Context, *day) error

func nothing(context.Context, *day) error { return nil }

func both(first, second deed) deed {
	return func(ctx context.Context, d *day) error {
		if err := first(ctx, d); err != nil {
			return err
		}
		return second(ctx, d)
	}
}

// befalls lets a rule befall a registry.
func befalls(registry string, rule mock.Rule) deed {
	return func(ctx context.Context, d *day) error { return d.registries[registry].befall(ctx, rule) }
}

// mends takes its rules away.
func mends(registry string) deed {
	return func(ctx context.Context, d *day) error { return d.registries[registry].mend(ctx) }
}

// delayed is a delay as the mock's rules have it.
func delayed(text string) fault.Delay {
	d, err := fault.ParseDelay(text)
	if err != nil {
		panic(err) // the script's own
	}
	return d
}

func dies(registry string) deed {
	return func(_ context.Context, d *day) error {
		d.registries[registry].kill()
		return nil
	}
}

func revives(registry string) deed {
	return func(ctx context.Context, d *day) error { return d.registries[registry].start(ctx) }
}

// passes does what the runbook says when the cause of a denial is mended and the next probe is far: it puts the gate on pass until an
// answer has come.
func passes(registry string) deed {
	return func(ctx context.Context, d *day) error {
		at := "/v1/registries/" + registry + "/override"
		if err := d.gateway.steer(ctx, http.MethodPut, at, `{"mode": "pass", "reason": "their operators say that it is mended", "for": "1m"}`); err != nil {
			return err
		}
		err := d.wait(ctx, resolvesWithin, func() bool { return d.passing(ctx, registry) })
		if err != nil {
			return fmt.Errorf("the gate of %s, on pass, still holds: %w", registry, err)
		}
		return d.gateway.steer(ctx, http.MethodDelete, at, "")
	}
}

// passing reports whether the registry's gate holds no more.
func (d *day) passing(ctx context.Context, registry string) bool {
	var doc struct {
		Registries []struct{ Registry, Gate string }
	}
	text, err := get(ctx, "http://"+d.gateway.observe+"/readyz?verbose")
	return err == nil && json.Unmarshal(text, &doc) == nil && slices.ContainsFunc(doc.Registries, func(r struct{ Registry, Gate string }) bool {
		return r.Registry == registry && r.Gate == "passing"
	})
}

// atItsHour waits until tax is closed by its calendar, and lets it break off then.
func atItsHour(ctx context.Context, d *day) error {
	if err := d.elapse(ctx, time.Until(d.gateway.closes)+scrapeEvery); err != nil {
		return err
	}
	d.say("tax", "maintenance: it is closed now")
	return d.registries["tax"].befall(ctx, mock.Rule{Fault: "reset_before"})
}

// forItsHour waits until it is about to open.
func forItsHour(ctx context.Context, d *day) error {
	const before = 3 * time.Second
	return d.elapse(ctx, time.Until(d.gateway.closes.Add(closedFor-before)))
}

// halfAnHour waits for half an hour of the day.
func halfAnHour(ctx context.Context, d *day) error { return d.elapse(ctx, 30*time.Minute/factor) }

// triesKeys shows keys that are none.
func triesKeys(ctx context.Context, d *day) error {
	const tries = 80
	for range tries {
		key, _ := access.NewKey()
		if err := d.load.ask(ctx, "tax/inn", key.Reveal()); err != nil {
			return err
		}
	}
	return nil
}

// Who may read a secret.
const (
	everybody = 0o644
	owner     = 0o600
)

// secret rotates one, and lets it be read by so many.
func secret(file string, mode os.FileMode) deed {
	return func(_ context.Context, d *day) error {
		text, err := os.ReadFile(d.gateway.in(file))
		if err != nil {
			return err
		}
		return replace(d.gateway.in(file), text, mode)
	}
}

// replace writes a file by rename, as a whole, and other than it was by its time.
func replace(file string, text []byte, mode os.FileMode) error {
	if err := os.WriteFile(file+".new", text, owner); err != nil {
		return err
	}
	if err := os.Chmod(file+".new", mode); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// callers changes who may come in, nil: back to what it was, and has it read again.
func callers(change func(string) string) deed {
	return func(_ context.Context, d *day) error {
		file := d.gateway.in("run/callers.yaml")
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if change == nil {
			text, err = os.ReadFile(file + ".was")
		} else if err = os.WriteFile(file+".was", text, owner); err == nil {
			text = []byte(change(string(text)))
		}
		if err != nil {
			return err
		}
		if err := replace(file, text, owner); err != nil {
			return err
		}
		return d.gateway.signal(syscall.SIGHUP)
	}
}

// asksEverybody spends nine tenths of the day's quota, and a little more.
func asksEverybody(ctx context.Context, d *day) error {
	const part, every = 0.93, 40 * time.Millisecond
	for range int(part * quota) {
		if err := d.load.ask(ctx, recheck, d.gateway.key); err != nil {
			return err
		}
		if err := d.elapse(ctx, every); err != nil {
			return err
		}
	}
	return nil
}

// quotaIsRaised is that the registry grants more, and the gateway is started anew on a configuration that knows it.
func quotaIsRaised(ctx context.Context, d *day) error {
	const times = 10
	d.gateway.config.Registries.Tax.Limits.Quota.Limits[0].Count *= times
	d.gateway.stop()
	return d.gateway.start(ctx)
}

// movesOn lets the registry's clock be fast by so much, which is not compressed.
func movesOn(registry, by string) deed {
	return func(ctx context.Context, d *day) error {
		_, err := send(ctx, http.MethodPut, d.registries[registry].url("/admin/clock"), `{"advance": "`+by+`"}`, "")
		return err
	}
}

// isSetRight lets it be right again.
func isSetRight(registry string) deed {
	return func(ctx context.Context, d *day) error {
		_, err := send(ctx, http.MethodDelete, d.registries[registry].url("/admin/clock"), "", "")
		return err
	}
}

// renewed puts a certificate that holds for so many days into the place of the one that migration would be shown.
func renewed(days int) deed {
	return func(_ context.Context, d *day) error {
		return d.gateway.certified.lasts(d.gateway.in(certificateFile), days)
	}
}

func collectorGoes(_ context.Context, d *day) error { return d.collector.close() }

func collectorReturns(_ context.Context, d *day) error { return d.collector.open() }

// folderGoes takes away the directory of the state file, with all that is in it.
func folderGoes(_ context.Context, d *day) error {
	return os.Rename(d.gateway.in(stateFolder), d.gateway.in(stateFolder)+".away")
}

func folderReturns(_ context.Context, d *day) error {
	return os.Rename(d.gateway.in(stateFolder)+".away", d.gateway.in(stateFolder))
}

// startedOnRubbish starts the gateway anew on a state file of which half is left.
func startedOnRubbish(ctx context.Context, d *day) error {
	d.gateway.stop()
	text, err := os.ReadFile(d.gateway.in(stateFile))
	if err == nil {
		err = replace(d.gateway.in(stateFile), text[:len(text)/2], owner)
	}
	if err != nil {
		return err
	}
	return d.gateway.start(ctx)
}

// startedOnItsState starts it anew once more, and leaves it alone until the restarts that the day has still to come are not three within half
// an hour of its time: that is another story.
func startedOnItsState(ctx context.Context, d *day) error {
	d.gateway.stop()
	if err := d.gateway.start(ctx); err != nil {
		return err
	}
	return d.elapse(ctx, 28*time.Minute/factor)
}

func killed(_ context.Context, d *day) error {
	d.gateway.kill()
	return nil
}

func startedAgain(ctx context.Context, d *day) error { return d.gateway.start(ctx) }
