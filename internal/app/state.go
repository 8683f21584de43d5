package app

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/state"
)

// openState takes the state file, if one is configured.
func (a *App) openState() error {
	a.metrics.StateFound(string(state.Off))
	if a.cfg.State.File == "" {
		return nil
	}
	keeper, err := state.Open(a.cfg.State.File, a.cfg.State.Every, a.metrics, a.log)
	if err != nil {
		return fmt.Errorf("state.file: %w", err)
	}
	a.keeper = keeper
	a.metrics.StateFound(string(keeper.Start()))
	return nil
}

func (a *App) stateChanged() {
	if a.keeper != nil {
		a.keeper.Changed()
	}
}

// restore puts the registries into the state that was found.
func (a *App) restore() {
	if a.keeper == nil {
		return
	}
	all := make([]state.Registry, len(a.parts.policies))
	for i, p := range a.parts.policies {
		all[i] = p
	}
	a.keeper.Restore(all...)
}

// keep keeps the state until end is called, which writes it a last time.
func (a *App) keep() (end func()) {
	if a.keeper == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.keeper.Run(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// StateText says in a sentence where what is to survive a restart goes.
func (c Config) StateText() string {
	if c.State.File == "" {
		return "state is off: day quotas, holds, open breakers and overrides end with the process"
	}
	file, err := filepath.Abs(c.State.File)
	if err != nil {
		file = c.State.File
	}
	return "state goes to " + file
}

func (a *App) stateFact() operate.Fact {
	f := operate.Fact{Name: "State", Text: a.cfg.StateText()}
	if a.keeper != nil && a.keeper.Start() == state.SetAside && time.Since(a.began) < state.AsideTold {
		f.Text, f.Wrong = f.Text+"; at the start it was not believed and set aside: quotas of the day, holds, open breakers and overrides began anew", true
	}
	return f
}
